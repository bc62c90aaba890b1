import { afterAll, beforeAll, expect, it } from 'vitest';
import { approve, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { activityObstacles } from './domain/activity-obstacles.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const TITLE = { zh: '儿童个人信息处理规则', en: 'Rules for children' };

it('knows since when rules for children tell an activity, and keeps the notice to everybody first', async () => {
  const { register, clock, act } = world;
  expect((await act((tx) => register.publicationOf(tx, 'marketing')))?.childRulesSince).toBeNull();
  clock.advance(1000);
  const published = clock.now();
  await act(async (tx) => {
    await register.saveNotice(tx, { code: 'children', kind: 'children', title: TITLE, activities: ['marketing'] });
    await register.publishNotice(tx, 'children');
  });
  const told = await act((tx) => register.findActivityAsTold(tx, 'marketing'));
  expect(told?.publication).toMatchObject({ notice: 'privacy', childRulesSince: published });
  expect((await act((tx) => register.publicationOf(tx, 'order-delivery')))?.childRulesSince).toBeNull();
  expect((await act((tx) => register.notice(tx, 'children'))).kind).toBe('children');
});

it('counts rules no longer that stop telling the activity', async () => {
  const { register, act } = world;
  await act(async (tx) => {
    await register.saveNotice(tx, { code: 'children', kind: 'children', title: TITLE, activities: ['order-delivery'] });
    await register.publishNotice(tx, 'children');
  });
  expect((await act((tx) => register.publicationOf(tx, 'marketing')))?.childRulesSince).toBeNull();
});

it('does not let a published notice change its kind', async () => {
  const { register, act } = world;
  const draft = { code: 'children', title: TITLE, activities: ['marketing'] };
  await expect(act((tx) => register.saveNotice(tx, draft))).rejects.toMatchObject({
    code: 'register.notice-incomplete',
  });
});

it('has what it tells assessed first, whatever the activity declares of minors, but not what the law itself demands of us', async () => {
  const { register, act } = world;
  const obstacles = async (code: string) => {
    const publication = await act((tx) => register.publicationOf(tx, code));
    const activity = await act((tx) => register.activity(tx, code));
    return activityObstacles(activity, publication).map((each) => each.code);
  };
  expect(await obstacles('customer-administration')).not.toContain('register.assessment-missing');
  const activities = ['order-delivery', 'customer-administration', 'suppression', 'individual-rights'];
  await act((tx) => register.saveNotice(tx, { code: 'children', kind: 'children', title: TITLE, activities }));
  const { warnings } = await act((tx) => register.publishNotice(tx, 'children'));
  expect(warnings.filter(({ code }) => code === 'children-assessment').map(({ path }) => path)).toEqual([
    'activities[0]',
    'activities[1]',
  ]);
  expect(await obstacles('customer-administration')).toContain('register.assessment-missing');
  expect(await obstacles('suppression')).toEqual([]);
  await act((tx) => approve(register, tx, 'customer-administration'));
  expect(await obstacles('customer-administration')).toEqual([]);
});
