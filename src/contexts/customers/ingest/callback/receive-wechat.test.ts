import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalWecom, wecomEvent } from '../../../../../test/support/local-wecom.ts';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

let wire: WireWorld;
let wechat: LocalWecom;
const SOURCE = 'wechat-shop';
beforeAll(async () => {
  wire = await openWireWorld();
  wechat = new LocalWecom('wechat');
  const { corpId, token, aesKey } = wechat;
  const input = {
    ...{
      code: SOURCE,
      name: { zh: '公众号', en: 'Official account' },
      activity: 'customer-administration',
      by: 'staff:test',
    },
  };
  await wire.world.act((tx) =>
    wire.world.customers.callbacks.connect(tx, input, { kind: 'wechat', corpId, token, aesKey }),
  );
});
afterAll(() => wire.close());

const openid = () => `o${randomBytes(14).toString('hex').slice(0, 27)}`;
const seconds = () => Math.floor(wire.world.clock.now().getTime() / 1000);
const push = async (message: string, change: (url: string, body: string) => [string, string] = (...all) => all) => {
  const sent = wechat.callback(wire.base, SOURCE, message, seconds());
  const [url, body] = change(sent.url, sent.body);
  const answer = await fetch(url, { method: 'POST', body });
  const text = await answer.text();
  return { status: answer.status, text };
};
const event = (name: string, members: Record<string, string>) =>
  wecomEvent(wechat.corpId, name, members, seconds()).replace(
    '<![CDATA[sys]]>',
    `<![CDATA[${members['FromUserName'] ?? 'sys'}]]>`,
  );

async function known(value: string, scope = wechat.corpId): Promise<string> {
  const identifier = { type: 'openid', issuer: 'wechat', scope, value };
  const person = { activity: 'customer-administration', source: 'from_individual', attributes: { name: '林小夏' } };
  const made = await wire.world.act((tx) =>
    wire.world.customers.createPerson(tx, { ...person, identifiers: [identifier] }),
  );
  return made.id;
}

async function noesOf(person: string) {
  await wire.world.customers.fileEvents();
  const noes = await wire.world.act((tx) => wire.world.gate.objectionsOf(tx, person));
  return noes.map(({ channel }) => channel);
}

describe('an official account or a mini-program', () => {
  it('checks the address by the plain signature, and nobody else does', async () => {
    const signature = createHash('sha1').update([wechat.token, '1763000000', 'n0'].sort().join('')).digest('hex');
    const url = (of: string) =>
      `${wire.base}/hooks/wechat/${SOURCE}?signature=${of}&timestamp=1763000000&nonce=n0&echostr=4711`;
    const good = await fetch(url(signature));
    expect([good.status, await good.text()]).toEqual([200, '4711']);
    expect((await fetch(url('0'.repeat(40)))).status).toBe(401);
  });

  it('whose follower leaves is a no to the channel; again, or in JSON, it is the same', async () => {
    const user = openid();
    const person = await known(user);
    expect(await push(event('unsubscribe', { FromUserName: user }))).toEqual({ status: 200, text: 'success' });
    expect(await noesOf(person)).toEqual(['official_account']);
    const other = openid();
    const second = await known(other);
    const json = JSON.stringify({
      ...{ ToUserName: 'gh_1', FromUserName: other, CreateTime: seconds(), MsgType: 'event', Event: 'unsubscribe' },
    });
    const asJson = (url: string, body: string): [string, string] => [
      url,
      JSON.stringify({ ToUserName: 'gh_1', Encrypt: /<Encrypt><!\[CDATA\[([^\]]+)/.exec(body)?.[1] }),
    ];
    expect((await push(json, asJson)).status).toBe(200);
    expect(await noesOf(second)).toEqual(['official_account']);
    expect((await push(event('subscribe', { FromUserName: user }))).status).toBe(200);
    expect(await noesOf(person)).toEqual(['official_account']);
  });

  it('is heard before anybody is known under the number, and binds whoever will be', async () => {
    const user = openid();
    expect((await push(event('unsubscribe', { FromUserName: user }))).status).toBe(200);
    await wire.world.customers.fileEvents();
    const person = await known(user);
    const noes = await wire.world.rows<{ channel: string }>(
      `select p.channel from consent.suppression p join consent.address a on a.digest = p.digest and a.channel = p.channel
         join consent.subject s on s.ordinal = a.ordinal where s.person = '${person}' and a.ended_at is null`,
    );
    expect(noes).toEqual([{ channel: 'official_account' }]);
  });

  const answers = (name: string, ...said: string[]) =>
    event(name, {}).replace(
      '</xml>',
      `<Subscribe>${said.map((each) => `<List><TemplateId>t</TemplateId><SubscribeStatusString><![CDATA[${each}]]></SubscribeStatusString></List>`).join('')}</Subscribe></xml>`,
    );
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['turned off in the settings', 'subscribe_msg_change_event', ['reject'], ['mini_program', 'official_account']],
    ['refused in the dialog', 'subscribe_msg_popup_event', ['reject', 'reject'], ['mini_program', 'official_account']],
    ['of which another kind was taken', 'subscribe_msg_popup_event', ['reject', 'accept'], []],
    ['accepted', 'subscribe_msg_popup_event', ['accept'], []],
  ])('hears of subscription messages %s', async (_what, name, said, channels) => {
    const user = openid();
    const person = await known(user);
    const message = answers(name, ...said).replace('<![CDATA[sys]]>', `<![CDATA[${user}]]>`);
    expect((await push(message)).status).toBe(200);
    expect((await noesOf(person)).sort()).toEqual(channels);
  });

  it('refuses as one entry in JSON, and as the kind of account that it is', async () => {
    const code = `mini-${randomUUID().slice(0, 6)}`;
    const mini = new LocalWecom('wechat');
    const { corpId, token, aesKey } = mini;
    const name = { zh: '小程序', en: 'Mini-program' };
    const input = { code, name, activity: 'customer-administration', by: 'staff:test' };
    await wire.world.act((tx) =>
      wire.world.customers.callbacks.connect(tx, input, {
        ...{ kind: 'wechat', corpId, token, aesKey, account: 'mini_program' },
      }),
    );
    const user = openid();
    const person = await known(user, corpId);
    const List = { TemplateId: 't', SubscribeStatusString: 'reject' };
    const said = { FromUserName: user, CreateTime: seconds(), MsgType: 'event', Event: 'subscribe_msg_change_event' };
    const sent = mini.callback(wire.base, code, JSON.stringify({ ToUserName: 'gh_1', ...said, List }), seconds());
    expect((await fetch(sent.url, { method: 'POST', body: sent.body })).status).toBe(200);
    expect(await noesOf(person)).toEqual(['mini_program']);
  });

  it('takes the standing consents of this record back when its authorisation is revoked', async () => {
    const user = openid();
    const person = await known(user);
    const { gate } = wire.world;
    await wire.world.act(async (tx) => {
      const session = randomUUID();
      const shown = await gate.present(tx, {
        ...{ notice: 'privacy', activities: ['marketing'], surface: 'form:test', locale: 'zh-CN', session },
      });
      await gate.recordConsents(tx, [
        {
          ...{ person, session, activity: 'marketing', presentation: shown.id, nonce: shown.nonce },
          ...{ answer: 'granted', kind: 'general', how: 'explicit_action', channel: 'sms', adultDeclared: true },
        },
      ]);
    });
    const states = () =>
      wire.world.act(async (tx) => (await gate.consentsOf(tx, person)).map(({ activity, state }) => [activity, state]));
    expect(await states()).toEqual([['marketing', 'granted']]);
    const inside = { OpenID: user, AppID: wechat.corpId };
    expect((await push(event('user_authorization_revoke', { ...inside, RevokeInfo: '1' }))).status).toBe(200);
    expect(await noesOf(person)).toEqual([]);
    expect([...new Set((await states()).map(String))]).toEqual(['marketing,withdrawn']);
  });

  it('whose account is closed is a no to everything; a revoked authorisation takes consents back', async () => {
    const user = openid();
    const person = await known(user);
    const inside = { OpenID: user, AppID: wechat.corpId };
    expect((await push(event('user_authorization_revoke', { ...inside, RevokeInfo: '2,8' }))).status).toBe(200);
    expect(await noesOf(person)).toEqual([]);
    expect((await push(event('user_authorization_cancellation', inside))).status).toBe(200);
    expect(await noesOf(person)).toContain(null);
  });

  it.each<[string, (url: string, body: string) => [string, string], number]>([
    ['a changed signature', (url, body) => [url.replace(/msg_signature=\w/, 'msg_signature=_'), body], 401],
    [
      'another message under the signature',
      // Base64 may begin with what is no letter.
      (url, body) => [url, body.replace(/(<Encrypt><!\[CDATA\[)./, '$1_')],
      401,
    ],
    ['no message', (url) => [url, '<xml></xml>'], 400],
    ['an entity', (url) => [url, '<!DOCTYPE a [<!ENTITY b "c">]><xml><Encrypt>&b;</Encrypt></xml>'], 400],
    ['another source', (url, body) => [url.replace(SOURCE, `none-${randomUUID().slice(0, 6)}`), body], 401],
  ])('is not heard with %s', async (_what, change, status) => {
    const before = await wire.world.rows('select 1 from customers.callback');
    expect((await push(event('unsubscribe', { FromUserName: openid() }), change)).status).toBe(status);
    expect((await wire.world.rows('select 1 from customers.callback')).length).toBe(before.length);
  });

  it('is not heard with a message for another account', async () => {
    const encrypted = encrypt(wechat.aesKey, event('unsubscribe', { FromUserName: openid() }), `wx${'0'.repeat(16)}`);
    const msg_signature = getSignature(wechat.token, 1_763_000_000, 'n0', encrypted);
    const query = new URLSearchParams({ msg_signature, timestamp: '1763000000', nonce: 'n0' });
    const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    expect((await fetch(`${wire.base}/hooks/wechat/${SOURCE}?${query}`, { method: 'POST', body })).status).toBe(400);
  });
});
