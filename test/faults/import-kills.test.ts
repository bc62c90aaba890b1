import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { type KilledProduct, openKilledProduct } from '../support/killed-product.ts';
import { importEnd } from '../support/run-import.ts';
import { DELIVERY, loadBrand, NOTICE } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';

/** Two records of each human; of every fourth human one is restricted, so that it may not be linked. */
const HUMANS = 12;
const ROWS = 6000;
const SALES = 400;
const DAY_MS = 86_400_000;
/** What the till's members bought. */
const BY_TILL = "e.ordinal in (select ordinal from customers.identifier where issuer = 'till')";
const LINKING = {
  ...DELIVERY,
  code: 'one-customer',
  name: { zh: '识别您在各处的记录', en: 'Finding your records' },
  purpose: 'one_customer',
  fields: ['member_id', 'open_id'].map((field) => ({ field, necessary: true })),
  channels: [],
  noticeBy: 'public_rules',
};
let product: KilledProduct;
let people: string[] = [];
let inbox: string;

beforeAll(async () => {
  product = await openKilledProduct();
  const { files } = product;
  inbox = join(files.data, 'inbox', 'till');
  const { api } = product.child;
  await loadBrand(files);
  await api.call('POST', '/api/v1/activities', LINKING);
  const { items } = await api.call<{ items: { code: string }[] }>('GET', '/api/v1/activities');
  await api.call('POST', '/api/v1/notices', { ...NOTICE, activities: items.map(({ code }) => code) });
  await api.call('POST', `/api/v1/notices/${NOTICE.code}/publish`);
  await api.call('PUT', '/api/v1/identity', { activity: LINKING.code });
  const nightly = { kind: 'purchases', activity: 'order-delivery', source: 'import', notice: null, dueHour: 6 };
  await api.call('PUT', '/api/v1/nightly-files/till', nightly);
  await mkdir(inbox, { recursive: true });
}, FAULT_LIMIT);
afterAll(() => product.close(), FAULT_LIMIT);

const objected = (place: number): boolean => place % 8 === 0;

async function makeRecords(round: number): Promise<void> {
  people = [];
  for (let place = 0; place < HUMANS * 2; place += 1) {
    const { id } = await product.child.api.call<{ id: string }>('POST', '/api/v1/persons', {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', issuer: `club-${place % 2}`, value: `${round}-${place}` }],
      attributes: {},
    });
    if (objected(place))
      await product.child.api.call('POST', '/api/v1/objections', { person: id, kind: 'restrict', by: 'api' });
    people.push(id);
  }
}

/** Asks again until it is answered, as a client does that lost its server. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  let answer: { readonly value: T } | undefined;
  await until(async () => {
    answer = await work().then(
      (value) => ({ value }),
      () => undefined,
    );
    return answer !== undefined;
  });
  if (answer === undefined) throw new Error('it was answered');
  return answer.value;
}

/** What joins the two records of each human comes in, in an order of its own. */
async function identify(round: number, order: readonly number[], told: () => void): Promise<void> {
  for (const place of order) {
    const identifiers = [{ type: 'unionid', issuer: 'wechat', value: `u-${round}-${Math.floor(place / 2)}` }];
    await insist(() => product.child.api.call('POST', `/api/v1/persons/${people[place]}/identifiers`, { identifiers }));
    told();
  }
}

async function importPeople(round: number): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, n) => `p-${round}-${n},${n % 2 === 0 ? '男' : '女'}`);
  const bytes = Buffer.from(['会员编号,性别', ...rows].join('\n'));
  const declared = {
    kind: 'people',
    activity: 'customer-administration',
    source: 'counter',
    issuer: 'crm',
    notice: null,
  };
  const { id } = await insist(() => product.child.api.call<{ id: string }>('POST', '/api/v1/imports', declared));
  await insist(() => product.child.api.put(`/api/v1/imports/${id}/file`, bytes, 'text/csv'));
  const { mapping } = await insist(() =>
    product.child.api.call<{ mapping: object }>('GET', `/api/v1/imports/${id}/preview`),
  );
  // A start whose answer was lost is refused the second time: it runs then.
  const status = async () => (await product.child.api.call<{ status: string }>('GET', `/api/v1/imports/${id}`)).status;
  const waits = ['declared', 'uploaded'];
  await insist(async () => {
    if (waits.includes(await status()))
      await product.child.api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  });
  const report = await insist(() => importEnd(product.child.api, id));
  expect(report).toMatchObject({ status: 'finished', total: ROWS, accepted: ROWS, refused: 0, newPeople: ROWS });
}

/** The night's sales, and the same file once more: late and repeated. */
async function leaveSales(round: number): Promise<void> {
  const day = (n: number) => new Date(systemClock.now().getTime() - (2 + (n % 9)) * DAY_MS).toISOString().slice(0, 10);
  const rows = Array.from({ length: SALES }, (_, n) => `t-${n % 50},${day(n)},${1 + round * SALES + n}.00`);
  for (const name of ['sales', 'again']) {
    await writeFile(join(inbox, `${name}-${round}.csv`), ['会员编号,日期,金额', ...rows].join('\n'));
    await writeFile(join(inbox, `${name}-${round}.csv.done`), '');
  }
}

async function outcomes(): Promise<string[]> {
  const decided: string[] = [];
  for (const person of people) {
    const asked = { person, activity: 'customer-administration', operation: 'use' };
    decided.push((await product.child.api.call<{ outcome: string }>('POST', '/api/v1/decisions', asked)).outcome);
  }
  return decided;
}

async function clusters(): Promise<string[][]> {
  const found: string[][] = [];
  for (const person of people) {
    const { records } = await product.child.api.call<{ records: { person: string }[] }>(
      'GET',
      `/api/v1/persons/${person}/cluster`,
    );
    found.push(records.map((each) => each.person).sort());
  }
  return found;
}

it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  `loses and doubles no row of a file, joins whom it would have joined and widens no permission, when node or PostgreSQL is killed (seed ${SEED}, round %i)`,
  async (round) => {
    const random = seededRandom(SEED + round);
    await makeRecords(round);
    const before = await outcomes();
    expect(before.filter((outcome) => outcome === 'deny')).toHaveLength(people.filter((_, n) => objected(n)).length);
    const order = people.map((_, place) => ({ place, at: random() })).sort((a, b) => a.at - b.at);
    let told = 0;
    await leaveSales(round);
    const working = Promise.all([
      importPeople(round),
      identify(
        round,
        order.map(({ place }) => place),
        () => {
          told += 1;
        },
      ),
    ]);
    const moment = Math.floor(random() * people.length);
    await until(() => told >= moment);
    await product.killOne(random, { share: 0.4 });
    for (const [place, outcome] of (await insist(outcomes)).entries())
      if (outcome !== 'deny') expect(before[place]).not.toBe('deny');
    await working;
    const wanted = people.map((person, place) => {
      const twin = people[place % 2 === 0 ? place + 1 : place - 1] ?? '';
      return objected(place) || objected(place - 1) ? [person] : [person, twin].sort();
    });
    await until(async () => {
      const { waiting } = await product.child.api.call<{ waiting: number }>('GET', '/api/v1/identity');
      return waiting === 0;
    });
    expect(await clusters()).toEqual(wanted);
    expect(await outcomes()).toEqual(before);
    await until(async () => {
      const { items } = await product.child.api.call<{
        items: { issuer: string; nights: { accepted: number; state: string }[] }[];
      }>('GET', '/api/v1/nightly-files');
      const nights = items.find(({ issuer }) => issuer === 'till')?.nights ?? [];
      const accepted = nights.reduce((sum, night) => sum + night.accepted, 0);
      return accepted >= SALES * (round + 1) && nights.every(({ state }) => state === 'arrived' || state === 'due');
    });
  },
  FAULT_LIMIT,
);

it(
  'has each row once in the end',
  async () => {
    const [found] = await product.readStores((tx) =>
      tx.query<{ [name: string]: number }>(
        `select (select count(*)::int from customers.identifier where issuer = 'crm') as members,
                (select count(*)::int from customers.event e where ${BY_TILL}) as purchases,
                (select count(distinct amount_fen)::int from customers.event e where ${BY_TILL}) as amounts,
                (select count(*)::int from (select 1 from customers.claim group by ordinal, digest having count(*) > 1) t) as doubled,
                (select count(*)::int from customers.cluster_event e
                  where not exists (select from evidence.entry n where n.id = e.receipt)) as "withoutEntry"`,
      ),
    );
    expect(found).toEqual({
      members: ROWS * ROUNDS,
      purchases: SALES * ROUNDS,
      amounts: SALES * ROUNDS,
      doubled: 0,
      withoutEntry: 0,
    });
  },
  FAULT_LIMIT,
);
