import { type DuckDBConnection, DuckDBDataChunk, INTEGER, UINTEGER } from '@duckdb/node-api';
import { OrdinalBits } from './live/ordinal-bits.ts';
import { loadOrdinals } from './load-ordinals.ts';

/** The tables with rows of people. */
const TABLES = ['event', 'trait', 'computed', 'event_class', 'cluster_member'] as const;

/** Rows of one of DuckDB's chunks: the most that a vector holds. */
const CHUNK = 2048;

/** People in a word of `OrdinalBits`. */
const BITS = 32;

/** Those who are left out are listed where there are so many times as many others. */
const FEW = 8;

/**
 * Makes temporary views of this connection with the rows of some people (ascending) alone: `NAME_event`, `NAME_trait` and so on, and `NAME` with the people
 * themselves. Analysing people is a use, so nobody else's rows are read; and what is written down for that is little, however many they are.
 */
export async function restrictRows(connection: DuckDBConnection, name: string, people: Uint32Array): Promise<void> {
  const last = people.at(-1) ?? 0;
  const left = last - people.length;
  if (last > 0 && left * FEW <= people.length) {
    if (left > 0) await loadOrdinals(connection, `${name}_listed`, leftOut(people, left));
    const others = left === 0 ? '' : ` anti join ${name}_listed using (ordinal)`;
    const from = `select * from SOURCE${others} where ordinal between 1 and ${last}`;
    await makeViews(connection, name, from, `(select range::integer as ordinal from range(${last + 1}))`);
  } else if (people.length * BITS <= last) {
    await loadOrdinals(connection, `${name}_listed`, people);
    await makeViews(
      connection,
      name,
      `select * from SOURCE where ordinal in (select ordinal from ${name}_listed)`,
      `${name}_listed`,
    );
  } else {
    await loadBits(connection, `${name}_listed`, new OrdinalBits(people).words);
    // DuckDB keeps so few consecutive numbers as an array.
    const from = `select s.* from SOURCE s join ${name}_listed l on l.place = s.ordinal >> 5 where (l.bits >> (s.ordinal & 31)) & 1 = 1`;
    await makeViews(
      connection,
      name,
      from,
      `(select (place * ${BITS} + bit)::integer as ordinal from ${name}_listed, range(${BITS}) as in_word (bit))`,
    );
  }
}

/** Ends what `restrictRows` made under a name. */
export async function liftRestriction(connection: DuckDBConnection, name: string): Promise<void> {
  for (const view of [...TABLES.map((table) => `${name}_${table}`), name]) await connection.run(`drop view ${view}`);
  await connection.run(`drop table if exists ${name}_listed`);
}

async function makeViews(connection: DuckDBConnection, name: string, rows: string, everybody: string): Promise<void> {
  const views = TABLES.map((table) => `create temp view ${name}_${table} as ${rows.replace('SOURCE', table)};`);
  // In one call: each is a way through DuckDB's thread.
  await connection.run(`${views.join('\n')}\ncreate temp view ${name} as ${rows.replace('SOURCE', everybody)};`);
}

async function loadBits(connection: DuckDBConnection, table: string, words: Uint32Array): Promise<void> {
  await connection.run(`create temp table ${table} (place integer not null, bits uinteger not null)`);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < words.length; from += CHUNK) {
    const bits = Array.from(words.subarray(from, from + CHUNK));
    const places = bits.map((_, place) => from + place);
    const chunk = DuckDBDataChunk.create([INTEGER, UINTEGER], bits.length);
    chunk.setColumnValues(0, places);
    chunk.setColumnValues(1, bits);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

// Ordinals begin at 1.
function leftOut(people: Uint32Array, count: number): Uint32Array {
  const missing = new Uint32Array(count);
  let place = 0;
  let next = 1;
  // Counted and not iterated: this runs over everybody.
  for (let at = 0; at < people.length; at += 1) {
    const ordinal = people[at] ?? 0;
    for (; next < ordinal; next += 1) {
      missing[place] = next;
      place += 1;
    }
    next = ordinal + 1;
  }
  return missing;
}
