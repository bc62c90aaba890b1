import { randomUUID } from 'node:crypto';
import type { ConsentAct, GuardianInput, Presentation } from '../../src/contexts/consent/index.ts';
import { yes } from './answering.ts';
import type { GateWorld } from './gate-world.ts';
import { makeParent, showRules } from './kids-club.ts';

/** Makes a child known, ten years old unless told. */
export async function newChild(world: GateWorld, birthDate = '2016-05-01'): Promise<string> {
  const child = randomUUID();
  await world.act((tx) => world.gate.registerSubjects(tx, [{ person: child, role: 'customer', birthDate }]));
  return child;
}

/** A guardian's yes to the club. */
export function agrees(
  child: string,
  guardian: string,
  shown: Presentation,
  changes: Partial<ConsentAct> = {},
): ConsentAct {
  return yes(child, shown, { activity: 'kids-club', kind: 'separate', guardian, ...changes });
}

/** A child whose parent agreed to the club. */
export async function memberOfClub(world: GateWorld, birthDate?: string, changes: Partial<GuardianInput> = {}) {
  const child = await newChild(world, birthDate);
  const parent = await world.act((tx) => makeParent(world.gate, tx, child, changes));
  const shown = await world.act((tx) => showRules(world.gate, tx, { person: parent.guardian }));
  const [receipt] = await world.act((tx) => world.gate.recordConsents(tx, [agrees(child, parent.guardian, shown)]));
  return { child, ...parent, receipt };
}
