import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['engagement'] });
});
afterAll(() => test.drop());

const act = (text: string, values: unknown[] = []) => test.database.transaction((tx) => tx.execute(text, values));

async function send(age: string): Promise<string> {
  const id = randomUUID();
  await act(
    `insert into engagement.send (id, activity, person, channel, state, use, receipt, reserved_at)
     values ($1, 'marketing', $2, 'sms', 'accepted', $3, $4, now() - $5::interval)`,
    [id, randomUUID(), randomUUID(), randomUUID(), age],
  );
  return id;
}

describe('the record of a message', () => {
  it('is kept at least six months', async () => {
    for (const age of ['0 days', '5 months', '6 months - 1 day'])
      await expect(act('delete from engagement.send where id = $1', [await send(age)]), age).rejects.toThrow(
        'at least six months',
      );
    expect(await act('delete from engagement.send where id = $1', [await send('6 months 1 day')])).toBe(1);
  });

  it('keeps who was written to, when and under which permission; what became of it is settled later', async () => {
    const id = await send('1 day');
    for (const change of [
      'person = gen_random_uuid()',
      'use = gen_random_uuid()',
      'receipt = null',
      'reserved_at = now()',
    ])
      await expect(act(`update engagement.send set ${change} where id = $1`, [id]), change).rejects.toThrow(
        'stays as it is',
      );
    expect(await act(`update engagement.send set state = 'delivered', reported_at = now() where id = $1`, [id])).toBe(
      1,
    );
  });

  it('of a reply is kept as long', async () => {
    const reply = (age: string) =>
      act(
        `insert into engagement.inbound (id, sequence_digest, kind, at)
         values (gen_random_uuid(), decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), 'opt-out', now() - $1::interval)`,
        [age],
      );
    await reply('6 months 1 day');
    expect(await act('delete from engagement.inbound')).toBe(1);
    await reply('5 months');
    await expect(act('delete from engagement.inbound')).rejects.toThrow('at least six months');
  });
});
