import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerRegisterRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
beforeAll(async () => {
  world = await openGateWorld();
  const permissions = new Set(['register.read', 'register.write', 'register.publish']);
  const dpo = { kind: 'staff' as const, id: '01930000-0000-7000-8000-0000000000aa', permissions, tier: 2 as const };
  app = await createServer({ log: silentLogger(), resolvers: { staff: async () => dpo } });
  registerRegisterRoutes(app, world.register, world.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const headers = { 'sec-fetch-site': 'same-origin' };
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, headers, payload });
const get = (url: string) => app.inject({ url, headers });

describe('a preview', () => {
  it('of an activity tells its errors, warnings, changes and what the notice would say, and stores nothing', async () => {
    const before = await world.count('register.activity_revision');
    const fields = [...activityInput().fields, { field: 'birth_date' as const, necessary: false }];
    const answer = await post(
      '/api/v1/activities/preview',
      activityInput({ fields, name: { zh: '营销 <b', en: 'M' } }),
    );
    expect(answer.statusCode).toBe(200);
    const { errors, warnings, changes, html, shortHtml } = answer.json();
    expect(errors.map(({ path }: { path: string }) => path)).toEqual(['name.zh']);
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual(['over-collection']);
    expect(changes.changes).toEqual([{ activity: 'marketing', kind: 'categories', reconsent: true }]);
    const kinds = changes.details.find(({ kind }: { kind: string }) => kind === 'categories');
    expect(kinds.before.zh).not.toContain('出生日期');
    expect(kinds.after.zh).toContain('出生日期');
    expect(html.zh).toContain('出生日期');
    expect(html.zh).not.toContain('<b');
    expect(shortHtml.en).toContain('Date of birth');
    expect(await world.count('register.activity_revision')).toBe(before);
    const fresh = await post('/api/v1/activities/preview', activityInput({ code: 'fresh' }));
    expect(fresh.json().changes).toBe(null);
    expect((await post('/api/v1/activities/preview', { code: 'x' })).statusCode).toBe(400);
  });

  it('of a draft tells what is missing and frowned on, each change with its words, and what is told no longer', async () => {
    const empty = { zh: '', en: '' };
    const marketing = activityInput({
      retention: { days: 900, atEnd: 'anonymise', text: { zh: '长期保存', en: '900 days' } },
    });
    await post('/api/v1/activities', marketing);
    await post('/api/v1/activities', activityInput({ code: 'gap', method: empty }));
    const title = { zh: '隐私政策', en: 'Privacy notice' };
    await post('/api/v1/notices', { code: 'privacy', title, activities: ['marketing', 'gap'] });
    const { missing, warnings, changes, version, html } = (await get('/api/v1/notices/privacy/preview')).json();
    expect(version).toBe(2);
    expect(missing.map(({ path }: { path: string }) => path)).toEqual(['activities[1].method']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'permanent-retention', article: 'PIPL 19' })]);
    const of = (activity: string) => changes.find((each: { activity: string }) => each.activity === activity);
    expect(of('marketing').changes).toEqual([{ activity: 'marketing', kind: 'retention', reconsent: true }]);
    expect(of('marketing').details).toContainEqual({
      kind: 'retention',
      what: { zh: '保存期限', en: 'Retention' },
      before: { zh: '730天，到期后删除', en: '730 days, then erased' },
      after: { zh: '900天，到期后匿名化', en: '900 days, then anonymised' },
    });
    expect(of('gap').changes[0]).toMatchObject({ kind: 'purpose', reconsent: true });
    expect(of('order-delivery').changes).toEqual([{ activity: 'order-delivery', kind: 'purpose', reconsent: false }]);
    expect(html.en).toContain('<article lang="en">');
    expect((await get('/api/v1/notices/nothing/preview')).statusCode).toBe(404);
    expect(await world.count('register.notice_version')).toBe(1);
    // Publishing says the same: refused while something is missing, then with the changes and the warnings.
    expect((await post('/api/v1/notices/privacy/publish', {})).statusCode).toBe(422);
    await post('/api/v1/notices', { code: 'privacy', title, activities: ['marketing'] });
    const published = (await post('/api/v1/notices/privacy/publish', {})).json();
    expect(published.changes).toContainEqual({ activity: 'marketing', kind: 'retention', reconsent: true });
    expect(published.changes).toContainEqual({ activity: 'order-delivery', kind: 'purpose', reconsent: false });
    expect(published.warnings.map(({ code }: { code: string }) => code)).toEqual(['permanent-retention']);
  });
});
