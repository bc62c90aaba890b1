import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';
import type { Tx } from './tx.ts';

/** The migrations of one context: `directory` holds `NNNN-name.sql`, forward only, and owns the PostgreSQL schema `context`. */
export interface MigrationSet {
  readonly context: string;
  readonly directory: URL;
}

interface Migration {
  readonly context: string;
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const FILE = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** Reads the migrations of the sets in order; throws on a file that is misnamed, out of sequence or doubled. */
export async function readMigrations(sets: readonly MigrationSet[]): Promise<Migration[]> {
  const all: Migration[] = [];
  for (const set of sets) {
    const names = (await readdir(set.directory)).filter((name) => name.endsWith('.sql')).sort();
    for (const [index, file] of names.entries()) {
      const match = FILE.exec(file);
      if (match === null || Number(match[1]) !== index + 1)
        throw new Error(`migration ${set.context}/${file} is misnamed or out of sequence`);
      const sql = await readFile(new URL(file, set.directory), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      all.push({ context: set.context, number: index + 1, name: file, sql, checksum });
    }
  }
  return all;
}

/**
 * Brings the database forward: each context's schema, then its migrations in number order, all in one transaction under an advisory lock.
 * Throws when a migration that was applied has since been edited, or when the database is newer than this program. `wanted` lets a restore
 * stop at the schema of its backup.
 */
export async function migrate(
  database: Database,
  sets: readonly MigrationSet[],
  wanted: (migration: { context: string; number: number }) => boolean = () => true,
): Promise<void> {
  const migrations = await readMigrations(sets);
  await database.transaction(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(hashtext('zhinuo.migrate'))`);
    await tx.execute('create schema if not exists platform');
    await tx.execute(`create table if not exists platform.migration (
      context text not null, number integer not null, name text not null, checksum text not null,
      applied_at timestamptz not null default now(), primary key (context, number))`);
    const applied = await tx.query<{ context: string; number: number; checksum: string }>(
      'select context, number, checksum from platform.migration',
    );
    const known = new Map(applied.map((row) => [`${row.context}/${row.number}`, row.checksum]));
    for (const migration of migrations.filter(wanted)) await apply(tx, migration, known);
    const newest = new Set(migrations.map((migration) => `${migration.context}/${migration.number}`));
    const contexts = new Set(sets.map((set) => set.context));
    const ahead = applied.find((row) => contexts.has(row.context) && !newest.has(`${row.context}/${row.number}`));
    if (ahead !== undefined)
      throw new Error(`the database is newer than this program: ${ahead.context}/${ahead.number}`);
  });
}

async function apply(tx: Tx, migration: Migration, known: ReadonlyMap<string, string>): Promise<void> {
  const before = known.get(`${migration.context}/${migration.number}`);
  if (before === migration.checksum) return;
  if (before !== undefined)
    throw new Error(`migration ${migration.context}/${migration.name} was edited after it had been applied`);
  await tx.execute(`create schema if not exists ${migration.context}`);
  await tx.execute(migration.sql);
  await tx.execute('insert into platform.migration (context, number, name, checksum) values ($1, $2, $3, $4)', [
    migration.context,
    migration.number,
    migration.name,
    migration.checksum,
  ]);
}
