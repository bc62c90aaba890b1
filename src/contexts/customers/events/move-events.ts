import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from '../../../platform/database/index.ts';
import { type Analytics, toTimestamp } from './analytics.ts';
import { completeUpTo, hasNewer, type LoggedEvent, readEvent, readEvents } from './event-log.ts';
import { withReplays } from './with-replays.ts';

/** What the mover needs. */
export interface MoverDeps {
  readonly database: Database;
  readonly analytics: Analytics;
}

/** Moments at which a test may stop the process; nothing else listens. */
export type MoverStep = 'read' | 'begun' | 'appended' | 'positioned' | 'committed';

/** How a run may be watched and cut smaller by a test. */
export interface MoverOptions {
  readonly onStep?: (step: MoverStep) => void | Promise<void>;
  /** Entries in one DuckDB transaction; 50,000 unless told. */
  readonly batch?: number;
}

const BATCH = 50_000;
const TRAIT = '$trait.';
/** A tag stands among the traits under its name with "tag." before it. */
const TAG = '$tag.';

/**
 * Moves the event log to DuckDB and returns how many entries were moved. The position is written in the same DuckDB transaction as the
 * rows, so after a crash anywhere the next run goes on exactly behind what is there: nothing is lost and nothing comes twice.
 */
export async function moveEvents(deps: MoverDeps, options: MoverOptions = {}): Promise<number> {
  const { onStep = () => undefined, batch = BATCH } = options;
  return deps.analytics.exclusively(async (connection) => {
    await forgetAnotherLog(deps, connection);
    const first = await readPosition(connection);
    // Called every second: where nothing new is to be seen, no writer is held up.
    if (!(await deps.database.transaction((tx) => hasNewer(tx, first), { readOnly: true }))) return 0;
    const upTo = await deps.database.transaction(completeUpTo, { readOnly: true });
    let moved = 0;
    for (;;) {
      const position = await readPosition(connection);
      const events = await deps.database.transaction((tx) => readEvents(tx, position, upTo, batch), { readOnly: true });
      if (events.length === 0) return moved;
      await onStep('read');
      const entries = await withReplays(deps.database, events);
      await moveBatch(connection, events.at(-1), entries, onStep);
      for (const follower of deps.analytics.followers) follower.moved(entries);
      moved += events.length;
    }
  });
}

async function moveBatch(
  connection: DuckDBConnection,
  last: LoggedEvent | undefined,
  entries: readonly LoggedEvent[],
  onStep: (step: MoverStep) => void | Promise<void>,
): Promise<void> {
  await connection.run('begin');
  try {
    await onStep('begun');
    await applyInOrder(connection, entries);
    await onStep('appended');
    await connection.run('update feed set position = $1, mark = $2', [BigInt(last?.seq ?? 0), markOf(last)]);
    await onStep('positioned');
    await connection.run('commit');
  } catch (error) {
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
  await onStep('committed');
}

// An erasure or retraction applies to what came before it, so what has been gathered is written first. Of a trait and of a head the last value counts.
async function applyInOrder(connection: DuckDBConnection, events: readonly LoggedEvent[]): Promise<void> {
  let plain: LoggedEvent[] = [];
  let traits = new Map<string, LoggedEvent>();
  let heads = new Map<number, LoggedEvent>();
  const flush = async (): Promise<void> => {
    await appendPlain(connection, plain);
    await appendClasses(connection, plain);
    await setTraits(connection, [...traits.values()]);
    await setHeads(connection, [...heads.values()]);
    plain = [];
    traits = new Map();
    heads = new Map();
  };
  for (const event of events) {
    if (event.name === '$erased') {
      await flush();
      await connection.run('delete from event where ordinal = $1', [event.ordinal]);
      await connection.run('delete from trait where ordinal = $1', [event.ordinal]);
      await connection.run('delete from computed where ordinal = $1', [event.ordinal]);
      await connection.run('delete from event_class where ordinal = $1', [event.ordinal]);
      await connection.run('delete from cluster_member where ordinal = $1', [event.ordinal]);
    } else if (event.name === '$retracted') {
      await flush();
      await connection.run('delete from event where ordinal = $1', [event.ordinal]);
      await connection.run('delete from event_class where ordinal = $1', [event.ordinal]);
    } else if (event.name.startsWith(TRAIT) || event.name.startsWith(TAG))
      traits.set(`${event.ordinal} ${event.name}`, event);
    else if (event.name === '$head') heads.set(event.ordinal, event);
    else plain.push(event);
  }
  await flush();
}

async function appendPlain(connection: DuckDBConnection, events: readonly LoggedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const appender = await connection.createAppender('event');
  for (const event of events) {
    appender.appendInteger(event.ordinal);
    appender.appendVarchar(event.name);
    appender.appendTimestamp(toTimestamp(event.at));
    if (event.quantity === null) appender.appendNull();
    else appender.appendInteger(event.quantity);
    if (event.amountFen === null) appender.appendNull();
    else appender.appendBigInt(BigInt(event.amountFen));
    appender.endRow();
  }
  appender.closeSync();
}

// Events that the tracking plan classes under a declared word; a table of its own, since most have none.
async function appendClasses(connection: DuckDBConnection, events: readonly LoggedEvent[]): Promise<void> {
  const classed = events.filter((event) => event.value !== null && !event.name.startsWith('$'));
  if (classed.length === 0) return;
  const appender = await connection.createAppender('event_class');
  for (const event of classed) {
    appender.appendInteger(event.ordinal);
    appender.appendVarchar(event.name);
    appender.appendTimestamp(toTimestamp(event.at));
    appender.appendVarchar(event.value ?? '');
    appender.endRow();
  }
  appender.closeSync();
}

async function setTraits(connection: DuckDBConnection, traits: readonly LoggedEvent[]): Promise<void> {
  if (traits.length === 0) return;
  await connection.run('create or replace temp table new_trait (ordinal integer, name varchar, value varchar)');
  const appender = await connection.createAppender('new_trait');
  for (const trait of traits) {
    appender.appendInteger(trait.ordinal);
    appender.appendVarchar(trait.name.startsWith(TAG) ? trait.name.slice(1) : trait.name.slice(TRAIT.length));
    appender.appendVarchar(trait.value ?? '');
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    'delete from trait using new_trait where trait.ordinal = new_trait.ordinal and trait.name = new_trait.name',
  );
  await connection.run(`insert into trait select * from new_trait where value <> ''`);
}

// Which records are held to be one human: those that are not alone, with the record that stands for them.
async function setHeads(connection: DuckDBConnection, heads: readonly LoggedEvent[]): Promise<void> {
  if (heads.length === 0) return;
  await connection.run('create or replace temp table new_head (ordinal integer, head integer)');
  const appender = await connection.createAppender('new_head');
  for (const { ordinal, value } of heads) {
    appender.appendInteger(ordinal);
    if (value === null || value === '') appender.appendNull();
    else appender.appendInteger(Number(value));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run('delete from cluster_member using new_head where cluster_member.ordinal = new_head.ordinal');
  await connection.run('insert into cluster_member select * from new_head where head is not null');
}

// A database that was restored from a backup, or is another one, has other entries behind the same numbers. The file knows the last entry
// that it took; where the log does not have it any more, the file is filled again from the beginning. Looked at once a process.
async function forgetAnotherLog(deps: MoverDeps, connection: DuckDBConnection): Promise<void> {
  if (deps.analytics.isChecked) return;
  const [row] = (await connection.runAndReadAll('select position, mark from feed')).getRows();
  const position = Number(row?.[0] ?? 0);
  const mark = String(row?.[1] ?? '');
  const entry =
    position === 0 ? undefined : await deps.database.transaction((tx) => readEvent(tx, position), { readOnly: true });
  if (position > 0 && markOf(entry) !== mark) {
    await connection.run('begin');
    await connection.run('delete from event');
    await connection.run('delete from trait');
    await connection.run('delete from event_class');
    await connection.run('delete from computed');
    await connection.run('delete from cluster_member');
    await connection.run(`update feed set position = 0, mark = ''`);
    await connection.run('commit');
    for (const follower of deps.analytics.followers) follower.restarted();
  }
  deps.analytics.isChecked = true;
}

function markOf(event: LoggedEvent | undefined): string {
  return event === undefined ? '' : `${event.ordinal}|${event.name}|${event.at.getTime()}`;
}

async function readPosition(connection: DuckDBConnection): Promise<number> {
  const rows = (await connection.runAndReadAll('select position from feed')).getRows();
  return Number(rows[0]?.[0] ?? 0);
}
