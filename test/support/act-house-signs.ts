import { newId } from '../../src/platform/ids.ts';
import type { GateWorld } from './gate-world.ts';

/** Signs of minority for the house of acts: learnt, learnt twice, taken back, and followed by a birth date. */
export async function actOfSigns({ gate, act, clock }: Pick<GateWorld, 'gate' | 'act' | 'clock'>, by: string) {
  const [first, cleared, born, last] = [newId(clock), newId(clock), newId(clock), newId(clock)];
  const learn = (person: string) =>
    act(async (tx) => {
      clock.advance(180_000);
      await gate.learnMinoritySign(tx, { person, sign: 'voice', by });
    });
  await act((tx) =>
    gate.registerSubjects(
      tx,
      [first, cleared, born, last].map((person) => ({ person, role: 'customer' })),
    ),
  );
  for (const person of [first, cleared, born, last, last]) await learn(person);
  await act((tx) => gate.clearMinoritySign(tx, { person: cleared, reason: 'adult', by }));
  await act((tx) => gate.registerSubjects(tx, [{ person: born, role: 'customer', birthDate: '2016-05-01' }]));
}
