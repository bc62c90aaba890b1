import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEvidence, type Evidence, leafHash, treeHash } from '../../src/contexts/evidence/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type Program, startProgram } from '../support/start-program.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const SERVER = new URL('../support/programs/record-evidence.ts', import.meta.url);
const PERSONS = [1, 2, 3, 4].map((each) => `01890000-0000-7000-8000-00000000000${each}`);

let test: TestDatabase;
let directory: string;
let evidence: Evidence;

beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['evidence'] });
  directory = await mkdtemp(join(tmpdir(), 'zhinuo-keys-'));
  const { service } = openKeyring({ directory, clock: systemClock });
  evidence = createEvidence({ clock: systemClock, service, database: test.database, log: silentLogger() });
});
afterAll(async () => {
  await test.drop();
  await rm(directory, { recursive: true, force: true });
});

/** What a server had acknowledged when it was killed, after `count` acknowledgements. */
async function serveUntil(program: Program, count: number): Promise<string[]> {
  const acknowledged: string[] = [];
  await program.line((line) => {
    const id = /^acknowledged (\S+)$/.exec(line)?.[1];
    if (id !== undefined && !acknowledged.includes(id)) acknowledged.push(id);
    return acknowledged.length >= count;
  });
  await program.kill();
  return acknowledged;
}

interface Row {
  readonly index: number;
  readonly entry: string;
  readonly person: string;
  readonly n: number;
}

async function log(): Promise<{ rows: Row[]; checkpoints: { size: number; root: Buffer }[] }> {
  return test.database.transaction(async (tx) => ({
    rows: await tx.query<Row>(
      'select index, entry, person, n from evidence.entry where index is not null order by index',
    ),
    checkpoints: await tx.query<{ size: number; root: Buffer }>(
      'select size, root from evidence.checkpoint order by size',
    ),
  }));
}

it('two servers killed at any moment lose no acknowledged act, leave no gap and never fork', async () => {
  const promised: string[] = [];
  for (const counts of [
    [40, 90],
    [7, 150],
    [220, 30],
  ]) {
    const servers = await Promise.all(counts.map(() => startProgram(SERVER, [test.url, directory, ...PERSONS])));
    const acknowledged = await Promise.all(servers.map((server, at) => serveUntil(server, counts[at] ?? 1)));
    promised.push(...acknowledged.flat());
  }
  // The dead servers' connections may still hold a transaction for a moment; what they had committed is merged by whoever comes next.
  await expect
    .poll(async () => {
      await evidence.mergePending();
      return test.database.transaction((tx) =>
        tx.one<{ left: number }>('select count(*)::int as left from evidence.pending').then((row) => row.left),
      );
    })
    .toBe(0);
  const { rows, checkpoints } = await log();
  const logged = new Set(rows.map((row) => (JSON.parse(row.entry) as { id: string }).id));
  expect(promised.length).toBeGreaterThan(500);
  expect(promised.filter((id) => !logged.has(id))).toEqual([]);
  expect(rows.map((row) => row.index)).toEqual(rows.map((_, at) => at));
  for (const person of PERSONS) {
    const numbers = rows.filter((row) => row.person === person).map((row) => row.n);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  }
  const leaves = rows.map((row) => leafHash(Buffer.from(row.entry)));
  expect(checkpoints.length).toBeGreaterThan(3);
  for (const { size, root } of checkpoints) expect(treeHash(leaves.slice(0, size))).toEqual(root);
});
