import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a database on the run's PostgreSQL, from which further databases can be made. */
    postgresUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run: the one of ZHINUO_TEST_DATABASE_URL, or an embedded one in a temporary directory. It runs without fsync:
 * what must survive a kill is tested on servers of its own.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['ZHINUO_TEST_DATABASE_URL'];
  if (external !== undefined && external !== '') {
    project.provide('postgresUrl', external);
    return async () => undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'zhinuo-test-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    log: silentLogger(),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_wal_size: '4GB',
      max_connections: '200',
    },
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    remove();
  };
}
