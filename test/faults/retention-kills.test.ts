import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRetention } from '../../src/contexts/vault/index.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { DELIVERY } from '../support/gate-world.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startProgram } from '../support/start-program.ts';
import { openTestVault, type TestVault } from '../support/test-vault.ts';
import { until } from '../support/until.ts';

const RUNNER = new URL('../support/programs/run-retention.ts', import.meta.url);
const PEOPLE = 600;
const DAY_MS = 86_400_000;

let bench: TestVault;
let persons: string[];

beforeAll(async () => {
  bench = await openTestVault();
  await bench.act(async (tx) => {
    const short = { days: 30, atEnd: 'erase' as const, text: { zh: '三十天', en: 'Thirty days' } };
    await bench.register.saveActivity(tx, { ...DELIVERY, code: 'raffle', noticeBy: 'public_rules', retention: short });
    const activities = (await bench.register.activities(tx)).map((activity) => activity.code);
    await bench.register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy' }, activities });
    await bench.register.publishNotice(tx, 'privacy');
  });
}, FAULT_LIMIT);
afterAll(() => bench.close());

// Every other one came by the short activity alone, the others by a longer one too.
async function people(round: number): Promise<void> {
  await bench.act(async (tx) => {
    persons = await bench.vault.createPersons(tx, PEOPLE);
    const told = { source: 'form', grade: 'A', noticeShownAt: bench.clock.now(), how: 'form' } as const;
    const came = (activity: string, of: readonly string[]) =>
      bench.gate.registerSubjects(
        tx,
        of.map((person) => ({ person, role: 'customer' as const, standing: { activity, ...told } })),
      );
    await came('raffle', persons);
    await came('order-delivery', persons.filter(stays));
    const permit = await bench.gate.collect(tx, { activity: 'raffle', source: 'form', fields: ['mobile'], persons });
    await bench.vault.storeFields(
      tx,
      permit,
      persons.map((person, at) => ({
        person,
        field: 'mobile',
        value: `13${round % 10}${String(at).padStart(8, '0')}`,
      })),
    );
  });
}

const stays = (_: unknown, at: number) => at % 2 === 0;

it(
  `a sweep killed at any moment erases exactly what has ended, once, with one proof each (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const retention = createRetention(
      {
        ...bench,
        noteStaffAct: async () => undefined,
        fieldsErased: async () => undefined,
        nothingKept: async () => undefined,
      },
      (work) => bench.act(work),
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      await people(round);
      bench.clock.advance(31 * DAY_MS);
      await bench.act((tx) => retention.begin(tx, 'test'));
      const runner = await startProgram(RUNNER, [bench.url, bench.serviceKeys, bench.clock.now().toISOString()]);
      await runner.line((line) => line === 'working');
      const wanted = Math.floor(random() * PEOPLE);
      await until(async () => (await sweptNow()) >= wanted || runner.process.exitCode !== null);
      await runner.kill();
      await retention.run();
      const held = await bench.act((tx) => bench.vault.heldFields(tx, persons));
      expect([...held.keys()].sort()).toEqual(persons.filter(stays).sort());
      const proofs = await bench.act((tx) =>
        tx.query<{ person: string; receipt: string }>(
          'select person, receipt from vault.retention_act where person = any($1::uuid[])',
          [persons],
        ),
      );
      expect(proofs.map((proof) => proof.person).sort()).toEqual(persons.filter((_, at) => !stays(_, at)).sort());
      const values = await bench.act(async (tx) => {
        const left = persons.filter(stays).slice(0, 50);
        const wish = { activity: 'order-delivery', operation: 'use', fields: ['mobile'], by: 'test' } as const;
        const { permit } = await bench.gate.usePersons(tx, { ...wish, persons: left });
        if (permit === null) throw new Error('nobody may be used');
        return bench.vault.open(tx, permit, left, ['mobile']);
      });
      expect(values.size).toBe(50);
    }
  },
  FAULT_LIMIT,
);

async function sweptNow(): Promise<number> {
  const row = await bench.act((tx) =>
    tx.first<{ persons: number }>('select persons from vault.retention_run order by started_at desc, id desc limit 1'),
  );
  return row?.persons ?? 0;
}
