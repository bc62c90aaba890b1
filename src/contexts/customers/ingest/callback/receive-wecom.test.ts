import { randomBytes, randomUUID } from 'node:crypto';
import { decrypt, getSignature } from '@wecom/crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalWecom, wecomEvent } from '../../../../../test/support/local-wecom.ts';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

let wire: WireWorld;
let wecom: LocalWecom;
let source: string;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());
beforeEach(() => open());

const PROOF = { how: '添加时展示《隐私政策》', proofHash: 'ab'.repeat(32) };

async function open(notice: { how: string; proofHash: string } | null = null): Promise<void> {
  wecom = new LocalWecom();
  source = `wecom-${randomUUID().slice(0, 8)}`;
  const input = {
    code: source,
    name: { zh: '企业微信', en: 'WeCom' },
    activity: 'customer-administration',
    notice,
    by: 'staff:test',
  };
  const { corpId, token, aesKey } = wecom;
  await wire.world.act((tx) =>
    wire.world.customers.callbacks.connect(tx, input, { kind: 'wecom', corpId, token, aesKey }),
  );
}

const customer = () => `wm${randomBytes(14).toString('hex')}`;
const seconds = () => Math.floor(wire.world.clock.now().getTime() / 1000);

async function call(event: string, members: Record<string, string | readonly string[]>): Promise<number> {
  const { url, body } = wecom.callback(wire.base, source, wecomEvent(wecom.corpId, event, members, seconds()));
  const answer = await fetch(url, { method: 'POST', body });
  await answer.text();
  return answer.status;
}

const contact = (change: string, user: string, more: Record<string, string> = {}) =>
  call('change_external_contact', { ChangeType: change, UserID: 'zhangsan', ExternalUserID: user, ...more });

const identifier = (value: string) => ({ type: 'external_userid', issuer: 'wecom', scope: wecom.corpId, value });
const personOf = (user: string) => wire.world.act((tx) => wire.world.customers.personOf(tx, identifier(user)));

async function known(user: string): Promise<string> {
  const person = { activity: 'customer-administration', source: 'from_individual', attributes: { wecom_id: user } };
  const { id } = await wire.world.act((tx) =>
    wire.world.customers.createPerson(tx, { ...person, identifiers: [identifier(user)] }),
  );
  return id;
}

async function noesOf(person: string): Promise<(string | null)[]> {
  const noes = await wire.world.act((tx) => wire.world.gate.objectionsOf(tx, person));
  return noes.map(({ channel }) => channel);
}

const through = () =>
  wire.world.rows<{ through: string }>('select distinct said_through as through from consent.suppression order by 1');

async function counts(): Promise<Record<string, number>> {
  const rows = await wire.world.rows<{ key: string; count: number }>(
    `select kind || ':' || detail as key, count::int from customers.source_count where source = '${source}' order by 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

describe("WeCom's own scheme", () => {
  it('gives the plain text and signature that WeCom publishes for its sample', () => {
    // developer.work.weixin.qq.com, "加解密库下载与返回码", sample of VerifyURL.
    const echo = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
    expect(getSignature('QDG6eK', '1409659589', '263014780', echo)).toBe('5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3');
    expect(decrypt('jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', echo)).toMatchObject({
      message: '1616140317555161061',
      id: 'wx5823bf96d3bd56c7',
    });
  });

  it('answers the check of the address with the decrypted text, and nobody without the signature', async () => {
    const answer = await fetch(wecom.check(wire.base, source, '1616140317555161061'));
    expect([answer.status, await answer.text()]).toEqual([200, '1616140317555161061']);
    const other = new LocalWecom();
    expect((await fetch(other.check(wire.base, source, 'x'))).status).toBe(401);
    expect((await fetch(wecom.check(wire.base, 'nowhere', 'x'))).status).toBe(401);
  });

  it('refuses a changed signature, another corporation, and XML with entities or none, before anything is kept', async () => {
    const good = wecomEvent(wecom.corpId, 'change_external_tag', { ChangeType: 'create' }, seconds());
    const { url, body } = wecom.callback(wire.base, source, good);
    const post = async (to: string, sent: string) => (await fetch(to, { method: 'POST', body: sent })).status;
    expect(await post(url.replace(/msg_signature=./, 'msg_signature=g'), body)).toBe(401);
    expect(await post(url, body.replace('<Encrypt>', '<Other>').replace('</Encrypt>', '</Other>'))).toBe(400);
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${body}`;
    expect(await post(url, bomb)).toBe(400);
    const inner = wecom.callback(wire.base, source, `<!DOCTYPE x [<!ENTITY a "b">]>${good}`);
    expect(await post(inner.url, inner.body)).toBe(400);
    const elsewhere = Object.assign(new LocalWecom(), { token: wecom.token, aesKey: wecom.aesKey });
    const foreign = elsewhere.callback(wire.base, source, good);
    expect(await post(foreign.url, foreign.body)).toBe(400);
    expect(await post(url, 'x'.repeat(1_100_000))).toBe(413);
    expect(await wire.world.rows(`select 1 from customers.callback where source = '${source}'`)).toEqual([]);
  });
});

describe('what callbacks say', () => {
  it('takes a friend deleted by the customer for a no to WeCom, once however often WeCom sends it', async () => {
    const user = customer();
    const person = await known(user);
    const message = wecomEvent(
      wecom.corpId,
      'change_external_contact',
      { ChangeType: 'del_follow_user', UserID: 'zhangsan', ExternalUserID: user },
      seconds(),
    );
    for (let time = 0; time < 3; time += 1) {
      const { url, body } = wecom.callback(wire.base, source, message, seconds() + time);
      const answer = await fetch(url, { method: 'POST', body });
      expect([answer.status, await answer.text()]).toEqual([200, 'success']);
    }
    await wire.world.customers.fileEvents();
    expect(await noesOf(person)).toEqual(['wecom']);
    expect(await counts()).toMatchObject({ 'no:recorded': 1, 'event:kept': 1 });
  });

  it('keeps events of the same second apart', async () => {
    const users = [customer(), customer(), customer()];
    const people = await Promise.all(users.map(known));
    await Promise.all(users.map((user) => contact('del_follow_user', user)));
    await wire.world.customers.fileEvents();
    for (const person of people) expect(await noesOf(person)).toEqual(['wecom']);
  });

  it('hears who left a group, not whom its owner removed', async () => {
    const [left, removed] = [customer(), customer()];
    const people = [await known(left), await known(removed)];
    const group = (members: readonly string[], scene: string) =>
      call('change_external_chat', {
        ChatId: 'wrAbcdef',
        ChangeType: 'update',
        UpdateDetail: 'del_member',
        QuitScene: scene,
        MemChangeList: members,
      });
    expect(await group([left, 'lisi'], '0')).toBe(200);
    expect(await group([removed], '1')).toBe(200);
    await wire.world.customers.fileEvents();
    expect(await Promise.all(people.map(noesOf))).toEqual([['wecom'], []]);
  });

  it('tells a customer who refuses another adviser, or whose contact ends, from one who is handed over', async () => {
    const [refused, full, ended, handed] = [customer(), customer(), customer(), customer()];
    const people = await Promise.all([refused, full, ended, handed].map(known));
    await contact('transfer_fail', refused, { FailReason: 'customer_refused' });
    await contact('transfer_fail', full, { FailReason: 'customer_limit_exceed' });
    await contact('del_external_contact', ended);
    await contact('del_external_contact', handed, { Source: 'DELETE_BY_TRANSFER' });
    await wire.world.customers.fileEvents();
    expect(await Promise.all(people.map(noesOf))).toEqual([['wecom'], [], ['wecom'], []]);
    expect((await through()).map((row) => row.through)).toEqual(
      expect.arrayContaining(['wecom-contact-ended', 'wecom-transfer-refused']),
    );
  });

  it('binds a number that nobody here carries yet: who comes with it later has said no', async () => {
    const user = customer();
    await contact('del_follow_user', user);
    await wire.world.customers.fileEvents();
    expect(await counts()).toMatchObject({ 'no:recorded-by-address': 1 });
    expect(await noesOf(await known(user))).toEqual(['wecom']);
  });

  it('binds a record that was told the number only afterwards, and one that is told it beforehand', async () => {
    const [before, after] = [customer(), customer()];
    const identifier = (value: string) => ({ type: 'external_userid', issuer: 'wecom', scope: wecom.corpId, value });
    const tell = (person: string, value: string) =>
      wire.world.act((tx) =>
        wire.world.customers.linking.identify(tx, { person, identifiers: [identifier(value)], source: 'test' }),
      );
    const [first, second] = [await known(customer()), await known(customer())];
    await tell(first, before);
    await contact('del_follow_user', before);
    await contact('del_follow_user', after);
    await wire.world.customers.fileEvents();
    await tell(second, after);
    await tell(first, customer());
    expect(await noesOf(first)).toEqual(['wecom']);
    expect(await noesOf(second)).toEqual(['wecom']);
  });

  it('makes people of new contacts only where the source says how they are told', async () => {
    const user = customer();
    await contact('add_external_contact', user, { WelcomeCode: 'CODE', State: 'poster-7' });
    await wire.world.customers.fileEvents();
    expect(await personOf(user)).toBeUndefined();
    await open(PROOF);
    const told = customer();
    expect(await contact('add_external_contact', told, { WelcomeCode: 'CODE', State: 'poster-7' })).toBe(200);
    expect(await contact('add_half_external_contact', customer())).toBe(200);
    await wire.world.customers.fileEvents();
    expect(await personOf(told)).toBeDefined();
    expect(await counts()).toMatchObject({ 'event:kept': 2, 'event:identified': 2 });
  });

  it('counts tags, changes of groups and messages, and what is older than any retry', async () => {
    await call('change_external_tag', { Id: 'etX', TagType: 'tag', ChangeType: 'update' });
    await call('change_external_chat', { ChatId: 'wrX', ChangeType: 'dismiss' });
    const old = wecomEvent(
      wecom.corpId,
      'change_external_contact',
      { ChangeType: 'del_follow_user', UserID: 'z', ExternalUserID: customer() },
      seconds() - 40 * 86_400,
    );
    const { url, body } = wecom.callback(wire.base, source, old);
    await fetch(url, { method: 'POST', body });
    await wire.world.customers.fileEvents();
    expect(await counts()).toEqual({ 'noted:group-dismiss': 1, 'noted:stale': 1, 'noted:tag-update': 1 });
  });

  it('keeps no message longer than it takes to file it, and never in clear', async () => {
    const user = customer();
    await contact('edit_external_contact', user);
    const waiting = () =>
      wire.world.rows<{ body: Buffer | null }>(`select body from customers.callback where source = '${source}'`);
    const [kept] = await waiting();
    expect(kept?.body?.includes(user)).toBe(false);
    await wire.world.customers.fileEvents();
    expect(await waiting()).toEqual([{ body: null }]);
    const [secret] = await wire.world.rows<{ secret: Buffer }>(
      `select secret from customers.source where code = '${source}'`,
    );
    expect(secret?.secret.includes(wecom.token)).toBe(false);
  });
});
