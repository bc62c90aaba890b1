import type { ApiClient } from './api-client.ts';
import { SEGMENT } from './sample-brand.ts';
import { type SamplePerson, samplePeople } from './sample-people.ts';
import { SeededRandom } from './seeded-random.ts';

const SOURCE = 'mini-shop';
const ACTIVITY = 'customer-administration';
const MEMBERS = 24;
const DAY_MS = 86_400_000;
const PRODUCTS = ['osmanthus-oolong', 'wild-lime-tea', 'chestnut-latte', 'white-tea-bottle'];

const LABELS = {
  product_viewed: { zh: '看商品', en: 'Product viewed' },
  cart_added: { zh: '加入购物车', en: 'Added to cart' },
  order_completed: { zh: '下单', en: 'Order completed' },
};
const PLAN = Object.entries(LABELS).map(([name, label]) => ({
  name,
  label,
  properties: {
    product: { kind: 'text', field: 'behaviour' },
    ...(name === 'order_completed' ? { amount: { kind: 'number', field: 'order_record', column: 'amount-yuan' } } : {}),
  },
}));

const TRAITS = [
  {
    code: 'life-stage',
    name: { zh: '客户阶段', en: 'Life stage' },
    spec: { kind: 'life-stage', event: 'purchase', newDays: 30, activeDays: 60, sleepingDays: 120 },
  },
  {
    code: 'spent-180d',
    name: { zh: '近180天消费', en: 'Spent in 180 days' },
    spec: { kind: 'sum', event: 'purchase', withinDays: 180 },
  },
  {
    code: 'favourite-time',
    name: { zh: '常来的时段', en: 'Favourite time of day' },
    spec: { kind: 'favourite', event: 'purchase', of: 'part-of-day' },
  },
];

const TAG = {
  code: 'regular',
  name: { zh: '常客', en: 'Regular' },
  activity: ACTIVITY,
  owner: '会员运营',
  days: 180,
  segment: SEGMENT.code,
};

const FUNNEL_SEGMENT = {
  code: 'viewed-not-bought',
  name: { zh: '近30天看过没下单', en: 'Looked in 30 days, did not buy' },
  definition: {
    all: [
      { event: { name: 'product_viewed', withinDays: 30, atLeast: 1 } },
      { not: [{ event: { name: 'order_completed', withinDays: 30, atLeast: 1 } }] },
    ],
  },
};

/**
 * What a brand learns besides forms and orders: a mini-program shop's members and their events on the wire of a tracker, records that are one
 * human and two that may not be, a tag, computed traits, and how long everything is kept. Left alone when the source is there already.
 */
export async function loadCustomerData(
  api: ApiClient,
  options: { readonly base: string; readonly people: number; readonly say: (line: string) => void; readonly now: Date },
): Promise<void> {
  const { items } = await api.call<{ items: { code: string }[] }>('GET', '/api/v1/sources');
  if (items.some(({ code }) => code === SOURCE)) return;
  options.say(
    '小程序商城的会员、行为与同一人识别 / members of a mini-program shop, their events, and who is one human',
  );
  const members = samplePeople(options.people).slice(0, MEMBERS);
  await linkMembers(api, members);
  await sendEvents(api, options, members.length);
  await api.call('POST', '/api/v1/segments', FUNNEL_SEGMENT);
  for (const trait of TRAITS) await api.call('POST', '/api/v1/computed-traits', trait);
  await api.call('POST', '/api/v1/tags', TAG);
  await api.call('POST', '/api/v1/vault/retention/runs');
}

// Each member has a record at the mini-program shop. Every third one has a second record at the counter with the same unionid: one human. The
// last one shares a unionid with another member number of the same shop: two strong identifiers that contradict each other, which people rule on.
async function linkMembers(api: ApiClient, members: readonly SamplePerson[]): Promise<void> {
  await api.call('PUT', '/api/v1/identity', { activity: ACTIVITY });
  for (const [index, { name }] of members.entries()) {
    const shop = await addRecord(api, name, SOURCE, memberNumber(index));
    await identify(api, shop, SOURCE, memberNumber(index), unionOf(index));
    const last = index === members.length - 1;
    if (index % 3 !== 0 && !last) continue;
    const other = last ? SOURCE : 'counter';
    const number = last ? memberNumber(members.length) : `C${2000 + index}`;
    await identify(api, await addRecord(api, name, other, number), other, number, unionOf(index));
  }
}

async function addRecord(api: ApiClient, name: string, issuer: string, number: string): Promise<string> {
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/persons', {
    activity: ACTIVITY,
    source: 'from_individual',
    identifiers: [{ type: 'member_id', issuer, value: number }],
    attributes: { name },
  });
  return id;
}

async function identify(
  api: ApiClient,
  person: string,
  issuer: string,
  number: string,
  unionid: string,
): Promise<void> {
  await api.call('POST', `/api/v1/persons/${person}/identifiers`, {
    identifiers: [
      { type: 'member_id', issuer, value: number },
      { type: 'unionid', issuer: 'wechat', value: unionid },
    ],
  });
}

function memberNumber(index: number): string {
  return `M${1000 + index}`;
}

function unionOf(index: number): string {
  return `oDemo-unionid-${String(index).padStart(4, '0')}`;
}

async function sendEvents(
  api: ApiClient,
  { base, now }: { readonly base: string; readonly now: Date },
  members: number,
): Promise<void> {
  const { writeKey } = await api.call<{ writeKey: string }>('POST', '/api/v1/sources', {
    code: SOURCE,
    name: { zh: '小程序商城', en: 'Mini-program shop' },
    activity: ACTIVITY,
    withoutPermission: 'count',
  });
  await api.call('PUT', `/api/v1/sources/${SOURCE}/plan`, { plan: PLAN });
  const response = await fetch(`${base}/v1/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({ batch: eventsOf(members, now) }),
  });
  if (!response.ok) throw new Error(`the tracker's wire answered ${response.status}`);
}

// Over ten weeks; about half of the looks lead to a basket and half of those to an order.
function eventsOf(members: number, now: Date): object[] {
  const random = new SeededRandom(31);
  const events: object[] = [];
  for (let index = 0; index < members; index += 1) {
    for (let visit = 0; visit < 2 + random.below(6); visit += 1) {
      const at = now.getTime() - random.below(70) * DAY_MS - random.below(DAY_MS / 2);
      const product = random.of(PRODUCTS);
      const depth = random.below(4);
      const reached = PLAN.slice(0, Math.max(1, depth));
      for (const [step, { name }] of reached.entries())
        events.push({
          type: 'track',
          messageId: `demo-${index}-${visit}-${step}`,
          userId: memberNumber(index),
          event: name,
          timestamp: new Date(at + step * 90_000).toISOString(),
          properties: { product, ...(name === 'order_completed' ? { amount: 15 + random.below(30) } : {}) },
        });
    }
  }
  return events;
}
