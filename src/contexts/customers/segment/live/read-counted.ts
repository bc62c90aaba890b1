import type { DuckDBConnection } from '@duckdb/node-api';
import { startOfShanghaiDay } from '../../domain/china-time.ts';
import { toDuckValue } from '../../events/analytics.ts';
import { liftRestriction, restrictRows } from '../restrict-rows.ts';
import type { FeedOf } from './live-data.ts';
import type { LiveEngine } from './live-engine.ts';

const DAY = `((happened_at + interval 8 hours)::date - date '1970-01-01')::integer`;

/** What is read: feeds and traits, of some people or of everybody. */
export interface Reading {
  readonly feeds: readonly FeedOf[];
  readonly traits: readonly string[];
  /** Null: nobody is kept out, so that rows need not be looked at one by one. */
  readonly ordinals: Uint32Array | null;
}

/**
 * Reads what has been counted from DuckDB, as it stands at the position of its feed: nothing may be moved meanwhile. Rows of people who are not named are
 * not read.
 */
export async function readCounted(connection: DuckDBConnection, engine: LiveEngine, reading: Reading): Promise<void> {
  const { feeds, traits, ordinals } = reading;
  if (feeds.length === 0 && traits.length === 0) return;
  if (ordinals !== null) await restrictRows(connection, 'counted', ordinals);
  const from = ordinals === null ? '' : 'counted_';
  for (const feed of feeds) await readFeed(connection, engine, feed, `${from}event`);
  for (const trait of traits) {
    const values = engine.data.traitFor(trait);
    const result = await connection.stream(`select ordinal, value from ${from}trait where name = $1`, [trait]);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const [who, what] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let row = 0; row < chunk.rowCount; row += 1) values.set(Number(who.getItem(row)), String(what.getItem(row)));
    }
  }
  if (ordinals !== null) await liftRestriction(connection, 'counted');
}

async function readFeed(connection: DuckDBConnection, engine: LiveEngine, feed: FeedOf, from: string): Promise<void> {
  const values: (string | bigint | Date)[] = [feed.name];
  let where = 'name = $1';
  if (feed.minAmount !== null) {
    values.push(BigInt(feed.minAmount));
    where += ` and amount_fen >= $${values.length}`;
  }
  if (feed.keepDays !== null) {
    values.push(startOfShanghaiDay(engine.today - feed.keepDays + 1));
    where += ` and happened_at >= $${values.length}`;
  }
  const result = await connection.stream(
    `select ordinal, ${DAY} as day, count(*)::integer, coalesce(sum(amount_fen), 0)::double from ${from} where ${where} group by 1, 2`,
    values.map(toDuckValue),
  );
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [who, day, count, sum] = [0, 1, 2, 3].map((column) => chunk.getColumnVector(column));
    for (let row = 0; row < chunk.rowCount; row += 1)
      feed.feed.add(
        Number(who?.getItem(row)),
        Number(day?.getItem(row)),
        Number(count?.getItem(row)),
        Number(sum?.getItem(row)),
      );
  }
}
