import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalWecom, wecomEvent, wecomInfo } from '../../../../../test/support/local-wecom.ts';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

const SUITE = `ww${randomBytes(8).toString('hex')}`;
/** Calls to the suite are encrypted for it, those with its customers' data for the corporation. */
const wecom = new LocalWecom();
const corpId = wecom.corpId;
const forSuite = Object.assign(new LocalWecom(), { token: wecom.token, aesKey: wecom.aesKey, corpId: SUITE });
const source = `suite-${randomUUID().slice(0, 8)}`;
let wire: WireWorld;

beforeAll(async () => {
  wire = await openWireWorld();
  const input = {
    code: source,
    name: { zh: '服务商应用', en: 'Provider' },
    activity: 'customer-administration',
    notice: { how: '添加时展示《隐私政策》', proofHash: 'ab'.repeat(32) },
    by: 'staff:test',
  };
  const { token, aesKey } = wecom;
  await wire.world.act((tx) =>
    wire.world.customers.callbacks.connect(tx, input, { kind: 'wecom', corpId, suiteId: SUITE, token, aesKey }),
  );
});
afterAll(() => wire.close());

const seconds = () => Math.floor(wire.world.clock.now().getTime() / 1000);
const customer = () => `wm${randomBytes(14).toString('hex')}`;
const identifier = (value: string) => ({ type: 'external_userid', issuer: 'wecom', scope: SUITE, value });
const personOf = (user: string) => wire.world.act((tx) => wire.world.customers.personOf(tx, identifier(user)));

async function post({ url, body }: { url: string; body: string }): Promise<[number, string]> {
  const answer = await fetch(url, { method: 'POST', body });
  return [answer.status, await answer.text()];
}
const told = (info: string, members: Record<string, string> = {}, suite = SUITE, at = seconds()) =>
  post(forSuite.callback(wire.base, source, wecomInfo(suite, info, members, at)));
const contact = (change: string, user: string, more: Record<string, string> = {}) =>
  told('change_external_contact', {
    AuthCorpId: corpId,
    ChangeType: change,
    UserID: 'zhangsan',
    ExternalUserID: user,
    ...more,
  });

async function counts(): Promise<Record<string, number>> {
  const rows = await wire.world.rows<{ key: string; count: number }>(
    `select kind || ':' || detail as key, count::int from customers.source_count where source = '${source}' order by 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

const suiteOf = async () => (await wire.world.act((tx) => wire.world.customers.source(tx, source))).settings?.suite;

describe('a provider’s application at WeCom', () => {
  it('answers the check of its addresses, whichever corporation it is for, and nobody without the signature', async () => {
    for (const sender of [
      wecom,
      forSuite,
      Object.assign(new LocalWecom(), { token: wecom.token, aesKey: wecom.aesKey }),
    ]) {
      const answer = await fetch(sender.check(wire.base, source, '1616140317555161061'));
      expect([answer.status, await answer.text()]).toEqual([200, '1616140317555161061']);
    }
    expect((await fetch(new LocalWecom().check(wire.base, source, 'x'))).status).toBe(401);
  });

  it('takes tickets and codes without keeping them, and knows whether the authorisation stands', async () => {
    const secret = 'TICKET-that-nobody-keeps';
    expect(await told('suite_ticket', { SuiteTicket: secret })).toEqual([200, 'success']);
    expect(await told('create_auth', { AuthCode: secret })).toEqual([200, 'success']);
    await wire.world.customers.fileEvents();
    expect(await suiteOf()).toMatchObject({ authorised: true });
    await told('change_auth', { AuthCorpId: corpId });
    wire.world.clock.advance(60_000);
    await told('cancel_auth', { AuthCorpId: corpId });
    await wire.world.customers.fileEvents();
    expect(await suiteOf()).toMatchObject({ authorised: false });
    // What was told before the last word changes nothing when it comes late.
    await told('create_auth', { AuthCode: 'late', State: 'x' }, SUITE, seconds() - 3600);
    await told('cancel_auth', { AuthCorpId: 'ww0000000000000000' });
    await wire.world.customers.fileEvents();
    expect(await suiteOf()).toMatchObject({ authorised: false });
    expect(await counts()).toMatchObject({
      'noted:suite-ticket': 1,
      'noted:suite-authorised': 3,
      'noted:suite-authorisation-ended': 1,
      'noted:other-corporation': 1,
    });
    const rows = await wire.world.rows<{ body: Buffer | null; settings: object }>(
      `select c.body, s.settings from customers.callback c join customers.source s on s.code = c.source where c.source = '${source}'`,
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows.every(({ body }) => body === null)).toBe(true);
  });

  it('hears contacts of the corporation that authorised it: added, and deleted by the customer, each of one second apart', async () => {
    const users = [customer(), customer(), customer()];
    const answers = await Promise.all(users.map((user) => contact('add_external_contact', user, { WelcomeCode: 'C' })));
    expect(answers).toEqual(users.map(() => [200, 'success']));
    await wire.world.customers.fileEvents();
    const people = await Promise.all(users.map(personOf));
    expect(new Set(people).size).toBe(3);
    const [first = ''] = users;
    await contact('del_follow_user', first);
    await contact('del_follow_user', first);
    await wire.world.customers.fileEvents();
    const noes = await wire.world.act((tx) => wire.world.gate.objectionsOf(tx, people[0] ?? ''));
    expect(noes.map(({ channel }) => channel)).toEqual(['wecom']);
    expect(await counts()).toMatchObject({ 'no:recorded': 1 });
  });

  it('hears the data that comes for the corporation itself', async () => {
    const user = customer();
    const members = { ChangeType: 'add_external_contact', UserID: 'lisi', ExternalUserID: user };
    const message = wecomEvent(corpId, 'change_external_contact', members, seconds());
    expect(await post(wecom.callback(wire.base, source, message))).toEqual([200, 'success']);
    await wire.world.customers.fileEvents();
    expect(await personOf(user)).toBeDefined();
  });

  it('keeps nothing of another corporation, another suite, or a call that is signed or encrypted for somebody else', async () => {
    const [theirs, others] = [customer(), customer()];
    await contact('add_external_contact', theirs, { AuthCorpId: 'ww1111111111111111' });
    await told(
      'change_external_contact',
      { AuthCorpId: corpId, ChangeType: 'add_external_contact', UserID: 'z', ExternalUserID: others },
      'ww2222222222222222',
    );
    await wire.world.customers.fileEvents();
    expect([await personOf(theirs), await personOf(others)]).toEqual([undefined, undefined]);
    expect(await counts()).toMatchObject({ 'noted:other-corporation': 2, 'noted:other-suite': 1 });
    const stranger = new LocalWecom();
    expect((await post(stranger.callback(wire.base, source, 'x')))[0]).toBe(401);
    const foreign = Object.assign(new LocalWecom(), { token: wecom.token, aesKey: wecom.aesKey });
    expect((await post(foreign.callback(wire.base, source, wecomInfo(SUITE, 'suite_ticket', {}, 1))))[0]).toBe(400);
  });

  it('is refused with an id that is none', async () => {
    const { token, aesKey } = wecom;
    const connection = { kind: 'wecom', corpId, suiteId: 'a b', token, aesKey } as const;
    const input = {
      code: 'bad-suite',
      name: { zh: '坏', en: 'Bad' },
      activity: 'customer-administration',
      by: 'staff:t',
    };
    const made = wire.world.act((tx) => wire.world.customers.callbacks.connect(tx, input, connection));
    await expect(made).rejects.toMatchObject({ options: { errors: [{ path: 'wecom.suiteId' }] } });
  });
});
