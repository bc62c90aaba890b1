import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createVault } from '../../src/contexts/vault/index.ts';
import { openKeyring, rootKeyInFile, unsealFrom } from '../../src/platform/keyring/index.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startProgram } from '../support/start-program.ts';
import { openTestVault, type TestVault } from '../support/test-vault.ts';

const PROGRAM = new URL('../support/programs/rotate-keys.ts', import.meta.url);
const PEOPLE = 40;
const MOST_LINES = 26;
const erased = new Set<string>();
let bench: TestVault;
let rootFile = '';
let people: string[] = [];
beforeAll(async () => {
  bench = await openTestVault();
  rootFile = join(bench.keyDirectory, '..', 'root.hex');
  writeFileSync(rootFile, bench.rootKey.toString('hex'), { mode: 0o600 });
  await bench.database.transaction(async (tx) => {
    people = (await bench.newPersons(tx, PEOPLE)).sort();
    const permit = await bench.collect(tx, people, ['name', 'mobile']);
    await bench.vault.storeFields(
      tx,
      permit,
      people.flatMap((person, n) => [
        { person, field: 'name' as const, value: `张三${n}` },
        { person, field: 'mobile' as const, value: mobileOf(n) },
      ]),
    );
  });
});
afterAll(() => bench.close());

function mobileOf(n: number): string {
  return `1380013${String(8000 + n)}`;
}

/** Kills a server that rotates and erases after so many of its steps; whom it said it had erased. */
async function rotateUntilKilled(lines: number): Promise<void> {
  const waiting = people.filter((person) => !erased.has(person)).slice(0, 3);
  const program = await startProgram(PROGRAM, [bench.url, bench.keyDirectory, rootFile, ...waiting]);
  await program.line(() => program.said.length > lines);
  await program.kill();
  for (const line of program.said) {
    const gone = /^erased (\S+)$/.exec(line)?.[1];
    if (gone !== undefined) erased.add(gone);
  }
}

/** A fresh server with the key that the file holds now: everybody is whole and found, or provably erased. */
async function expectWholeOrErased(): Promise<void> {
  const { vault: ring } = openKeyring({ directory: bench.keyDirectory, clock: bench.clock });
  await unsealFrom(ring, rootKeyInFile(rootFile));
  const { clock, gate, evidence, log } = bench;
  const vault = createVault({ clock, ring, gate, evidence, log });
  const states = await bench.database.transaction((tx) =>
    tx.query<{ person: string; state: string }>('select person, state from vault.person_key'),
  );
  const gone = new Set(states.filter(({ state }) => state === 'destroyed').map(({ person }) => person));
  for (const person of erased) expect(gone).toContain(person);
  for (const person of gone) erased.add(person);
  await bench.database.transaction(async (tx) => {
    const permit = await bench.use(tx, people, ['name', 'mobile']);
    const values = await vault.open(tx, permit, people, ['name', 'mobile']);
    const found = await vault.findManyByIndex(
      tx,
      'mobile',
      people.map((_, n) => mobileOf(n)),
    );
    for (const [n, person] of people.entries()) {
      const there = gone.has(person) ? undefined : { name: `张三${n}`, mobile: mobileOf(n) };
      expect([n, values.get(person), found[n]]).toEqual([n, there, there === undefined ? [] : [person]]);
    }
    const left = await tx.query<{ person: string }>('select distinct person from vault.field');
    expect(left.filter(({ person }) => gone.has(person))).toEqual([]);
  });
}

it(
  `keys open everything, or nothing of who was erased, after kills in rotations and erasures (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      await rotateUntilKilled(Math.floor(random() * MOST_LINES));
      await expectWholeOrErased();
    }
  },
  FAULT_LIMIT,
);
