import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { postgresAccount } from '../src/platform/postgres/postgres-account.ts';
import { findPostgresBinaries } from '../src/platform/postgres/postgres-binaries.ts';
import { type StartedPostgres, startNewPostgres } from './new-postgres.ts';

// Seen from dist/bench.
const SOURCE = fileURLToPath(new URL('../../bench/slow-flush.c', import.meta.url));

/**
 * The server's own PostgreSQL on a disk whose flushes take so many milliseconds longer: `slow-flush.c` stands before its `fdatasync`. Needs a C compiler
 * (`cc`) and Linux. Unlike `commit_delay`, where whoever commits during the wait is flushed with it, who comes during a flush waits for the next.
 */
export async function startOnSlowDisk(milliseconds: number): Promise<StartedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-slow-disk-'));
  chmodSync(directory, 0o755);
  const library = join(directory, 'slow-flush.so');
  const compiled = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
  if (compiled.status !== 0)
    throw new Error(`a slow disk needs a C compiler (cc): ${compiled.error?.message ?? compiled.stderr}`);
  const { root } = findPostgresBinaries(process.getuid?.() === 0 ? postgresAccount(undefined) : undefined);
  const postgres = await startNewPostgres({
    programs: join(root, 'bin'),
    environment: { LD_PRELOAD: library, SLOW_FLUSH_MICROSECONDS: String(milliseconds * 1000) },
  });
  await assertSlow(postgres, milliseconds);
  return {
    ...postgres,
    async stop() {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

// What stands before fdatasync might not be called where PostgreSQL flushes in another way.
async function assertSlow({ connection }: StartedPostgres, milliseconds: number): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  await client.query('create table flushed (n integer)');
  for (let n = 0; n < 5; n += 1) {
    const start = performance.now();
    await client.query('insert into flushed values ($1)', [n]);
    if (performance.now() - start < milliseconds) throw new Error('a commit was quicker than a flush of this disk');
  }
  await client.query('drop table flushed');
  await client.end();
}
