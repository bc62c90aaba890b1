import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createEvidence,
  type Evidence,
  evidenceMigrations,
  leafHash,
  treeHash,
} from '../../src/contexts/evidence/index.ts';
import { platformMigrations } from '../../src/platform/backup/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Database, migrate } from '../../src/platform/database/index.ts';
import { timeOfId } from '../../src/platform/ids.ts';
import { openKeyring, type ServiceRing } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Program, startProgram } from '../support/start-program.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const SERVER = new URL('../support/programs/record-evidence.ts', import.meta.url);
const PERSONS = [1, 2, 3, 4].map((each) => `01890000-0000-7000-8000-00000000000${each}`);

const STATEMENTS = [
  // An append: the numbers, the pack, the commit.
  'evidence.insert-pack-of-one',
  'evidence.take-numbers',
  'evidence.insert-pack-of-several',
  // An append that reads nothing: what it stores leaves with the commit.
  'evidence.insert-foreseen-entry',
  'evidence.insert-foreseen-pack-of-one',
  'evidence.insert-foreseen-pack',
  'evidence.begin-foreseen-chain',
  'commit',
  // A merge: out of the queue, places, tiles, checkpoint, journal.
  'evidence.take-pending',
  'evidence.insert-places',
  'evidence.save-tiles',
  'evidence.insert-checkpoint',
  'platform.note-for-journal',
];
// An erasure: its entry is pending, the keys are kept for the defence, the chain is closed, who is erased is noted.
const ERASURE = ['evidence.close-chain', 'evidence.insert-erased'];

function faultsAt(statements: readonly string[]): string[] {
  return statements.flatMap((statement) =>
    ['before', 'after'].flatMap((moment) => ['node', 'postgres'].map((victim) => `${victim} ${moment} ${statement}`)),
  );
}

let directory: string;
let evidence: Evidence;
let database: Database;
let service: ServiceRing;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zhinuo-keys-'));
  ({ service } = openKeyring({ directory: join(directory, 'keys'), clock: systemClock }));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function open(opened: Database): void {
  database = opened;
  evidence = createEvidence({ anyPayload: true, clock: systemClock, service, database, log: silentLogger() });
}

/** What servers have said so far. */
const said = new WeakMap<Program, string[]>();

async function startServer(url: string, fault = '', erases = ''): Promise<Program> {
  const server = await startProgram(SERVER, [url, join(directory, 'keys'), ...PERSONS], {
    ZHINUO_FAULT: fault,
    ZHINUO_ERASES: erases,
  });
  const lines: string[] = [];
  said.set(server, lines);
  createInterface({ input: server.process.stdout as Readable }).on('line', (line) => lines.push(line));
  return server;
}

function acknowledgedBy(server: Program): string[] {
  return (said.get(server) ?? []).flatMap((line) => /^acknowledged (\S+)$/.exec(line)?.[1] ?? []);
}

/** What a server had acknowledged when it was killed, after `count` acknowledgements. */
async function serveUntil(server: Program, count: number): Promise<string[]> {
  await until(() => acknowledgedBy(server).length >= count);
  await server.kill();
  return acknowledgedBy(server);
}

interface Row {
  readonly index: number;
  readonly entry: string;
  readonly person: string | null;
  readonly n: number | null;
}

async function readLog(): Promise<{ rows: Row[]; checkpoints: { size: number; root: Buffer }[] }> {
  return database.transaction(async (tx) => ({
    rows: await tx.query<Row>(
      'select index, entry, person, n from evidence.entry where index is not null order by index',
    ),
    checkpoints: await tx.query<{ size: number; root: Buffer }>(
      'select size, root from evidence.checkpoint order by size',
    ),
  }));
}

/** Merges what is left and compares the log with what was acknowledged, with itself and with every checkpoint. */
async function expectWholeLog(promised: readonly string[]): Promise<void> {
  // The dead servers' connections may still hold a transaction for a moment; what they had committed is merged by whoever comes next.
  await until(async () => {
    await evidence.mergePending().catch(() => 0);
    return database
      .transaction((tx) => tx.one<{ left: number }>('select count(*)::int as left from evidence.pending'))
      .then(
        (row) => row.left === 0,
        () => false,
      );
  });
  const { rows, checkpoints } = await readLog();
  const logged = rows.map((row) => (JSON.parse(row.entry) as { id: string }).id);
  expect(new Set(logged).size).toBe(logged.length);
  const known = new Set(logged);
  expect(promised.filter((id) => !known.has(id))).toEqual([]);
  expect(rows.map((row) => row.index)).toEqual(rows.map((_, at) => at));
  // Each person's entries are numbered from 1 in the order of the log; those of nobody have no number.
  const last = new Map<string | null, number>();
  const misnumbered = rows.filter(({ person, n }) => {
    const expected = person === null ? null : (last.get(person) ?? 0) + 1;
    if (expected !== null) last.set(person, expected);
    return n !== expected;
  });
  expect(misnumbered).toEqual([]);
  const leaves = rows.map((row) => leafHash(Buffer.from(row.entry)));
  expect(checkpoints.at(-1)?.size).toBe(rows.length);
  for (const { size, root } of checkpoints) expect(treeHash(leaves.slice(0, size))).toEqual(root);
  expect(await evidence.brokenPromises()).toBe(0);
}

/** Whoever is erased has their entry in the log, a chain that is closed and something kept for a defence; and nobody is erased by halves. */
async function expectWholeErasures(): Promise<void> {
  const { rows: logged } = await readLog();
  const known = new Set(logged.map(({ entry }) => (JSON.parse(entry) as { id: string }).id));
  const rows = await database.transaction((tx) =>
    tx.query<{ person: string; entry: string | null; closed: boolean; kept: boolean }>(
      `select person, erased.entry, coalesce(chain.keys = '', false) as closed,
              exists (select from evidence.defence where defence.person = chain.person) as kept
         from evidence.chain full join evidence.erased using (person)
        where erased.person is not null or chain.keys = ''
           or exists (select from evidence.defence where defence.person = chain.person)`,
    ),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ entry, closed, kept }) => entry === null || !known.has(entry) || !closed || !kept)).toEqual([]);
}

it(
  'two servers killed at any moment lose no acknowledged act, leave no gap and never fork',
  async () => {
    const test = await createTestDatabase({ contexts: ['evidence'] });
    try {
      open(test.database);
      const promised: string[] = [];
      for (const counts of [
        [40, 90],
        [7, 150],
        [220, 30],
      ]) {
        const servers = await Promise.all(counts.map(() => startServer(test.url, '', 'yes')));
        const acknowledged = await Promise.all(servers.map((server, at) => serveUntil(server, counts[at] ?? 1)));
        promised.push(...acknowledged.flat());
      }
      expect(promised.length).toBeGreaterThan(500);
      await expectWholeLog(promised);
      await expectWholeErasures();
    } finally {
      await test.drop();
    }
  },
  FAULT_LIMIT,
);

/** Kills node or PostgreSQL at such statements, a round each, while another server goes on; then merges what is left. */
async function killAt(statements: readonly string[], { erases = '', seed = SEED + 7 }): Promise<void> {
  const random = seededRandom(seed);
  const faults = faultsAt(statements);
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(directory, `postgres${erases}`),
    log: silentLogger(),
  });
  const opened = new Database({ connection: postgres.connection, log: silentLogger() });
  try {
    await migrate(opened, [platformMigrations, evidenceMigrations]);
    open(opened);
    const promised: string[] = [];
    const first = Math.floor(random() * faults.length);
    for (let round = 0; round < ROUNDS; round += 1) {
      // Every fault comes once before any comes again; 5 shares no divisor with their number.
      const fault = faults[(first + round * 5) % faults.length] ?? '';
      const doomed = startServer(postgres.url, `${fault} ${2 + Math.floor(random() * 4)}`, erases);
      const other = startServer(postgres.url, '', erases);
      const [struck, healthy] = await Promise.all([doomed, other]);
      await struck.line((line) => line === `killed ${fault}`);
      const before = acknowledgedBy(healthy);
      // Whoever is left goes on recording, and merging: the sequencer has moved.
      await until(() => acknowledgedBy(healthy).length > before.length + 30);
      const newest = acknowledgedBy(healthy).at(-1) ?? '';
      await until(() => isMerged(newest));
      await Promise.all([struck.kill(), healthy.kill()]);
      promised.push(...acknowledgedBy(struck), ...acknowledgedBy(healthy));
    }
    await expectWholeLog(promised);
    if (erases !== '') await expectWholeErasures();
  } finally {
    await opened.close();
    await postgres.stop();
  }
}

it(
  `with node or PostgreSQL killed at each step of append, merge and checkpoint, the other server goes on and nothing forks (seed ${SEED})`,
  () => killAt(STATEMENTS, {}),
  FAULT_LIMIT,
);

it(
  `with node or PostgreSQL killed in the middle of an erasure, nobody is erased by halves and nothing forks (seed ${SEED})`,
  () => killAt(ERASURE, { erases: 'yes', seed: SEED + 8 }),
  FAULT_LIMIT,
);

// From the log itself: nobody can open the receipt of somebody who was erased meanwhile.
async function isMerged(id: string): Promise<boolean> {
  const statement = 'select index from evidence.entry where made = $2 and id = $1 and index is not null';
  return database
    .transaction((tx) => tx.query(statement, [id, timeOfId(id)]))
    .then(
      (rows) => rows.length === 1,
      () => false,
    );
}
