import { type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';

/** Rows of one of DuckDB's chunks: the most that a vector holds. */
const CHUNK = 2048;

/** Puts people into a temporary table of this connection, with one column `ordinal`. */
export async function loadOrdinals(connection: DuckDBConnection, table: string, ordinals: Uint32Array): Promise<void> {
  await connection.run(`create temp table ${table} (ordinal integer not null)`);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < ordinals.length; from += CHUNK) {
    const values = Array.from(ordinals.subarray(from, from + CHUNK));
    const chunk = DuckDBDataChunk.create([INTEGER], values.length);
    chunk.setColumnValues(0, values);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
