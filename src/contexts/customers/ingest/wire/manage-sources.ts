import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../../../platform/database/index.ts';
import { type Bilingual, type FieldError, fieldError } from '../../../../platform/failure.ts';
import type { Activity, FieldCode } from '../../../register/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { badFields, sourceNotFound, sourceTaken } from '../../customers-failures.ts';
import type { PlannedEvent } from './domain/tracking-plan.ts';
import {
  findSource,
  insertSource,
  readPlan,
  replacePlan,
  replaceSourceKey,
  revokeSourceRow,
  type SourceRow,
} from './store/source-store.ts';

/** What is declared about a source. */
export interface SourceInput {
  readonly code: string;
  readonly name: Bilingual;
  readonly issuer?: string;
  readonly activity: string;
  readonly withoutPermission?: 'drop' | 'count';
  readonly undeclared?: 'block' | 'report';
  readonly notice?: { readonly how: string; readonly proofHash: string } | null;
  readonly quota?: number;
  readonly by: string;
}

/** Events a minute unless told: 40,000 a second for a minute is more than a shop sends in an hour. */
const QUOTA = 600_000;
const KEY_PREFIX = 'wk_';

/** SHA-256 of a write key, which is all that is stored: with 192 random bits nothing slower is needed. */
export function keyDigest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Sets up a source; `writeKey` is shown once. Throws 422 with the field when the activity does not collect behaviour. */
export async function createSource(
  deps: CustomersDeps,
  tx: Tx,
  input: SourceInput,
): Promise<{ code: string; writeKey: string }> {
  const activity = await deps.register.activity(tx, input.activity);
  const errors = activityErrors(activity);
  if (errors.length > 0) throw badFields('source-activity', errors);
  const writeKey = newKey();
  const row: SourceRow = {
    code: input.code,
    name: input.name,
    issuer: input.issuer ?? input.code,
    activity: input.activity,
    withoutPermission: input.withoutPermission ?? 'drop',
    undeclared: input.undeclared ?? 'report',
    notice: input.notice ?? null,
    quota: input.quota ?? QUOTA,
    createdBy: input.by,
    createdAt: deps.clock.now(),
    revokedAt: null,
  };
  if (!(await insertSource(tx, row, keyDigest(writeKey)))) throw sourceTaken();
  return { code: input.code, writeKey };
}

function newKey(): string {
  return KEY_PREFIX + randomBytes(24).toString('base64url');
}

function activityErrors(activity: Activity): FieldError[] {
  const errors: FieldError[] = [];
  if (!activity.fields.some(({ field }) => field === 'behaviour'))
    errors.push(
      fieldError(
        'activity',
        '该处理活动没有登记“浏览与互动记录”',
        'the activity does not declare the field "behaviour"',
      ),
    );
  for (const operation of ['collect', 'use'] as const)
    if (!activity.operations.includes(operation))
      errors.push(
        fieldError('activity', `该处理活动没有登记“${operation}”`, `the activity does not declare "${operation}"`),
      );
  return errors;
}

/** A source and its plan. Throws 404. */
export async function source(tx: Tx, code: string): Promise<SourceRow & { plan: PlannedEvent[] }> {
  const row = await findSource(tx, code);
  if (row === undefined) throw sourceNotFound();
  return { ...row, plan: await readPlan(tx, code) };
}

/** Ends a source's key, in force with the next request. */
export async function revokeSource(tx: Tx, code: string, at: Date): Promise<void> {
  await source(tx, code);
  await revokeSourceRow(tx, code, at);
}

/** Gives a source another key; the one before ends at once. */
export async function replaceKey(tx: Tx, code: string): Promise<{ writeKey: string }> {
  await source(tx, code);
  const writeKey = newKey();
  await replaceSourceKey(tx, code, keyDigest(writeKey));
  return { writeKey };
}

/** Saves the tracking plan: each property is bound to a field that the source's activity declares. Throws 400 with each bad property. */
export async function savePlan(
  deps: CustomersDeps,
  tx: Tx,
  request: { source: string; plan: readonly PlannedEvent[]; by: string },
): Promise<void> {
  const { activity: code } = await source(tx, request.source);
  const declared = new Set<FieldCode>((await deps.register.activity(tx, code)).fields.map(({ field }) => field));
  const errors: FieldError[] = [];
  const names = new Set<string>();
  request.plan.forEach((event, index) => {
    if (names.has(event.name)) errors.push(fieldError(`plan[${index}].name`, '事件名重复', 'the name stands twice'));
    names.add(event.name);
    for (const [name, property] of Object.entries(event.properties)) {
      const path = `plan[${index}].properties.${name.slice(0, 40)}`;
      if (!declared.has(property.field))
        errors.push(
          fieldError(`${path}.field`, '处理活动没有登记这个字段', 'the activity does not declare this field'),
        );
      if (property.column !== undefined && property.kind !== 'number')
        errors.push(fieldError(`${path}.column`, '只有数值可以填入列', 'only a number fills a column'));
    }
  });
  if (errors.length > 0) throw badFields('tracking-plan', errors);
  await replacePlan(tx, request.source, request.plan, { by: request.by, at: deps.clock.now() });
}
