import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistedWorld } from '../../../test/support/assisted-world.ts';
import { answerForm } from '../../../test/support/sending-world.ts';
import { Failure } from '../../platform/failure.ts';

let world: Awaited<ReturnType<typeof openAssistedWorld>>;
beforeAll(async () => {
  world = await openAssistedWorld();
});
afterAll(() => world.close());

const PNG = [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('IEND\xaeB`\x82', 'latin1')] as const;
let scans = 0;
function scan(): string {
  scans += 1;
  return Buffer.concat([PNG[0], Buffer.alloc(100, scans), PNG[1]]).toString('base64');
}

async function erase(person: string): Promise<void> {
  const until = { messagesUntil: new Date('2027-05-11T12:00:00Z'), consentUntil: new Date('2029-11-11T12:00:00Z') };
  await world.act(async (tx) => {
    await world.gate.erasePerson(tx, person, { by: 'staff:dpo', reason: 'asked', ...until });
    await world.vault.erasePersons(tx, [person]);
    await world.customers.erasePerson(tx, person);
  });
  world.clock.advance(60_000);
}

const people = () =>
  world.act(
    async (tx) =>
      (
        await tx.one<{ n: number }>(
          'select ((select count(*) from customers.person) * 1000 + (select count(*) from vault.field))::int as n',
        )
      ).n,
  );
const create = (mobile: string) =>
  world.act((tx) =>
    world.customers.createPerson(tx, {
      activity: 'order-delivery',
      source: 'from_individual',
      identifiers: [],
      attributes: { name: '林小夏', mobile },
      standing: {
        source: 'api',
        grade: 'A',
        noticeShownAt: world.clock.now(),
        notice: 'privacy',
        noticeVersion: 1,
        how: 'shop',
      },
    }),
  );
const called = async (mobile: string) => {
  const { body } = await world.call('POST', '/api/v1/agent-calls', { form: 'autumn' });
  const said = body.lines.map(({ id }: { id: string }) => id);
  const { session, presentation, nonce } = body;
  const values = { name: '林小夏', mobile };
  const answer = { form: 'autumn', session, presentation, nonce, said, values, age: 18, granted: ['marketing'] };
  return world.call('POST', '/api/v1/agent-calls/answers', answer);
};
const keyed = async (mobile: string, form = 'autumn', sheet: object = { age: 18, granted: ['marketing'] }) => {
  const counted = { form, noticeVersion: 1, sheets: 1, granted: 1 };
  const { body } = await world.call('POST', '/api/v1/paper-batches', counted);
  const values = { name: '林小夏', mobile };
  return world.call('POST', `/api/v1/paper-batches/${body.id}/sheets`, { scan: scan(), values, ...sheet });
};

describe('somebody who was erased', () => {
  const mobile = '13900000301';

  it('is not entered again by the interface, by an agent, on paper, or as the guardian on somebody’s paper', async () => {
    await erase(await answerForm(world, 7, { mobile }));
    const before = await people();
    const refused = await create(mobile).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Failure);
    expect(refused).toMatchObject({
      code: 'customers.person-erased',
      kind: 'conflict',
      options: { errors: [{ path: 'attributes.mobile' }] },
    });
    const guardian = { kind: 'parent', evidence: 'household-register', name: '林大山', mobile };
    const child = { granted: ['club'], guardian: { ...guardian, childBirthDate: '2016-05-01' } };
    for (const answer of [await called(mobile), await keyed(mobile), await keyed('13900000302', 'club', child)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'capture.person-erased']);
      expect(answer.body.errors).toMatchObject([{ path: 'mobile' }]);
      expect(JSON.stringify(answer.body)).not.toContain(mobile);
    }
    expect(await people()).toBe(before);
  });

  it('comes back by a form of their own, is silent until the address is theirs and they agree, and is then known to every door', async () => {
    const back = await answerForm(world, 7, { mobile, confirm: false });
    const silenced = async () => {
      const bound = `select exists (select 1 from consent.subject p join consent.address a using (ordinal)
          join consent.suppression s on s.digest = a.digest and s.channel = a.channel
        where p.person = $1 and a.channel = 'sms' and a.ended_at is null and s.lifted_at is null) as bound`;
      return (await world.act((tx) => tx.one<{ bound: boolean }>(bound, [back]))).bound;
    };
    expect(await silenced()).toBe(true);
    // Anybody may have typed the number: the doors of staff stay closed until it is confirmed.
    expect((await called(mobile)).status).toBe(409);
    await world.act((tx) => world.gate.confirmAddress(tx, { person: back, channel: 'sms', how: 'code' }));
    expect(await silenced()).toBe(false);
    expect((await called(mobile)).status).toBe(201);
    expect((await keyed(mobile)).status).toBe(201);
    expect((await create(mobile)).id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('who came back without agreeing to messages is known again too, and stays unwritten to', async () => {
    const other = '13900000303';
    await erase(await answerForm(world, 7, { mobile: other }));
    const back = await answerForm(world, 7, { mobile: other, marketing: false, confirm: false });
    await world.act((tx) => world.gate.confirmAddress(tx, { person: back, channel: 'sms', how: 'code' }));
    const { id } = await create(other);
    const decided = await world.act((tx) =>
      world.gate.decide(tx, { person: id, activity: 'marketing', operation: 'use', channel: 'sms' }),
    );
    expect(decided.outcome).toBe('deny');
  });
});
