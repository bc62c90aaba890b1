import type { Tx } from '../../../platform/database/index.ts';
import type { Reason } from '../../consent/index.ts';
import type { CustomersDeps, SentMessage } from '../customers-deps.ts';
import { badCursor } from '../customers-failures.ts';
import type { PersonRow } from '../identity/store/person-store.ts';
import {
  compare,
  isBehind,
  rank,
  readCursor,
  TIMELINE_KINDS,
  type TimelineKind,
  type TimelinePlace,
  writeCursor,
} from './domain/timeline.ts';
import { openProperties } from './open-properties.ts';
import { recordsOf } from './records-of.ts';
import { type LoggedRow, readLog } from './store/timeline-store.ts';
import { coveredFields, type Viewer } from './view-persons.ts';
import { activityFor, look } from './view-profile.ts';

/** One entry of a person's timeline. What it has none of is null. */
export interface TimelineEntry extends TimelinePlace {
  /** The record that it belongs to. */
  readonly record: string;
  /** Name of the event, what was said, the message's state, the trait, or the source. */
  readonly name: string;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly quantity: number | null;
  readonly amountFen: number | null;
  /** The trait's value, the message's text, the notice that was answered. */
  readonly value: string | null;
  /** The members of an event, masked by their kind. */
  readonly properties: Readonly<Record<string, string>> | null;
  readonly receipt: string | null;
}

/** What of a timeline is wanted. */
export interface TimelineRequest {
  readonly person: string;
  readonly limit: number;
  readonly cursor?: string;
  /** All unless told. */
  readonly kinds?: readonly TimelineKind[];
  readonly from?: Date;
  readonly until?: Date;
}

/** A page of a timeline, newest first, and the receipt of the one use that it is. */
export interface TimelinePage {
  readonly items: readonly TimelineEntry[];
  readonly receipt: string | null;
  /** Why nobody may look, when nobody may. */
  readonly refused: Reason | null;
  readonly next?: string;
}

/** Said or sent: so many of one person's are read at most. Nobody says more in a life. */
const MOST_ACTS = 2_000;
const FIELDS = ['order_record', 'behaviour', 'contact_record', 'consent_record'] as const;
const NEEDS: Readonly<Record<TimelineKind, readonly (typeof FIELDS)[number][]>> = {
  event: ['order_record', 'behaviour'],
  trait: [],
  consent: [],
  message: ['contact_record'],
  origin: [],
};

/**
 * What a person did, said and was sent, newest first. Properties of events are opened under the gate's permit and masked inside the vault; the page is
 * one use with one receipt. Throws `customers.person-not-found`, `customers.bad-cursor`.
 */
export async function personTimeline(
  deps: CustomersDeps,
  tx: Tx,
  request: TimelineRequest,
  viewer: Viewer,
): Promise<TimelinePage> {
  const after = request.cursor === undefined ? undefined : placeOf(request.cursor);
  const all = await recordsOf(tx, request.person);
  const ids = all.map((record) => record.id);
  const activity = await activityFor(deps, tx, all);
  const fields = await coveredFields(deps, tx, activity, FIELDS);
  const grant = await look(deps, tx, ids, fields, viewer, { activity, subject: 'timeline' });
  const records = all.filter((record) => !grant.refused.has(record.id));
  const receipt = grant.receipt?.id ?? null;
  if (grant.permit === null || records.length === 0)
    return { items: [], receipt, refused: [...grant.refused.values()][0] ?? null };
  // Under an activity about business contacts what it does not declare is not looked at.
  const wanted = (request.kinds ?? TIMELINE_KINDS).filter((kind) =>
    NEEDS[kind].every((field) => fields.includes(field)),
  );
  const limit = request.limit + 1;
  const found: Sourced[] = [];
  for (const kind of wanted)
    if (kind === 'event' || kind === 'trait')
      found.push(...(await logged(tx, records, kind, { ...request, limit, after })));
  for (const record of records) {
    if (wanted.includes('consent')) found.push(...(await said(deps, tx, record)));
    if (wanted.includes('message')) found.push(...(await sent(deps, tx, record)));
    if (wanted.includes('origin')) found.push(origin(record));
  }
  const page = found
    .filter(({ entry }) => isWanted(entry, request, after))
    .sort((one, other) => compare(one.entry, other.entry))
    .slice(0, limit);
  const shown = page.slice(0, request.limit);
  const items = await openProperties(deps, tx, grant.permit, shown, viewer);
  const last = items.at(-1);
  const answer = { items, receipt, refused: null };
  return page.length > request.limit && last !== undefined ? { ...answer, next: writeCursor(last) } : answer;
}

/** An entry with the row of the log that it stands for, if its properties are still sealed. */
export interface Sourced {
  readonly entry: TimelineEntry;
  readonly row?: LoggedRow;
}

async function logged(
  tx: Tx,
  records: readonly PersonRow[],
  kind: 'event' | 'trait',
  page: Pick<TimelineRequest, 'from' | 'until' | 'limit'> & { readonly after: TimelinePlace | undefined },
): Promise<Sourced[]> {
  const { after } = page;
  const before =
    after === undefined
      ? null
      : {
          at: after.at,
          inclusive: rank(kind) >= rank(after.kind),
          seq: kind === after.kind ? after.id : null,
        };
  const ordinals = records.map((record) => record.ordinal);
  const bounds = { kind, from: page.from ?? null, until: page.until ?? null, before, limit: page.limit };
  const rows = await readLog(tx, ordinals, bounds);
  const byOrdinal = new Map(records.map((record) => [record.ordinal, record.id]));
  return rows.map((row) => ({
    row,
    entry: {
      ...EMPTY,
      id: row.seq,
      kind,
      at: row.at,
      record: byOrdinal.get(row.ordinal) ?? '',
      name: kind === 'trait' ? row.name.slice('$trait.'.length) : row.name,
      quantity: row.quantity,
      amountFen: row.amountFen,
      value: kind === 'trait' ? row.value : null,
    },
  }));
}

async function said(deps: CustomersDeps, tx: Tx, record: PersonRow): Promise<Sourced[]> {
  const acts = await deps.gate.actsOf(tx, record.id, MOST_ACTS);
  return acts.map((act) => ({
    entry: {
      ...EMPTY,
      id: act.receipt,
      kind: 'consent',
      at: act.at,
      record: record.id,
      name: act.act,
      activity: act.activity,
      channel: act.channel,
      value: act.notice === null ? null : `${act.notice}/${act.noticeVersion ?? ''}`,
      receipt: act.receipt,
    },
  }));
}

async function sent(deps: CustomersDeps, tx: Tx, record: PersonRow): Promise<Sourced[]> {
  const messages = await deps.messagesOf(tx, record.id, MOST_ACTS);
  return messages.map((message: SentMessage) => ({
    entry: {
      ...EMPTY,
      id: message.id,
      kind: 'message',
      at: message.reservedAt,
      record: record.id,
      name: message.state,
      activity: message.activity,
      channel: message.channel,
      value: message.text,
      receipt: message.receipt,
    },
  }));
}

function origin(record: PersonRow): Sourced {
  return {
    entry: {
      ...EMPTY,
      id: record.id,
      kind: 'origin',
      at: record.createdAt,
      record: record.id,
      name: record.source,
      activity: record.activity,
    },
  };
}

const EMPTY = {
  activity: null,
  channel: null,
  quantity: null,
  amountFen: null,
  value: null,
  properties: null,
  receipt: null,
} as const;

function isWanted(entry: TimelineEntry, request: TimelineRequest, after: TimelinePlace | undefined): boolean {
  if (request.from !== undefined && entry.at < request.from) return false;
  if (request.until !== undefined && entry.at >= request.until) return false;
  return after === undefined || isBehind(entry, after);
}

function placeOf(cursor: string): TimelinePlace {
  const place = readCursor(cursor);
  if (place !== undefined) return place;
  throw badCursor();
}
