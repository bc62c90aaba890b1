import type { Tx } from '../../../platform/database/index.ts';
import { type Bilingual, fieldError } from '../../../platform/failure.ts';
import { fieldKind } from '../../register/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { badFields, segmentNotFound } from '../customers-failures.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { listTags } from '../tags/store/tag-store.ts';
import {
  type Definition,
  namedOrganisations,
  namedSegments,
  namedTags,
  outsideConditions,
} from './domain/definition.ts';
import { describeDefinition } from './domain/describe-definition.ts';
import { expandSegments } from './domain/expand-segments.ts';
import { parseDefinition } from './domain/parse-definition.ts';
import { eventsRead } from './fields-read.ts';
import { partNames, refuseUnknownParts } from './part-names.ts';
import { fieldNotCovered } from './segment-failures.ts';
import { deleteMembers } from './store/member-store.ts';
import { deleteSegmentRow, findSegment, listSegments, type SegmentRow, upsertSegment } from './store/segment-store.ts';

/** A segment as it is entered. */
export interface SegmentInput {
  /** Lower-case kebab code. */
  readonly code: string;
  readonly name: Bilingual;
  /** In the segment language. */
  readonly definition: unknown;
  /** The activity under which people are analysed; customer administration unless told. */
  readonly activity?: string;
  /** Minutes between two computations, 5 to 1440, where the definition can't be kept live. */
  readonly refreshMinutes?: number;
  readonly by: string;
}

/**
 * Stores a segment or its next revision. Throws `customers.segment-definition` (400) that names each fault, or `customers.segment-field-not-covered` (422).
 */
export async function saveSegment(
  deps: CustomersDeps,
  tx: Tx,
  input: SegmentInput,
): Promise<{ code: string; revision: number }> {
  const parsed = parseDefinition(input.definition);
  if (!parsed.ok) throw badFields('segment-definition', parsed.errors);
  await refuseCircles(tx, input.code, parsed.definition);
  await refuseUnknownParts(deps, tx, parsed.definition);
  const { activity } = input;
  await refuseUncovered(deps, tx, parsed.definition, activity);
  const revision = await upsertSegment(tx, {
    code: input.code,
    name: input.name,
    definition: parsed.definition,
    activity: activity ?? ADMINISTRATION,
    savedBy: input.by,
    savedAt: deps.clock.now(),
    refreshMinutes: input.refreshMinutes ?? null,
  });
  return { code: input.code, revision };
}

/** What the gate would deny of everybody is told when it is edited and saved, not as a segment of nobody. Throws if there is no such activity. */
export async function refuseUncovered(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  definition: Definition,
  code: string | undefined,
): Promise<void> {
  const fields = outsideConditions(definition).flatMap((each) => ('field' in each ? [each.field.name] : []));
  const tags = namedTags(definition);
  const says =
    tags.length === 0 ? [] : (await listTags(tx)).filter((tag) => tags.includes(tag.code)).map((tag) => tag.says);
  const sensitive = [...fields, ...says].filter((field) => fieldKind(field).sensitiveKind !== null);
  const organisations = namedOrganisations(definition).length > 0;
  const events = await eventsRead(tx, expandSegments(definition, await reachedSegments(tx, definition)));
  if (code === undefined && fields.length + sensitive.length + events.length === 0 && !organisations) return;
  const activity = await deps.register.activity(tx, code ?? ADMINISTRATION);
  const declared = new Set(activity.fields.map(({ field }) => field));
  for (const field of sensitive)
    if (!declared.has(field) || activity.basis !== 'consent') throw fieldNotCovered(fieldKind(field).label, true);
  if (organisations && !declared.has('employer')) throw fieldNotCovered(fieldKind('employer').label, false);
  for (const field of fields) if (!declared.has(field)) throw fieldNotCovered(fieldKind(field).label, false);
  for (const { condition, names } of events)
    for (const field of await fieldsOfEvents(tx, names)) {
      const { label, sensitiveKind } = fieldKind(field);
      const isSensitive = sensitiveKind !== null;
      if (declared.has(field) && !(isSensitive && activity.basis !== 'consent')) continue;
      throw fieldNotCovered(label, isSensitive, describeDefinition(condition, await partNames(deps, tx, [condition])));
    }
}

/** The current revision of a segment. */
export async function segment(tx: Tx, code: string): Promise<SegmentRow> {
  const row = await findSegment(tx, code);
  if (row === undefined) throw segmentNotFound();
  return row;
}

/** Segments in the order of their codes; `cursor` is the code of the last one seen. */
export async function segments(
  tx: Tx,
  page: { limit: number; cursor?: string },
): Promise<{ items: SegmentRow[]; next?: string }> {
  const rows = await listSegments(tx, page.limit + 1, page.cursor);
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return rows.length > page.limit && last !== undefined ? { items, next: last.code } : { items };
}

/** Removes a segment; the people in it stay who they are. */
export async function deleteSegment(tx: Tx, code: string): Promise<void> {
  if ((await deleteSegmentRow(tx, code)) === 0) throw segmentNotFound();
  await deleteMembers(tx, code);
}

const MOST_SEGMENTS = 20;

/** The definitions of all segments that a definition leads to, by code. Throws 400 for one that is not there or leads back to `code`. */
export async function refuseCircles(tx: Tx, code: string, definition: Definition): Promise<void> {
  const reached = await reachedSegments(tx, definition);
  for (const [name, found] of reached) {
    if (name === code)
      throw badFields('segment-definition', [
        fieldError('definition', `人群“${name}”绕回到自己`, `the segment "${name}" leads back to itself`),
      ]);
    if (found === undefined)
      throw badFields('segment-definition', [
        fieldError('definition', `没有人群“${name}”`, `there is no segment "${name}"`),
      ]);
  }
  if (reached.size > MOST_SEGMENTS)
    throw badFields('segment-definition', [
      fieldError('definition', `引用的人群不能超过${MOST_SEGMENTS}个`, `no more than ${MOST_SEGMENTS} segments inside`),
    ]);
}

/** The definitions of the segments that a definition names, and of those that they name; undefined for one that is not there. */
export async function reachedSegments(tx: Tx, definition: Definition): Promise<Map<string, Definition | undefined>> {
  const reached = new Map<string, Definition | undefined>();
  const waiting = namedSegments(definition);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    const row = await findSegment(tx, name);
    reached.set(name, row?.definition);
    if (row !== undefined) waiting.push(...namedSegments(row.definition));
  }
  return reached;
}
