import { copyOut, type Database, type Tx } from '../database/index.ts';
import { encodeFrame, type Manifest, type TableStart } from './backup-frames.ts';

/** Tables that the restoring program writes itself. */
const NOT_EXPORTED = new Set(['platform.migration', 'graphile_worker.migrations']);

const PIECE_BYTES = 128 * 1024;

/**
 * Every row of every table of our schemas, as of one instant (one REPEATABLE READ, READ ONLY transaction), as frames. Text and not binary
 * COPY format: it outlives major versions and architectures.
 */
export async function exportDatabase(
  database: Database,
  madeAt: Date,
  write: (frames: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  await database.transaction(
    async (tx) => {
      // The first query fixes the instant; whoever reads the frames may be slow to begin.
      const first = encodeFrame('M', await manifest(tx, madeAt));
      await setStableText(tx);
      await write(frames(tx, first));
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function* frames(tx: Tx, first: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  const tables = await listTables(tx);
  for (const table of tables) {
    yield encodeFrame('T', table);
    const rows = copyOut(tx, `copy ${qualified(table)} (${table.columns.map(quoted).join(', ')}) to stdout`);
    for (;;) {
      const next = await rows.next();
      if (next.done === true) {
        yield encodeFrame('E', next.value);
        break;
      }
      for (let at = 0; at < next.value.length; at += PIECE_BYTES)
        yield encodeFrame('D', next.value.subarray(at, at + PIECE_BYTES));
    }
  }
  yield encodeFrame('Z', { tables: tables.length });
}

/** Settings under which values written as text are read back as the same values. */
export async function setStableText(tx: Tx): Promise<void> {
  for (const setting of [
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'postgres'",
    "bytea_output = 'hex'",
    "timezone = 'UTC'",
  ])
    await tx.execute(`set local ${setting}`);
  await tx.execute('set local extra_float_digits = 1');
}

/** A name of the database as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table or sequence with its schema as SQL. */
export function qualified(of: { schema: string; name: string }): string {
  return `${quoted(of.schema)}.${quoted(of.name)}`;
}

async function manifest(tx: Tx, madeAt: Date): Promise<Manifest> {
  const migrations = await tx.query<{ context: string; number: number; checksum: string }>(
    'select context, number, checksum from platform.migration order by context, number',
  );
  const sequences = await tx.query<{ schema: string; name: string; value: number }>(
    `select schemaname as schema, sequencename as name, last_value as value from pg_sequences
      where last_value is not null and schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  const { version } = await tx.one<{ version: string }>("select current_setting('server_version') as version");
  return { madeAt: madeAt.toISOString(), postgresql: version, migrations, sequences };
}

/** The ordinary tables outside PostgreSQL's own schemas, with their columns that are not computed. */
export async function listTables(tx: Tx): Promise<TableStart[]> {
  const tables = await tx.query<TableStart>(
    `select n.nspname as schema, c.relname as name,
            array(select a.attname::text from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                   order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relpersistence <> 't'
        and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
      order by 1, 2`,
  );
  return tables.filter((table) => !NOT_EXPORTED.has(`${table.schema}.${table.name}`));
}
