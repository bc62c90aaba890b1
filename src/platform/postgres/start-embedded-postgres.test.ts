import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { type Program, startProgram } from '../../../test/support/start-program.ts';
import { until } from '../../../test/support/until.ts';
import { Failure } from '../failure.ts';
import { silentLogger } from '../logging.ts';
import { isAlive } from './process-table.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const HOLDER = new URL('../../../test/support/programs/hold-postgres.ts', import.meta.url);
const servers: EmbeddedPostgres[] = [];
const programs: Program[] = [];
const directories: string[] = [];

afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill();
  for (const server of servers.splice(0)) await server.stop();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

// mkdtemp makes the folder 0700: under root, every test here also shows that an account which can't enter it is served.
async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zhinuo-supervisor-'));
  directories.push(directory);
  return directory;
}

// A killed process loses nothing that it gave to the kernel, so only power cuts need fsync, and tests can't cut the power.
async function start(dataDirectory: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, log: silentLogger(), settings: { fsync: 'off' } });
  servers.push(server);
  return server;
}

async function hold(directory: string): Promise<{ program: Program; said: { pid?: number; refused?: string } }> {
  const program = await startProgram(HOLDER, [directory]);
  programs.push(program);
  return { program, said: JSON.parse(await program.line((line) => line.startsWith('{'))) };
}

async function query(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Failure ? error.code : String(error);
}

describe('an embedded PostgreSQL', () => {
  it('answers on a unix socket alone, durably, in UTF-8, under an account that is not root', async () => {
    const dataDirectory = await emptyDirectory();
    const server = await startEmbeddedPostgres({ dataDirectory, log: silentLogger() });
    servers.push(server);
    const names = ['listen_addresses', 'fsync', 'synchronous_commit', 'server_encoding', 'data_checksums', 'TimeZone'];
    const [row] = await query(
      server,
      `select ${names.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}, current_database() as db`,
    );
    expect(row).toEqual({
      listen_addresses: '',
      fsync: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
      data_checksums: 'on',
      TimeZone: 'UTC',
      db: 'zhinuo',
    });
    expect(server.version).toMatch(/^18\./);
    const owner = readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)?.[1];
    expect(owner).not.toBe('0');
    expect(readFileSync(`/proc/${server.pid}/environ`, 'utf8').split('\0').filter(Boolean).sort()).toEqual([
      'LC_ALL=C',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'TZ=UTC',
    ]);
  });

  it('keeps its data over a stop and a start, and leaves no process', async () => {
    const directory = await emptyDirectory();
    const first = await start(directory);
    const pid = first.pid ?? 0;
    await query(first, "create table kept as select '知诺' as word");
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(directory, 'zhinuo.lock'))).toBe(false);
    expect(await query(await start(directory), 'select word from kept')).toEqual([{ word: '知诺' }]);
  });

  it('starts it again with every committed row when it is killed', async () => {
    const server = await start(await emptyDirectory());
    await query(server, 'create table kept as select generate_series(1, 1000) as n');
    const before = server.pid ?? 0;
    process.kill(before, 'SIGKILL');
    await until(() => server.health().restarts === 1);
    expect(server.pid).not.toBe(before);
    expect(await query(server, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  it('survives being killed again while it is being started', async () => {
    const server = await start(await emptyDirectory());
    await query(server, 'create table kept as select 1 as n');
    for (let round = 0; round < 3; round += 1) {
      const pid = await until(() => server.pid);
      process.kill(pid, 'SIGKILL');
      await until(() => server.pid !== pid);
    }
    await until(() => server.pid !== undefined && query(server, 'select 1').catch(() => undefined));
    expect(await query(server, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('can be stopped while it is being started again', async () => {
    const directory = await emptyDirectory();
    const server = await start(directory);
    const pid = server.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => server.pid !== pid || !isAlive(pid));
    await server.stop();
    expect(server.pid).toBeUndefined();
    expect(server.health().running).toBe(false);
  });

  it('takes over from a killed node whose server still runs', async () => {
    const directory = await emptyDirectory();
    const { program, said } = await hold(directory);
    const orphan = said.pid ?? 0;
    await program.kill();
    expect(isAlive(orphan)).toBe(true);
    const server = await start(directory);
    expect(isAlive(orphan)).toBe(false);
    expect(await query(server, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('starts after node and server were both killed', async () => {
    const directory = await emptyDirectory();
    const { program, said } = await hold(directory);
    await program.kill();
    process.kill(said.pid ?? 0, 'SIGKILL');
    expect(await query(await start(directory), 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('starts although the postmaster.pid of a killed server names a process that lives', async () => {
    const directory = await emptyDirectory();
    await (await start(directory)).stop();
    writeFileSync(join(directory, 'cluster', 'postmaster.pid'), `${process.ppid}\n/nowhere\n`);
    expect(await query(await start(directory), 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('refuses a second process on the same directory and leaves the first alone', async () => {
    const directory = await emptyDirectory();
    const server = await start(directory);
    expect((await hold(directory)).said).toEqual({ refused: 'postgres.directory-in-use' });
    expect(await refusal(start(directory))).toBe('postgres.directory-in-use');
    expect(await query(server, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('refuses a directory of another major version with a sentence that says what to do', async () => {
    const directory = await emptyDirectory();
    mkdirSync(join(directory, 'cluster'));
    writeFileSync(join(directory, 'cluster', 'PG_VERSION'), '15\n');
    const work = start(directory);
    await expect(work).rejects.toThrow(/made by PostgreSQL 15, this program brings 18.*npm run backup/);
    expect(await refusal(work)).toBe('postgres.major-version-differs');
    expect(existsSync(join(directory, 'zhinuo.lock'))).toBe(false);
  });

  it('makes the cluster anew when an earlier attempt was cut off', async () => {
    const directory = await emptyDirectory();
    mkdirSync(join(directory, 'cluster.new', 'base'), { recursive: true });
    expect(await query(await start(directory), 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(existsSync(join(directory, 'cluster.new'))).toBe(false);
  });

  it('serves a directory whose path is too long for a socket', async () => {
    const directory = join(await emptyDirectory(), '知'.repeat(40));
    const server = await start(directory);
    expect(await query(server, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(Buffer.byteLength(server.connection.host)).toBeLessThan(90);
    directories.push(server.connection.host);
  });

  it('says what PostgreSQL said when it does not start', async () => {
    const dataDirectory = await emptyDirectory();
    const work = startEmbeddedPostgres({
      dataDirectory,
      log: silentLogger(),
      settings: { fsync: 'off', shared_buffers: 'much' },
    });
    await expect(work).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
  });
});

describe('what it logs', () => {
  it('holds no value of a row, also when a statement fails on one', async () => {
    const lines: string[] = [];
    const { createLogger } = await import('../logging.ts');
    const log = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } });
    const server = await startEmbeddedPostgres({
      dataDirectory: await emptyDirectory(),
      log,
      settings: { fsync: 'off' },
    });
    servers.push(server);
    await query(server, 'create table person (mobile text unique)');
    await query(server, "insert into person values ('13800138000')");
    await expect(query(server, "insert into person values ('13800138000')")).rejects.toThrow('duplicate key');
    await expect(query(server, "select 'x13800138000'::int")).rejects.toThrow('invalid input syntax');
    await server.stop();
    expect(lines.some((line) => line.includes('ready'))).toBe(true);
    expect(lines.filter((line) => line.includes('13800138000'))).toEqual([]);
  });
});
