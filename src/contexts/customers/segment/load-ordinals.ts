import { type DuckDBConnection, DuckDBDataChunk, DuckDBIntegerVector, INTEGER } from '@duckdb/node-api';

/** Rows of one of DuckDB's chunks: the most that a vector holds. */
const CHUNK = 2048;

/** Puts people into a temporary table of this connection, with one column `ordinal`. */
export async function loadOrdinals(connection: DuckDBConnection, table: string, ordinals: Uint32Array): Promise<void> {
  await connection.run(`create temp table ${table} (ordinal integer not null)`);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < ordinals.length; from += CHUNK) {
    const part = ordinals.subarray(from, from + CHUNK);
    const chunk = DuckDBDataChunk.create([INTEGER], part.length);
    const column = chunk.getColumnVector(0);
    if (!(column instanceof DuckDBIntegerVector)) throw new TypeError('a column of integers is none');
    // None of them is null: copied as they are, without asking about each.
    column['items'].set(part);
    column.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
