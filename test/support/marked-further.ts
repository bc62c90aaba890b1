import { randomUUID } from 'node:crypto';
import { signWebhook, webhookKey } from '../../src/contexts/customers/domain/standard-webhook.ts';
import { driveSources } from './marked-sources.ts';
import type { RunningProduct } from './running-product.ts';
import { SEGMENT, someone } from './sample-load.ts';
import { until } from './until.ts';

/** The marked values that this drive puts where it can. */
export interface Marked {
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly memberId: string;
  readonly unionId: string;
  readonly address: string;
}

const ACTIVITY = 'customer-administration';
const SHOP = 'canary-shop';

/**
 * What comes in besides forms and orders, with marked values: records that are one human, events with undeclared properties, tags with reasons,
 * computed traits, corrections by hand, a system outside, settings of protection, orders to erase and an erasure.
 */
export async function driveFurther(product: RunningProduct, marked: Marked): Promise<void> {
  const { name, mobile, email, memberId, unionId, address } = marked;
  const told = [name, mobile, email, memberId, unionId, address].join('，');
  // Reasons that stand in the log are kept in words; the scanner takes out of them what it knows, which no bare number of a member is.
  const said = `客户${name}来电，手机${mobile}，邮箱${email}，住${address}`;
  const member = await joinRecords(product, marked, said);
  await track(product, marked, told, said);
  await tagAndCompute(product, member, told);
  await putRight(product, member, { address, reason: told.slice(0, 490) });
  await tellOutside(product, member, marked);
  await setProtection(product, said);
  await driveSources(product, marked);
  await eraseAnother(product, marked);
}

async function addRecord({ api }: RunningProduct, marked: Marked, issuer: string, value: string): Promise<string> {
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/persons', {
    activity: ACTIVITY,
    source: 'from_individual',
    identifiers: [{ type: 'member_id', issuer, value }],
    attributes: { name: marked.name },
  });
  const identifiers = [
    { type: 'member_id', issuer, value },
    { type: 'unionid', issuer: 'wechat', value: marked.unionId },
  ];
  await api.call('POST', `/api/v1/persons/${id}/identifiers`, { identifiers });
  return id;
}

async function joinRecords(product: RunningProduct, marked: Marked, said: string): Promise<string> {
  const { api } = product;
  await api.call('PUT', '/api/v1/identity', { activity: ACTIVITY });
  const member = await addRecord(product, marked, SHOP, marked.memberId);
  const other = await addRecord(product, marked, 'counter', `${marked.memberId}-2`);
  await until(async () => {
    const { records: found } = await api.call<{ records: unknown[] }>('GET', `/api/v1/persons/${member}/cluster`);
    return found.length === 2;
  });
  const apart = { persons: [other], reason: `来电说明不是同一人：${said}` };
  await api.call('POST', '/api/v1/identity/splits', apart);
  return member;
}

async function track(product: RunningProduct, marked: Marked, told: string, said: string): Promise<void> {
  const { api, base } = product;
  const source = { code: SHOP, name: { zh: '商城', en: 'Shop' }, activity: ACTIVITY, withoutPermission: 'count' };
  const { writeKey } = await api.call<{ writeKey: string }>('POST', '/api/v1/sources', source);
  const plan = [{ name: 'Bought', properties: { note: { kind: 'text', field: 'behaviour' } } }];
  await api.call('PUT', `/api/v1/sources/${SHOP}/plan`, { plan });
  const event = (at: number, more: object) => ({
    type: 'track',
    event: 'Bought',
    messageId: `canary-${at}`,
    properties: { note: told, undeclared: told, phone: marked.mobile },
    ...more,
  });
  const batch = [
    event(1, { userId: marked.memberId }),
    event(2, { userId: `${marked.memberId}-unknown` }),
    event(3, { anonymousId: marked.mobile }),
    { type: 'identify', messageId: 'canary-4', userId: marked.memberId, traits: { email: marked.email, wish: told } },
    event(5, { userId: marked.memberId, event: said }),
  ];
  const answer = await fetch(`${base}/v1/batch`, { method: 'POST', body: JSON.stringify({ batch, writeKey }) });
  if (!answer.ok) throw new Error(`the wire answered ${answer.status}`);
  await until(async () => {
    const { items } = await api.call<{ items: { waiting: number }[] }>('GET', '/api/v1/sources');
    return items.every(({ waiting }) => waiting === 0);
  });
}

async function tagAndCompute({ api }: RunningProduct, id: string, told: string): Promise<void> {
  const name = { zh: '常客', en: 'Regular' };
  const tag = { code: 'canary', name, activity: ACTIVITY, owner: '会员运营', days: 180, segment: SEGMENT.code };
  await api.call('POST', '/api/v1/tags', tag);
  await api.call('POST', '/api/v1/tags', { ...tag, code: 'by-hand', segment: undefined });
  await api.call('PUT', `/api/v1/persons/${id}/tags/by-hand`, { reason: told.slice(0, 190) });
  const spec = { kind: 'sum', event: 'purchase', withinDays: 180 };
  await api.call('POST', '/api/v1/computed-traits', { code: 'spent', name: { zh: '消费', en: 'Spent' }, spec });
}

async function putRight(
  { api }: RunningProduct,
  id: string,
  { address, reason }: { readonly address: string; readonly reason: string },
): Promise<void> {
  await api.call('POST', `/api/v1/persons/${id}/fields/corrections`, { field: 'address', value: address, reason });
  await api.call('POST', `/api/v1/persons/${id}/fields/deletions`, { field: 'address', reason });
}

// The receiver holds the person by the member's number and others by whatever it took for one; then it is to be told of a no, which nobody answers.
async function tellOutside(product: RunningProduct, id: string, marked: Marked): Promise<void> {
  const { api, base, clock } = product;
  const { items } = await api.call<{ items: { code: string; recipients: { name: string }[] }[] }>(
    'GET',
    '/api/v1/activities',
  );
  const activity = items.find(({ recipients }) => recipients.length > 0);
  const { secret } = await api.call<{ secret: string }>('POST', '/api/v1/receivers', {
    code: 'erp',
    name: { zh: '仓储系统', en: 'ERP' },
    recipient: activity?.recipients[0]?.name,
    activities: [activity?.code],
    identifier: { type: 'member_id', issuer: SHOP },
    url: 'http://127.0.0.1:9/told',
  });
  const say = async (list: string): Promise<number> => {
    const ids = [marked.memberId, marked.mobile, marked.email, marked.name];
    const body = Buffer.from(JSON.stringify({ held: { list, ids, last: true } }));
    const signed = signWebhook(webhookKey(secret) ?? Buffer.alloc(0), { id: randomUUID(), at: clock.now(), body });
    const headers = { 'content-type': 'application/json', ...signed };
    return (await fetch(`${base}/hooks/outbox/erp`, { method: 'POST', headers, body })).status;
  };
  const answers = [await say(marked.mobile), await say(marked.name), await say('2026-W47')];
  if (answers.join() !== '422,400,200') throw new Error(`the receiver was heard otherwise: ${answers.join()}`);
  await api.call('POST', '/api/v1/objections', { person: id, kind: 'unsubscribe', by: 'agent' });
  await until(async () => {
    const waiting = 'select 1 from customers.outbox where receiver = $1 and tries > 0';
    return (await product.act((tx) => tx.query(waiting, ['erp']))).length > 0;
  });
}

async function setProtection({ api }: RunningProduct, said: string): Promise<void> {
  await api.call('PUT', '/api/v1/vault/policy/grade:city', { value: 3, reason: said });
  await api.call('POST', '/api/v1/vault/keys/rotations', { kind: 'indexes' });
  await until(async () => {
    const keys = await api.call<{ rotations: { state: string }[] }>('GET', '/api/v1/vault/keys');
    return keys.rotations.every(({ state }) => state === 'done');
  });
  const order = { activity: 'order-delivery', fields: ['address'], ground: 'unlawful', law: '个人信息保护法 47(1)(4)' };
  await api.call('POST', '/api/v1/vault/retention/orders', order);
  await api.call('POST', '/api/v1/vault/retention/runs');
}

async function eraseAnother(product: RunningProduct, marked: Marked): Promise<void> {
  const other = await addRecord(product, marked, 'gone', `${marked.memberId}-3`);
  const reason = `本人来电要求删除 ${someone(9).mobile}`;
  await product.api.call('POST', `/api/v1/persons/${other}/erasure`, { reason });
}
