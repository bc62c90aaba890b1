import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import type { Tx } from '../../platform/database/index.ts';
import { type JournalEvent, readJournal } from '../../platform/journal/index.ts';
import { WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

class Undone extends Error {}

/** What an act leaves in the journal, while the database never saw it: the world after a restore. */
async function lost(work: (tx: Tx) => Promise<unknown>): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  await world
    .act(async (tx) => {
      await work(tx);
      const rows = await tx.query<{ event: JournalEvent }>('select event from platform.journal_pending order by id');
      events.push(...rows.map((row) => row.event));
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return events;
}

const replay = (events: readonly JournalEvent[]) => world.act((tx) => world.gate.replayNoes(tx, events));

async function reasonOf(person: string, channel: 'sms' | 'email' = 'sms') {
  const decision = await world.act((tx) =>
    world.gate.decide(tx, { activity: 'marketing', operation: 'use', channel, message: WELL_FORMED_MESSAGE, person }),
  );
  return decision.outcome === 'deny' ? decision.reasons[0]?.code : 'allow';
}

it('keeps every no in the journal before it is answered, and no refusal of what was never agreed to', async () => {
  const [person, bare] = [await agreeingPerson(world), randomUUID()];
  await world.act(async (tx) => {
    await world.gate.withdraw(tx, { person, activity: 'marketing', channel: 'email', by: 'test' });
    await world.gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'test' });
    await world.gate.registerSubjects(tx, [{ person: bare, role: 'customer' }]);
  });
  await refuse(bare);
  await refuse(person);
  const found: unknown[] = [];
  await readJournal(world.journal.directory, world.service.key('journal'), world.clock.now(), (event) =>
    found.push(event),
  );
  const digests = [{ channel: 'sms', digest: Buffer.from(`sms${person}`).toString('base64url') }];
  expect(found).toMatchObject([
    { kind: 'no', what: 'withdrawn', person, activity: 'marketing', channel: 'email', digests: [] },
    { kind: 'no', what: 'unsubscribe', person, activity: null, channel: 'sms', digests },
    { kind: 'no', what: 'refused', person, activity: 'marketing' },
  ]);
});

it('puts each kind of no back in force once, with an entry that names the lost receipt', async () => {
  const people = await Promise.all([0, 1, 2, 3].map(() => agreeingPerson(world)));
  const [withdrawing = '', unsubscribing = '', restricting = '', refusing = ''] = people;
  const events = [
    ...(await lost((tx) => world.gate.withdraw(tx, { person: withdrawing, activity: 'marketing', by: 'test' }))),
    ...(await lost((tx) =>
      world.gate.object(tx, { person: unsubscribing, kind: 'unsubscribe', channel: 'sms', by: 'test' }),
    )),
    ...(await lost((tx) => world.gate.object(tx, { person: restricting, kind: 'restrict', by: 'test' }))),
    ...(await lost((tx) => refuse(refusing, tx))),
    { kind: 'something-later' },
  ];
  expect(events).toHaveLength(5);
  for (const person of people) expect(await reasonOf(person)).toBe('allow');
  world.clock.advance(3_600_000);
  expect(await replay([...events, ...events])).toBe(4);
  expect(await replay(events)).toBe(0);
  for (const person of people) expect(await reasonOf(person)).not.toBe('allow');
  expect(await reasonOf(unsubscribing, 'email')).toBe('allow');
  const [state] = await world.act((tx) => world.gate.consentsOf(tx, withdrawing));
  expect(state).toMatchObject({ state: 'withdrawn' });
  const lostReceipt = String(events[0]?.['receipt']);
  const receipt = await world.act((tx) => world.evidence.receipt(tx, state?.receipt ?? ''));
  expect(receipt.opening.payload).toMatchObject({ through: `journal:${lostReceipt}`, activity: 'marketing' });
});

it('binds the addresses of somebody who came after the backup, whoever has them', async () => {
  const holder = await agreeingPerson(world, ['sms']);
  const digest = Buffer.from(`sms${holder}`);
  const stranger = randomUUID();
  const events = await lost(async (tx) => {
    await world.gate.registerSubjects(tx, [{ person: stranger, role: 'customer' }]);
    await world.gate.setAddress(tx, { person: stranger, channel: 'sms', digest });
    await world.gate.object(tx, { person: stranger, kind: 'unsubscribe', by: 'test' });
    await world.gate.object(tx, { person: stranger, kind: 'restrict', by: 'test' });
    await world.gate.withdraw(tx, { person: stranger, activity: 'marketing', by: 'test' });
  });
  expect(events).toHaveLength(3);
  expect(await reasonOf(holder)).toBe('allow');
  expect(await replay(events)).toBe(1);
  expect(await reasonOf(holder)).toBe('message.unsubscribed');
  expect(await replay(events)).toBe(0);
});

it('binds an address from which a no came while nobody held it, also when somebody holds it now', async () => {
  const digest = Buffer.alloc(32, 7);
  const events = await lost((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest, by: 'sms-reply' }));
  expect(events).toMatchObject([{ what: 'unsubscribe', person: null, channel: 'sms' }]);
  const holder = await agreeingPerson(world, ['sms']);
  await world.act(async (tx) => {
    await world.gate.setAddress(tx, { person: holder, channel: 'sms', digest });
    await world.gate.confirmAddress(tx, { person: holder, channel: 'sms', how: 'code' });
  });
  expect(await reasonOf(holder)).toBe('allow');
  world.clock.advance(1000);
  expect(await replay(events)).toBe(1);
  expect(await replay(events)).toBe(0);
  expect(await reasonOf(holder)).toBe('message.unsubscribed');
});

it('writes nothing that a database already knows', async () => {
  const person = await agreeingPerson(world);
  const receipts = await world.act(async (tx) => [
    await world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }),
    await world.gate.object(tx, { person, kind: 'unsubscribe', by: 'test' }),
  ]);
  const events: JournalEvent[] = [];
  const mine = new Set(receipts.map(({ id }) => id));
  await readJournal(world.journal.directory, world.service.key('journal'), world.clock.now(), (event) => {
    if (mine.has(String(event['receipt']))) events.push(event);
  });
  expect(events).toHaveLength(2);
  expect(await replay(events)).toBe(0);
});

async function refuse(person: string, within?: Tx): Promise<void> {
  const work = async (tx: Tx) => {
    const about = { notice: 'privacy', activities: ['marketing'], surface: 'test', locale: 'en', person } as const;
    const { id, nonce } = await world.gate.present(tx, about);
    const answer = { answer: 'refused', kind: 'general', how: 'explicit_action' } as const;
    await world.gate.recordConsents(tx, [{ person, activity: 'marketing', presentation: id, nonce, ...answer }]);
  };
  await (within === undefined ? world.act(work) : work(within));
}
