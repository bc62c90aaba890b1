import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { activityInput, approve } from '../../../../test/support/gate-world.ts';
import type { ActivityInput } from '../../register/index.ts';
import { appendEvents } from '../events/event-log.ts';
import { writeHeads } from '../identity/store/cluster-store.ts';
import { customersActTables } from '../store/act-tables.ts';
import type { TagInput } from './save-tag.ts';

const BY = 'staff:test';
const VIEWER = { by: BY, tier: 1, role: 'administrator' } as const;
const CARE = activityInput({
  code: 'care',
  name: { zh: '会员关怀', en: 'Member care' },
  purpose: 'member_service',
  fields: [{ field: 'tags', necessary: true }],
  channels: [],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  adultsOnly: false,
});
const ALLERGIES: ActivityInput = {
  ...CARE,
  code: 'allergies',
  name: { zh: '过敏提醒', en: 'Allergy warnings' },
  fields: [
    { field: 'tags', necessary: true },
    {
      field: 'allergy',
      necessary: true,
      necessity: { zh: '避免推荐含过敏原的商品', en: 'To recommend nothing with the allergen' },
      impactIfRefused: { zh: '不影响其他服务', en: 'Nothing else changes' },
    },
  ],
};
const REGULAR = { code: 'regular', name: { zh: '常客', en: 'Regular' }, activity: 'customer-administration' };
const TAG: TagInput = { ...REGULAR, owner: '会员运营组', days: 30, by: BY };
let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act(async (tx) => {
    for (const activity of [CARE, ALLERGIES]) {
      await world.register.saveActivity(tx, activity);
      await approve(world.register, tx, activity.code);
    }
    const activities = ['care', 'allergies'];
    await world.register.saveNotice(tx, { code: 'care', title: { zh: '关怀', en: 'Care' }, activities });
    await world.register.publishNotice(tx, 'care');
  });
});
afterAll(() => world.close());

async function newPerson(role: 'customer' | 'employee' = 'customer'): Promise<string> {
  const identifiers = [{ type: 'member_id', issuer: 'shop', value: randomUUID() }];
  const input = { activity: 'customer-administration', source: 'from_individual', identifiers, attributes: {}, role };
  return (await world.act((tx) => world.customers.createPerson(tx, input))).id;
}

async function agrees(person: string, activity: 'care' | 'allergies'): Promise<void> {
  await world.act(async (tx) => {
    const shown = await world.gate.present(tx, {
      notice: 'care',
      activities: [activity],
      surface: 'form:test',
      locale: 'zh-CN',
      person,
    });
    const kind = activity === 'care' ? ('general' as const) : ('separate' as const);
    const answer = { person, activity, presentation: shown.id, nonce: shown.nonce, kind };
    await world.gate.recordConsents(tx, [
      { ...answer, answer: 'granted', how: 'explicit_action', adultDeclared: true },
    ]);
  });
}

async function buys(person: string): Promise<void> {
  await world.act(async (tx) => {
    const ordinal = (await world.gate.ordinalOf(tx, person)) ?? -1;
    const event = { ordinal, name: 'purchase', at: world.clock.now(), quantity: 1, amountFen: 100 };
    await appendEvents(tx, [{ ...event, properties: null, rowKey: null }]);
  });
  await world.customers.moveEvents();
}

const save = (changes: Partial<TagInput> = {}) =>
  world.act((tx) => world.customers.tags.save(tx, { ...TAG, ...changes }));
const give = (person: string, tag = 'regular', reason = '每周都来') =>
  world.act((tx) => world.customers.tags.give(tx, { person, tag, reason, by: BY }));
const take = (person: string, tag: string, byPerson: boolean) =>
  world.act((tx) => world.customers.tags.take(tx, { person, tag, by: byPerson ? 'person' : BY, byPerson }));
const refresh = (tag: string) => world.act((tx) => world.customers.tags.refresh(tx, { tag, by: BY }));
const seen = (person: string) => world.act((tx) => world.customers.profile(tx, person, VIEWER));
const carried = async (person: string) =>
  (await world.act((tx) => world.customers.tags.ofPersons(tx, [person]))).map(({ code }) => code);

describe('a tag given by hand', () => {
  it('is a use with a receipt and an act of evidence, and is seen with its reason, which holds no personal information', async () => {
    await save();
    const person = await newPerson();
    const { receipt } = await give(person, 'regular', '来电 13800138000 说每周都来');
    const { tags } = await seen(person);
    expect(tags).toMatchObject([{ code: 'regular', record: person, byRule: false, givenBy: BY, receipt }]);
    expect(tags[0]?.reason).toMatch(/^来电 \S+ 说每周都来$/);
    expect(tags[0]?.reason).not.toContain('13800138000');
    const stored = await world.rows<{ reason: Buffer }>('select reason from customers.person_tag');
    expect(stored.some(({ reason }) => reason.includes('每周都来'))).toBe(false);
    const uses = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 10 }));
    expect(uses.items.map(({ subject }) => subject)).toContain('tag:regular');
    expect(
      (await world.act((tx) => world.customers.tags.list(tx))).find(({ code }) => code === 'regular'),
    ).toMatchObject({
      people: 1,
      denied: 0,
    });
    const [table] = customersActTables.filter(({ kinds }) => kinds.includes('tag'));
    const rows = await world.act(async (tx) => table?.rowsOf(tx, [{ receipt } as never]));
    expect(rows).toMatchObject([{ receipt, person, facts: { act: 'given', tag: 'regular' } }]);
  });

  it('is refused where the activity denies, and is withheld and taken off when it denies later', async () => {
    await save({ code: 'likes-tea', name: { zh: '爱喝茶', en: 'Likes tea' }, activity: 'care' });
    const person = await newPerson();
    await expect(give(person, 'likes-tea')).rejects.toMatchObject({ code: 'customers.tag-not-permitted' });
    await agrees(person, 'care');
    await give(person, 'likes-tea');
    expect((await seen(person)).tags).toHaveLength(1);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'care', by: 'person' }));
    expect(await seen(person)).toMatchObject({ tags: [], tagsWithheld: 1 });
    expect(await carried(person)).toEqual(['likes-tea']);
    expect(await refresh('likes-tea')).toEqual({ added: 0, removed: 1 });
    expect(await carried(person)).toEqual([]);
  });

  it('ends with its term, and is never given to an employee, to nobody, or by a name that is none', async () => {
    await save({ code: 'short', name: { zh: '近期关注', en: 'Of late' }, days: 1 });
    const person = await newPerson();
    await give(person, 'short');
    world.clock.advance(25 * 3_600_000);
    expect(await refresh('short')).toEqual({ added: 0, removed: 1 });
    await expect(give(await newPerson('employee'))).rejects.toMatchObject({ code: 'customers.tag-of-employee' });
    await expect(give(randomUUID())).rejects.toMatchObject({ code: 'customers.person-not-found' });
    await expect(give(person, 'no-such')).rejects.toMatchObject({ code: 'customers.tag-not-found' });
  });

  it('is not given again to who deleted it, and may be to whom staff took it from', async () => {
    const person = await newPerson();
    await give(person);
    await take(person, 'regular', false);
    await give(person);
    await take(person, 'regular', true);
    await expect(give(person)).rejects.toMatchObject({ code: 'customers.tag-deleted-by-person' });
    await expect(take(person, 'regular', true)).rejects.toMatchObject({ code: 'customers.tag-not-carried' });
  });
});

describe('a tag given by a rule', () => {
  it('follows its segment, and never comes back to who deleted it or from whom it was taken', async () => {
    const segment = { code: 'buyers', name: { zh: '买过', en: 'Bought' }, by: BY };
    const definition = { event: { name: 'purchase', atLeast: 1 } };
    await world.act((tx) => world.customers.saveSegment(tx, { ...segment, definition }));
    await save({ code: 'buyer', name: { zh: '买过东西', en: 'Buyer' }, segment: 'buyers' });
    const [one, two, three, employee] = [
      await newPerson(),
      await newPerson(),
      await newPerson(),
      await newPerson('employee'),
    ];
    for (const person of [one, two, three, employee]) await buys(person);
    expect(await refresh('buyer')).toEqual({ added: 3, removed: 0 });
    expect(await carried(employee)).toEqual([]);
    await expect(give(one, 'buyer')).rejects.toMatchObject({ code: 'customers.tag-by-rule' });
    await take(one, 'buyer', true);
    await take(two, 'buyer', false);
    expect(await refresh('buyer')).toEqual({ added: 0, removed: 0 });
    expect([await carried(one), await carried(two), await carried(three)]).toEqual([[], [], ['buyer']]);
    await world.act((tx) => world.gate.object(tx, { person: three, kind: 'restrict', by: 'person' }));
    const restricted = await world.act((tx) =>
      world.gate.decide(tx, { person: three, activity: 'customer-administration', operation: 'use' }),
    );
    const { removed } = await refresh('buyer');
    expect(removed).toBe(restricted.outcome === 'deny' ? 1 : 0);
  });

  it('comes back on no other record of a human who deleted it', async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const ordinals = await world.act((tx) => world.gate.ordinalsOf(tx, [one, two]));
    const heads = ordinals.map((ordinal) => ({ ordinal: ordinal ?? 0, head: ordinals[0] ?? 0 }));
    await world.act((tx) => writeHeads(tx, heads, world.clock.now()));
    await buys(one);
    expect(await refresh('buyer')).toMatchObject({ added: 1 });
    await take(one, 'buyer', true);
    await world.act((tx) => world.gate.object(tx, { person: one, kind: 'restrict', by: 'person' }));
    await buys(two);
    expect(await refresh('buyer')).toMatchObject({ added: 0 });
    expect([await carried(one), await carried(two)]).toEqual([[], []]);
    await give(two);
    await take(two, 'regular', true);
    await expect(give(one)).rejects.toMatchObject({ code: 'customers.tag-deleted-by-person' });
  });

  it('is refreshed by itself, once a day', async () => {
    const before = await world.act((tx) => world.customers.tags.list(tx));
    expect(await world.customers.tags.refreshDue()).toBeGreaterThan(0);
    expect(await world.customers.tags.refreshDue()).toBe(0);
    world.clock.advance(2 * 3_600_000);
    expect(await world.customers.tags.refreshDue()).toBe(before.filter(({ segment }) => segment === null).length);
    world.clock.advance(24 * 3_600_000);
    expect(await world.customers.tags.refreshDue()).toBe(before.length);
  });

  it('is a condition of segments, as the log tells it', async () => {
    await save({ code: 'vip', name: { zh: '贵宾', en: 'VIP' } });
    const [with_, without] = [await newPerson(), await newPerson()];
    await give(with_, 'vip');
    await world.customers.moveEvents();
    const segment = { code: 'vips', name: { zh: '贵宾', en: 'VIPs' }, definition: { tag: 'vip' }, by: BY };
    await world.act((tx) => world.customers.saveSegment(tx, segment));
    const compute = async () =>
      Array.from((await world.act((tx) => world.customers.computeSegment(tx, { code: 'vips', by: BY }))).ordinals);
    const ordinals = await world.act((tx) => world.gate.ordinalsOf(tx, [with_, without]));
    expect(await compute()).toEqual([ordinals[0]]);
    await take(with_, 'vip', true);
    await world.customers.moveEvents();
    expect(await compute()).toEqual([]);
  });

  it('takes who deletes it out of segments at the next turn, not when these are due', async () => {
    await save({ code: 'guest', name: { zh: '嘉宾', en: 'Guest' } });
    const [one, two] = [await newPerson(), await newPerson()];
    await give(one, 'guest');
    await give(two, 'guest');
    const name = { zh: '嘉宾', en: 'Guests' };
    const inner = { code: 'guests', name, definition: { tag: 'guest' }, refreshMinutes: 1440, by: BY };
    await world.act((tx) => world.customers.saveSegment(tx, inner));
    const outer = { ...inner, code: 'outer-guests', definition: { any: [{ segment: 'guests' }] } };
    await world.act((tx) => world.customers.saveSegment(tx, outer));
    const sizes = async () => {
      world.clock.advance(5_000);
      await world.customers.segmentation.refresh();
      const counts = ['guests', 'outer-guests'].map((code) => world.customers.segmentation.membersCount(code));
      return (await Promise.all(counts)).map(({ count }) => count);
    };
    expect(await sizes()).toEqual([2, 2]);
    await take(one, 'guest', true);
    expect(await sizes()).toEqual([1, 1]);
    world.clock.advance(5_000);
    expect(await world.customers.segmentation.refresh()).toBe(0);
  });
});

describe('the catalogue of tags', () => {
  it('refuses a sensitive tag without its separate basis, whatever it is called', async () => {
    const sick = { code: 'sick', name: { zh: '糖尿病客户', en: 'Diabetic' } };
    await expect(save(sick)).rejects.toMatchObject({
      code: 'customers.tag-sensitive',
      options: { article: 'PIPL 29' },
    });
    await expect(save({ ...sick, says: 'health_condition' })).rejects.toMatchObject({
      code: 'customers.tag-sensitive',
    });
    await expect(save({ ...sick, says: 'health_condition', activity: 'care' })).rejects.toMatchObject({
      code: 'customers.tag-sensitive',
    });
    await save({
      code: 'allergic',
      name: { zh: '对坚果过敏', en: 'Nut allergy' },
      says: 'allergy',
      activity: 'allergies',
    });
    const person = await newPerson();
    await agrees(person, 'care');
    await expect(give(person, 'allergic')).rejects.toMatchObject({ code: 'customers.tag-not-permitted' });
    await agrees(person, 'allergies');
    await give(person, 'allergic');
    expect(await carried(person)).toEqual(['allergic']);
  });

  it('names what is wrong with a tag', async () => {
    await expect(save({ code: 'x', activity: 'marketing' })).rejects.toMatchObject({
      code: 'customers.tag-not-covered',
      options: { errors: [{ path: 'activity' }] },
    });
    await expect(save({ code: 'x', says: 'no_such' })).rejects.toMatchObject({
      options: { errors: [{ path: 'says' }] },
    });
    await expect(save({ code: 'x', owner: '王小明 13800138000' })).rejects.toMatchObject({
      options: { errors: [{ path: 'owner' }] },
    });
    await expect(save({ code: 'x', segment: 'no-such' })).rejects.toMatchObject({
      code: 'customers.segment-not-found',
    });
  });

  it('ends a tag for everybody, and forgets tags with the person', async () => {
    await save({ code: 'gone', name: { zh: '临时', en: 'For now' } });
    const [one, two] = [await newPerson(), await newPerson()];
    for (const person of [one, two]) await give(person, 'gone');
    await world.act((tx) => world.customers.erasePerson(tx, one));
    expect(await world.rows(`select 1 from customers.tag_act where person = '${one}'`)).toEqual([]);
    expect(await carried(two)).toEqual(['gone']);
    await world.act((tx) => world.customers.tags.end(tx, { code: 'gone', by: BY }));
    expect(await carried(two)).toEqual([]);
    await expect(give(two, 'gone')).rejects.toMatchObject({ code: 'customers.tag-not-found' });
  });
});

it('leaves what people carry as its acts say, for the self-check', async () => {
  const acts = await world.rows('select receipt, at as time, facts as payload from customers.tag_act');
  for (const table of customersActTables.filter(({ kinds }) => kinds.includes('tag'))) {
    const rows = await world.act((tx) => table.rowsOf(tx, acts as never));
    expect([rows.length > 1, rows.filter(({ wrong }) => wrong !== null)]).toEqual([true, []]);
    const receipts = await world.act((tx) => table.receipts(tx, null, 1_000));
    expect(receipts.filter(({ receipt }) => receipt === null)).toEqual([]);
  }
});
