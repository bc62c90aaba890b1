import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, record, SMS, show, yes } from '../../../test/support/answering.ts';
import { countGoes } from '../../../test/support/count-goes.ts';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { GroupCommit, type Tx } from '../../platform/database/index.ts';
import type { ConsentAct } from './domain/acts.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const tryAll = (all: readonly (readonly ConsentAct[])[]) => world.act((tx) => world.gate.tryRecordConsents(tx, all));
const told = (results: Awaited<ReturnType<typeof tryAll>>) =>
  results.map((each) => (each.ok ? 'recorded' : each.failure.code));

const goesOf = (work: () => Promise<unknown>) => countGoes(world.database, work);

/** Everything that decides about a person, without what differs between two people who said the same. */
async function stateOf(person: string): Promise<unknown> {
  return world.act(async (tx) => ({
    answers: (await world.gate.consentsOf(tx, person)).map(({ receipt: _receipt, ...state }) => state),
    noes: (await world.gate.objectionsOf(tx, person)).map(({ receipt: _receipt, ...state }) => state),
    outcome: (await world.gate.decide(tx, { ...SMS, person })).reasons.map((reason) => reason.code),
    changes: await tx.query(
      `select kind, activity, channel from consent.change join consent.subject using (ordinal) where person = $1 order by position`,
      [person],
    ),
    entries: await tx.query<{ kind: string }>(
      `select entry::jsonb ->> 'kind' as kind from evidence.entry where person = $1 order by n`,
      [person],
    ),
  }));
}

describe('answers of many recorded together', () => {
  it('gives each its own outcome; what is refused leaves no trace', async () => {
    const people = [await newPerson(world), await newPerson(world), await newPerson(world)] as const;
    const [good, late, foreign] = people;
    const shown = await show(world, { person: good });
    const used = await show(world, { person: late });
    await record(world, yes(late, used));
    const before = await stateOf(foreign);
    const results = await tryAll([
      [yes(late, used)],
      [yes(good, shown, { channel: 'sms' })],
      [yes(foreign, shown)],
      [yes(randomUUID(), { ...shown, id: randomUUID() })],
      [yes(foreign, await show(world, { person: foreign }), { how: 'silence' })],
    ]);
    expect(told(results)).toEqual([
      'consent.presentation-used',
      'recorded',
      'consent.presentation-foreign',
      'consent.presentation-unknown',
      'consent.not-explicit',
    ]);
    expect(await stateOf(foreign)).toEqual(before);
    const receipts = results[1]?.ok === true ? results[1].value : [];
    expect(receipts.map((each) => each.opening.payload)).toMatchObject([{ presentation: shown.id, channel: 'sms' }]);
  });

  it('takes the same presentation once, and the answers of one person in their order', async () => {
    const person = await newPerson(world);
    const shown = await show(world, { person });
    const again = await show(world, { person });
    expect(
      told(await tryAll([[yes(person, shown)], [yes(person, shown)], [yes(person, again, { answer: 'refused' })]])),
    ).toEqual(['recorded', 'consent.presentation-used', 'recorded']);
    const state = await world.act((tx) => world.gate.consentState(tx, person, 'marketing'));
    expect(state.state).toBe('refused');
  });

  it('leaves the same state as recording them one after the other', async () => {
    const answer = fc.record({
      who: fc.nat(2),
      with: fc.constantFrom<'granted' | 'refused'>('granted', 'refused'),
      channel: fc.constantFrom<'sms' | 'email' | undefined>('sms', 'email', undefined),
    });
    const call = fc.uniqueArray(answer, { minLength: 1, maxLength: 3, selector: (each) => each.channel });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), fc.nat(1), async (calls, unsubscribed) => {
        const people = async () => {
          const three = [];
          for (let i = 0; i < 3; i += 1) three.push(await agreeingPerson(world));
          if (unsubscribed === 1)
            for (const person of three)
              await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'test' }));
          return three;
        };
        const [alone, together] = [await people(), await people()];
        // The same presentations in the same order for both, so that only the way of recording differs.
        const acts = async (persons: readonly string[]) => {
          const all: ConsentAct[][] = [];
          for (const [first] of calls.map((each) => [each[0], each] as const)) {
            const person = persons[first?.who ?? 0] ?? '';
            const shown = await show(world, { person });
            const own = calls[all.length] ?? [];
            all.push(
              own.map((each) =>
                yes(person, shown, {
                  answer: each.with,
                  ...(each.channel === undefined ? {} : { channel: each.channel }),
                }),
              ),
            );
          }
          return all;
        };
        const [one, other] = [await acts(alone), await acts(together)];
        for (const group of one) await record(world, ...group);
        expect(told(await tryAll(other))).toEqual(other.map(() => 'recorded'));
        for (const [index, person] of alone.entries())
          expect(await stateOf(together[index] ?? '')).toEqual(await stateOf(person));
      }),
      { numRuns: 15 },
    );
  });

  it('is sent in as few goes for forty people as for two', async () => {
    const group = async (count: number) => {
      const all: ConsentAct[][] = [];
      for (let i = 0; i < count; i += 1) {
        const person = await newPerson(world);
        const answer = i % 2 === 0 ? 'granted' : 'refused';
        all.push([yes(person, await show(world, { person }), { channel: 'sms', adultDeclared: true, answer })]);
      }
      return all;
    };
    // The first batch of a process reads the register besides.
    await tryAll(await group(2));
    const [two, forty] = [await group(2), await group(40)];
    const ofTwo = await goesOf(() => tryAll(two));
    expect(await goesOf(() => tryAll(forty))).toBe(ofTwo);
    expect(ofTwo).toBeGreaterThan(2);
    expect(ofTwo).toBeLessThan(9);
  });

  it('waits four times for a session that nobody knows yet: begin, all that is read, the session’s own row, all that is stored', async () => {
    const answer = async (admission?: Parameters<typeof world.gate.tryRecordConsents>[2]) => {
      const session = randomUUID();
      const { person: _nobody, ...said } = yes(session, await show(world, { session }));
      const all = [[{ ...said, session }]];
      return goesOf(async () => {
        const [outcome] = await world.act((tx) => world.gate.tryRecordConsents(tx, all, admission));
        expect(outcome?.ok).toBe(true);
      });
    };
    await answer();
    expect(await answer()).toBe(4);
    // What a touchpoint asks beside the gate leaves with what the gate reads.
    const beside = async (tx: Tx) => {
      await tx.query('select 1');
      return () => undefined;
    };
    expect(await answer(beside)).toBe(4);
  });

  it('does not deadlock two writers whose batches share people the other way round, and loses no answer', async () => {
    const persons: string[] = [];
    for (let i = 0; i < 6; i += 1) persons.push(await newPerson(world));
    const writers = [1, 2].map(() => new GroupCommit(world.database, world.gate.tryRecordConsents));
    const errors: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const groups = [];
      for (const [index, writer] of writers.entries()) {
        const order = index === 0 ? persons : persons.toReversed();
        for (const person of order) groups.push({ writer, act: yes(person, await show(world, { person })) });
      }
      const settled = await Promise.allSettled(groups.map(({ writer, act }) => writer.submit([act])));
      for (const each of settled) if (each.status === 'rejected') errors.push(String(each.reason));
    }
    expect(errors).toEqual([]);
    const rows = await world.act((tx) =>
      tx.query<{ n: number }>(
        `select count(*)::int as n from consent."grant" join consent.subject using (ordinal) where person = any ($1::uuid[]) group by ordinal`,
        [persons],
      ),
    );
    expect(rows.map((row) => row.n)).toEqual(persons.map(() => 10));
  });
});
