import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../../../platform/database/index.ts';
import { type Bilingual, type FieldError, fieldError } from '../../../../platform/failure.ts';
import type { Activity, FieldCode } from '../../../register/index.ts';
import { redactReason } from '../../../vault/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { badFields, sourceNotFound, sourceTaken } from '../../customers-failures.ts';
import type { WechatAccount } from '../callback/domain/wechat-events.ts';
import { type Connected, type Connection, connect, connectionErrors } from '../callback/manage-connections.ts';
import type { PlannedEvent, PlannedProperty } from './domain/tracking-plan.ts';
import {
  findSource,
  insertSource,
  readPlan,
  replacePlan,
  replaceSourceKey,
  revokeSourceRow,
  type SourceKind,
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

/** Sets up a tracker's source; `writeKey` is shown once. Throws 400 with the field when the activity does not collect behaviour. */
export async function createSource(
  deps: CustomersDeps,
  tx: Tx,
  input: SourceInput,
): Promise<{ code: string; writeKey: string }> {
  const writeKey = newKey();
  await addSource(deps, tx, input, undefined, writeKey);
  return { code: input.code, writeKey };
}

/** Sets up a source that signs its messages; `secret` is shown once. Throws 400 with each field that can't be used. */
export async function connectSource(
  deps: CustomersDeps,
  tx: Tx,
  input: SourceInput,
  connection: Connection,
): Promise<{ code: string } & Connected> {
  // Its write key is told to nobody.
  await addSource(deps, tx, input, connection, newKey());
  return { code: input.code, ...(await connect(deps, tx, input.code, connection)) };
}

async function addSource(
  deps: CustomersDeps,
  tx: Tx,
  input: SourceInput,
  connection: Connection | undefined,
  writeKey: string,
): Promise<void> {
  const activity = await deps.register.activity(tx, input.activity);
  const errors = activityErrors(activity, connection?.kind);
  if (connection !== undefined) errors.push(...connectionErrors(connection));
  if (errors.length > 0) throw badFields('source-activity', errors);
  const row: SourceRow = {
    code: input.code,
    name: input.name,
    kind: connection?.kind ?? 'tracker',
    ...numbersOf(input, connection),
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
}

function newKey(): string {
  return KEY_PREFIX + randomBytes(24).toString('base64url');
}

// A customer's number at WeCom (external_userid) is unique within the corporation, and another one for each provider's suite.
function numbersOf(
  input: SourceInput,
  connection: Connection | undefined,
): Pick<SourceRow, 'issuer' | 'identifierType' | 'identifierScope' | 'settings'> {
  if (connection?.kind === 'wecom') {
    const { corpId, suiteId } = connection;
    const customers = { issuer: 'wecom', identifierType: 'external_userid' };
    if (suiteId === undefined) return { ...customers, identifierScope: corpId, settings: null };
    return { ...customers, identifierScope: suiteId, settings: { suite: { suiteId, corpId } } };
  }
  // An openid within the official account or mini-program.
  if (connection?.kind === 'wechat')
    return {
      issuer: 'wechat',
      identifierType: 'openid',
      identifierScope: connection.corpId,
      settings: accountOf(connection.account),
    };
  // An ouid within the shop (会员通).
  if (connection?.kind === 'tmall')
    return { issuer: 'tmall', identifierType: 'ouid', identifierScope: connection.shop, settings: null };
  const settings = connection?.kind === 'webhook' ? { rules: connection.rules } : null;
  return { issuer: input.issuer ?? input.code, identifierType: 'member_id', identifierScope: '', settings };
}

function accountOf(account: WechatAccount | undefined): SourceRow['settings'] {
  return account === undefined ? null : { account };
}

function activityErrors(activity: Activity, kind: SourceKind | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (!activity.fields.some(({ field }) => field === 'behaviour'))
    errors.push(
      fieldError(
        'activity',
        '该处理活动没有登记“浏览与互动记录”',
        'the activity does not declare the field "behaviour"',
      ),
    );
  if (kind === 'wecom' && !activity.fields.some(({ field }) => field === 'wecom_id'))
    errors.push(
      fieldError(
        'activity',
        '该处理活动没有登记“企业微信客户标识”',
        'the activity does not declare the field "wecom_id"',
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
  const { kind } = await source(tx, code);
  if (kind !== 'tracker') throw sourceNotFound();
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
      errors.push(...wordErrors(`${path}.words`, property));
    }
  });
  if (errors.length > 0) throw badFields('tracking-plan', errors);
  await replacePlan(tx, request.source, request.plan, { by: request.by, at: deps.clock.now() });
}

// A word leaves the vault with the event: it is declared, it is a text, and it tells of nobody.
function wordErrors(path: string, { kind, words }: PlannedProperty): FieldError[] {
  if (words === undefined) return [];
  if (kind !== 'text') return [fieldError(path, '只有文本可以声明类别', 'only a text has declared words')];
  return words.some((word) => redactReason(word) !== word)
    ? [fieldError(path, '不能含有个人信息', 'must hold no personal information')]
    : [];
}
