import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { Client } from 'pg';
import { inject } from 'vitest';
import { platformMigrations } from '../../src/platform/backup/index.ts';
import { Database, type MigrationSet, migrate, readMigrations } from '../../src/platform/database/index.ts';
import { JobQueue } from '../../src/platform/jobs/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';

const CONTEXTS = new URL('../../src/contexts/', import.meta.url);

/** A database of its own for one test file or test. */
export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Closes the pool and drops the database; call it in `afterAll`. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Contexts whose migrations are in the database, by folder name; all of them unless told. */
  readonly contexts?: readonly string[];
  /** Further migration sets, for what lives in the platform. */
  readonly sets?: readonly MigrationSet[];
}

/**
 * A fresh database with the migrations of the platform and of `contexts` and the job queue's tables, cloned from a template that is built once for each distinct set of migration files and
 * shared by all workers of the run.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const sets = [platformMigrations, ...contextSets(options.contexts), ...(options.sets ?? [])];
  const migrations = await readMigrations(sets);
  const digest = createHash('sha256')
    .update(JSON.stringify(migrations.map(({ context, name, checksum }) => [context, name, checksum])))
    .digest('hex')
    .slice(0, 24);
  return clone(server, (client) => ensureTemplate(client, server, `zhinuo_template_${digest}`, sets));
}

/** A database without any table, for what builds its own. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return clone(inject('postgresUrl'), async () => 'template0');
}

async function clone(server: string, findTemplate: (client: Client) => Promise<string>): Promise<TestDatabase> {
  const name = `zhinuo_test_${randomBytes(8).toString('hex')}`;
  await onServer(server, async (client) =>
    client.query(`create database ${name} template ${await findTemplate(client)}`),
  );
  const url = urlOf(server, name);
  const database = new Database({ connection: url, log: silentLogger(), maxConnections: 5 });
  return {
    database,
    url,
    async drop() {
      await database.close();
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function contextSets(names: readonly string[] | undefined): MigrationSet[] {
  const all = existsSync(CONTEXTS) ? readdirSync(CONTEXTS).sort() : [];
  return (names ?? all)
    .map((context) => ({ context, directory: new URL(`${context}/store/migrations/`, CONTEXTS) }))
    .filter(({ context, directory }) => {
      if (existsSync(directory)) return true;
      if (names !== undefined) throw new Error(`${context} has no migrations`);
      return false;
    });
}

// The template appears under its name only when it is complete. The advisory lock is held on the database named by the run's URL, which all
// workers connect to (advisory locks are per database), and ends with the session.
async function ensureTemplate(
  client: Client,
  server: string,
  template: string,
  sets: readonly MigrationSet[],
): Promise<string> {
  await client.query('select pg_advisory_lock(hashtext($1))', [template]);
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (found.rowCount === 1) return template;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
    const database = new Database({ connection: urlOf(server, draft), log: silentLogger(), maxConnections: 1 });
    try {
      await migrate(database, sets);
      await new JobQueue(database, silentLogger()).migrate();
    } finally {
      await database.close();
    }
    await client.query(`alter database ${draft} rename to ${template}`);
    return template;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [template]);
  }
}

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
