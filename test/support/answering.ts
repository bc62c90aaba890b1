import { randomUUID } from 'node:crypto';
import { type ConsentAct, type Presentation, WELL_FORMED_MESSAGE } from '../../src/contexts/consent/index.ts';
import type { Receipt } from '../../src/contexts/evidence/index.ts';
import type { GateWorld } from './gate-world.ts';

/** Marketing by SMS with a well-formed message. */
export const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;

/** Registers an adult and returns who it is. */
export async function newPerson(world: GateWorld): Promise<string> {
  const person = randomUUID();
  const adultDeclaredAt = world.clock.now();
  await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer', adultDeclaredAt }]));
  return person;
}

/** Shows activities of a notice to a person or session. */
export function show(
  world: GateWorld,
  to: { person: string } | { session: string },
  activities = ['order-delivery', 'marketing'],
  notice = 'privacy',
): Promise<Presentation> {
  const what = { notice, activities, surface: 'form:test', locale: 'zh-CN' as const };
  return world.act((tx) => world.gate.present(tx, { ...what, ...to }));
}

/** A plain yes to marketing; change what matters. */
export function yes(person: string, shown: Presentation, changes: Partial<ConsentAct> = {}): ConsentAct {
  return {
    person,
    activity: 'marketing',
    presentation: shown.id,
    nonce: shown.nonce,
    answer: 'granted',
    kind: 'general',
    how: 'explicit_action',
    ...changes,
  };
}

/** Records answers in one transaction. */
export function record(world: GateWorld, ...acts: ConsentAct[]): Promise<Receipt[]> {
  return world.act((tx) => world.gate.recordConsents(tx, acts));
}

/** "allow", or the code of the first reason why a marketing SMS to the person is denied. */
export async function outcome(world: GateWorld, person: string): Promise<string> {
  const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
  return decision.outcome === 'deny' ? (decision.reasons[0]?.code ?? '') : decision.outcome;
}
