import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';

/** What a code shows, and of which address (decision 0144). */
let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
});
afterAll(() => world.close());

const digestOf = (text: string) => Buffer.from(text);

async function asked(): Promise<{ person: string; code: string; token: string }> {
  const person = randomUUID();
  await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer' }]));
  await world.act((tx) => world.gate.setAddress(tx, { person, channel: 'sms', digest: digestOf(`old${person}`) }));
  const { id } = await world.act((tx) => world.capture.issueConfirmation(tx, { person, channel: 'sms' }));
  const sent = await world.act((tx) => world.capture.openConfirmation(tx, id));
  return { person, code: sent?.code ?? '', token: sent?.link.split('/').at(-1) ?? '' };
}

const ways: Record<string, (sent: { person: string; code: string; token: string }) => Promise<string>> = {
  'the code': ({ person, code }) =>
    world.act((tx) => world.capture.confirmByCode(tx, { person, channel: 'sms', code })),
  'the link': ({ token }) => world.act((tx) => world.capture.confirmByLink(tx, token)),
};

describe.each(Object.entries(ways))('%s that was sent to a number', (_way, enter) => {
  it('confirms that number', async () => {
    const sent = await asked();
    expect(await enter(sent)).toBe('confirmed');
    expect(await confirmed(`old${sent.person}`)).toEqual([sent.person]);
  });

  it('confirms none that took its place since', async () => {
    const sent = await asked();
    world.clock.advance(1);
    const digest = digestOf(`new${sent.person}`);
    await world.act((tx) => world.gate.setAddress(tx, { person: sent.person, channel: 'sms', digest }));
    expect(await enter(sent)).toBe('over');
    expect(await confirmed(`new${sent.person}`)).toEqual([]);
  });

  it('confirms nothing once the number has ended', async () => {
    const sent = await asked();
    await world.act((tx) => world.gate.endAddress(tx, { person: sent.person, channel: 'sms' }));
    expect(await enter(sent)).toBe('over');
  });
});

const confirmed = (text: string) => world.act((tx) => world.gate.confirmedPersons(tx, 'sms', digestOf(text)));
