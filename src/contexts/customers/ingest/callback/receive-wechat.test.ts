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

async function known(value: string): Promise<string> {
  const identifier = { type: 'openid', issuer: 'wechat', scope: wechat.corpId, value };
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
    expect(await noesOf(person)).toEqual(['wecom']);
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
    expect(await noesOf(second)).toEqual(['wecom']);
    expect((await push(event('subscribe', { FromUserName: user }))).status).toBe(200);
    expect(await noesOf(person)).toEqual(['wecom']);
  });

  it('whose account is closed is a no to everything; a revoked authorisation takes consents back', async () => {
    const user = openid();
    const person = await known(user);
    const inside = { OpenID: user, AppID: wechat.corpId };
    expect((await push(event('user_authorization_revoke', { ...inside, RevokeInfo: '2,8' }))).status).toBe(200);
    expect(await noesOf(person)).toEqual([]);
    expect((await push(event('user_authorization_cancellation', inside))).status).toBe(200);
    expect(await noesOf(person)).toEqual([null]);
  });

  it.each<[string, (url: string, body: string) => [string, string], number]>([
    ['a changed signature', (url, body) => [url.replace(/msg_signature=\w/, 'msg_signature=_'), body], 401],
    [
      'another message under the signature',
      (url, body) => [url, body.replace(/CDATA\[\w/, 'CDATA[_').replace(/Encrypt><!\[CDATA\[\w/, 'Encrypt><![CDATA[_')],
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
