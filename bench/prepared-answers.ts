import { randomUUID } from 'node:crypto';
import type { ConsentAct } from '../src/contexts/consent/index.ts';
import type { RunningServer } from '../src/main.ts';

const AT_ONCE = 500;

/**
 * Registers new people, shows each the notice, and answers the bodies of `POST /api/v1/consents` by which each would agree to marketing by SMS.
 * Through the gate's front door, in large transactions: presenting is not what is measured.
 */
export async function preparedAnswers({ contexts, stores }: RunningServer, count: number): Promise<string[]> {
  const { gate } = contexts;
  const bodies: string[] = [];
  while (bodies.length < count) {
    const people = Array.from({ length: Math.min(AT_ONCE, count - bodies.length) }, () => randomUUID());
    await stores.database.transaction(async (tx) => {
      await gate.registerSubjects(
        tx,
        people.map((person) => ({ person, role: 'customer' as const })),
      );
      const shown = await gate.presentMany(
        tx,
        people.map((person) => ({
          notice: 'privacy',
          activities: ['marketing'],
          surface: 'app:settings',
          locale: 'zh-CN',
          person,
        })),
      );
      for (const [index, outcome] of shown.entries()) {
        if (!outcome.ok) throw outcome.failure;
        const { id, nonce } = outcome.value;
        bodies.push(
          JSON.stringify({
            person: people[index],
            activity: 'marketing',
            presentation: id,
            nonce,
            answer: 'granted',
            kind: 'general',
            how: 'explicit_action',
            channel: 'sms',
          }),
        );
      }
    });
  }
  return bodies;
}

/** Answers of new people to marketing by SMS and by e-mail, two for each; two writers beside each other, in large transactions. */
export async function recordMany(running: RunningServer, records: number): Promise<void> {
  const { gate } = running.contexts;
  let left = Math.ceil(records / 2);
  const write = async (): Promise<void> => {
    while (left > 0) {
      const some = Math.min(AT_ONCE, left);
      left -= some;
      const acts = (await preparedAnswers(running, some)).map((body) => JSON.parse(body) as ConsentAct);
      const outcomes = await running.stores.database.transaction((tx) =>
        gate.tryRecordConsents(
          tx,
          acts.map((act) => [act, { ...act, channel: 'email' as const }]),
        ),
      );
      for (const outcome of outcomes) if (!outcome.ok) throw outcome.failure;
    }
  };
  await Promise.all([write(), write()]);
}

/** People who agreed to marketing by SMS, and whose number is confirmed; by their ids. */
export async function agreeingPeople(running: RunningServer, count: number): Promise<string[]> {
  const { gate } = running.contexts;
  const bodies = await preparedAnswers(running, count);
  const acts = bodies.map((body) => JSON.parse(body) as ConsentAct);
  for (let at = 0; at < acts.length; at += AT_ONCE) {
    const some = acts.slice(at, at + AT_ONCE);
    await running.stores.database.transaction(async (tx) => {
      await gate.tryRecordConsents(
        tx,
        some.map((act) => [{ ...act, adultDeclared: true }]),
      );
      await gate.setAddresses(
        tx,
        some.map(({ person }) => ({ person, channel: 'sms' as const, digest: Buffer.from(person) })),
      );
      for (const { person } of some) await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    });
  }
  return acts.map((act) => act.person);
}
