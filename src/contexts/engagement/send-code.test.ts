import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';

let world: SendingWorld;
let person: string;
beforeAll(async () => {
  world = await openSendingWorld();
  person = await answerForm(world, 1, { marketing: false, confirm: false });
});
afterAll(() => world.close());

const message = () => Promise.resolve({ person, channel: 'sms' as const, code: '123456' });

describe('a code', () => {
  it('goes out once for its reference, at any hour, also to somebody who wants no marketing', async () => {
    world.clock.set('2026-11-11T23:30:00+08:00');
    expect(await world.engagement.sendCode('login:1', message)).toBe('sent');
    expect(await world.engagement.sendCode('login:1', message)).toBe('nothing');
    expect(world.gateway.messages.map(({ text }) => text)).toEqual([
      '【栖野茶饮】您的验证码为123456,10分钟内有效,请勿告知他人。',
    ]);
  });

  it('is tried again when the provider took nothing, and goes out once', async () => {
    const before = world.gateway.messages.length;
    world.gateway.inject('throttle');
    const unavailable = { code: 'engagement.provider-unavailable' };
    await expect(world.engagement.sendCode('login:2', message)).rejects.toMatchObject(unavailable);
    expect(await world.engagement.sendCode('login:2', message)).toBe('sent');
    expect(world.gateway.messages.length).toBe(before + 1);
  });

  it('is in doubt, and not sent again, when the line broke or the process died', async () => {
    const before = world.gateway.messages.length;
    world.gateway.inject('hang-up');
    expect(await world.engagement.sendCode('login:3', message)).toBe('unknown');
    expect(await world.engagement.sendCode('login:3', message)).toBe('unknown');
    expect(world.gateway.messages.length).toBe(before + 1);
    world.gateway.inject('throttle');
    await expect(world.engagement.sendCode('login:4', message)).rejects.toThrow();
    // What a SIGKILL between the marking transaction and the provider's answer leaves behind.
    await world.act((tx) => tx.execute(`update engagement.send set state = 'handing_off' where ref = 'login:4'`));
    expect(await world.engagement.sendCode('login:4', message)).toBe('unknown');
    expect(world.gateway.messages.length).toBe(before + 1);
  });

  it('is not sent when there is nothing left to send', async () => {
    expect(await world.engagement.sendCode('login:5', () => Promise.resolve(undefined))).toBe('nothing');
  });

  it('leaves no code in the tables', async () => {
    const rows = await world.act((tx) => tx.query('select to_jsonb(s) as row from engagement.send s'));
    expect(rows.length).toBeGreaterThan(3);
    expect(JSON.stringify(rows)).not.toMatch(/123456|13800000001/);
  });
});
