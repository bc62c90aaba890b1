import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, type GateWorld } from '../../../../test/support/gate-world.ts';
import { openRegisterRoutes, type RegisterRoutes } from '../../../../test/support/register-routes.ts';

let routes: RegisterRoutes;
let world: GateWorld;
let app: RegisterRoutes['app'];
let call: RegisterRoutes['call'];
beforeAll(async () => {
  routes = await openRegisterRoutes();
  ({ world, app, call } = routes);
});
afterAll(() => routes.close());

describe('activities over HTTP', () => {
  it('are registered as revisions and listed with why each may or may not run', async () => {
    const { code: _code, ...rest } = activityInput({ purpose: 'survey' });
    const body = { ...rest, code: 'survey' };
    expect((await call('POST', '/api/v1/activities', body)).json()).toEqual({ code: 'survey', revision: 1 });
    expect((await call('POST', '/api/v1/activities', body)).json()).toEqual({ code: 'survey', revision: 1 });
    const changed = { ...body, purpose: 'survey_2' };
    expect((await call('POST', '/api/v1/activities', changed)).json()).toEqual({ code: 'survey', revision: 2 });
    const list = (await call('GET', '/api/v1/activities')).json();
    const survey = list.items.find((item: { code: string }) => item.code === 'survey');
    expect(survey).toMatchObject({
      mayRun: false,
      revision: 2,
      published: null,
      assessment: { dueTo: ['automated_decision', 'entrust'] },
    });
    expect(survey.obstacles.map((each: { article: string }) => each.article)).toEqual([
      'PIPL 17',
      'PIPL 55',
      'PIPL 21',
    ]);
    const marketing = list.items.find((item: { code: string }) => item.code === 'marketing');
    expect(marketing).toMatchObject({ mayRun: true, obstacles: [], recipients: [{ contract: 'signed' }] });
  });

  it('end for good: told as an obstacle, not revised and not told any more; the built-in ones do not end', async () => {
    const body = activityInput({ code: 'raffle', purpose: 'raffle' });
    await call('POST', '/api/v1/activities', body);
    const end = (code: string, payload: object) => call('POST', `/api/v1/activities/${code}/end`, payload);
    expect((await end('raffle', {})).statusCode).toBe(400);
    const ended = await end('raffle', { reason: '活动结束' });
    expect(ended.json()).toMatchObject({ code: 'raffle', endedAt: world.clock.now().toISOString(), mayRun: false });
    expect(ended.json().obstacles[0]).toMatchObject({ code: 'register.activity-ended', article: 'PIPL 47' });
    for (const refused of [
      await end('raffle', { reason: '再次' }),
      await call('POST', '/api/v1/activities', { ...body, purpose: 'raffle_2' }),
    ])
      expect([refused.statusCode, refused.json().code]).toEqual([409, 'register.activity-ended']);
    expect((await end('nothing', { reason: 'x' })).json().code).toBe('register.activity-unknown');
    expect((await end('security', { reason: 'x' })).json().code).toBe('register.built-in-fixed');
    const title = { zh: '抽奖', en: 'Raffle' };
    await call('POST', '/api/v1/notices', { code: 'raffle', title, activities: ['raffle'] });
    const published = await call('POST', '/api/v1/notices/raffle/publish', {});
    expect(published.json().errors).toContainEqual(expect.objectContaining({ path: 'activities.raffle' }));
  });

  it('refuses undeclared fields, unknown vocabulary, and bases without their ground, naming the path', async () => {
    const body = activityInput({ code: 'bad' });
    const unknown = { ...body, fields: [{ field: 'shoe_size', necessary: true }] };
    expect((await call('POST', '/api/v1/activities', unknown)).statusCode).toBe(400);
    const unnecessary = { ...body, basis: 'contract', commercial: false };
    const refused = await call('POST', '/api/v1/activities', unnecessary);
    expect([refused.statusCode, refused.json().code, refused.json().errors[0].path]).toEqual([
      422,
      'register.activity-refused',
      'fields[0].necessary',
    ]);
    const uncited = await call('POST', '/api/v1/activities', {
      ...body,
      basis: 'legal_duty',
      fields: [{ field: 'name', necessary: true }],
      recipients: [],
    });
    expect(uncited.json().errors.map((error: { path: string }) => error.path)).toEqual(['basisFacts.law_cited']);
    const sensitive = await call('POST', '/api/v1/activities', {
      ...body,
      fields: [{ field: 'allergy', necessary: true }],
      recipients: [],
    });
    expect(sensitive.json().errors[0].message).toContain('个保法第30条');
    expect((await call('POST', '/api/v1/activities', { ...body, code: 'security' })).json().code).toBe(
      'register.built-in-fixed',
    );
    expect((await call('GET', '/api/v1/activities/bad')).statusCode).toBe(404);
  });

  it('take the state that the DPO enters, with the hash of a document', async () => {
    const documentHash = 'ef'.repeat(32);
    const without = await call('PUT', '/api/v1/activities/marketing/assessment', { state: 'approved' });
    expect([without.statusCode, without.json().errors.length]).toEqual([422, 2]);
    const form = { state: 'approved', documentName: 'PIPIA-2', documentHash };
    expect((await call('PUT', '/api/v1/activities/marketing/assessment', form)).json().assessment).toMatchObject({
      state: 'approved',
      documentHash,
    });
    const nobody = await call('PUT', '/api/v1/activities/marketing/contracts', {
      recipient: 'Nobody',
      state: 'signed',
      documentHash,
    });
    expect(nobody.json().errors[0].path).toBe('recipient');
  });
});

describe('notices', () => {
  it('are refused with every missing item listed with its path and article', async () => {
    const empty = { zh: '', en: '' };
    const gaps = activityInput({ code: 'gaps', method: empty, retention: { days: 1, atEnd: 'erase', text: empty } });
    expect(
      (await call('POST', '/api/v1/activities', { ...gaps, recipients: [{ ...gaps.recipients[0], contact: '' }] }))
        .statusCode,
    ).toBe(201);
    await call('POST', '/api/v1/notices', { code: 'gaps', title: { zh: '缺项', en: 'Gaps' }, activities: ['gaps'] });
    const before = await world.count('register.notice_version');
    const refused = await call('POST', '/api/v1/notices/gaps/publish', {});
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ code: 'register.notice-incomplete' });
    expect(
      refused
        .json()
        .errors.map(
          (error: { path: string; message: string }) => `${error.path} ${/（(.*)）/.exec(error.message)?.[1]}`,
        ),
    ).toEqual([
      'activities[0].method PIPL 17',
      'activities[0].retention.text NDSR 21',
      'activities[0].recipients[0].contact NDSR 21',
    ]);
    expect(await world.count('register.notice_version')).toBe(before);
  });

  it('have a permanent public address that anyone can read and save, in two languages, without a script', async () => {
    const page = await app.inject({ url: '/n/privacy/1' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const item of [
      '青禾生活科技有限公司',
      '400-000-0000',
      '向您发送新品与优惠信息',
      '按您的消费记录',
      '手机号码',
      '最长730天，到期后删除',
      '示例短信服务有限公司',
      'dpo@sms.example.com',
      '撤回同意',
      '注销账户',
      '转移',
      '投诉邮箱',
      '已收集个人信息清单',
      '第三方共享个人信息清单',
      '自动分群',
    ])
      expect(page.body).toContain(item);
    const { hash } = await world.act((tx) => world.register.notice(tx, 'privacy', 1));
    expect(page.body).toContain(hash);
    expect(page.body).not.toMatch(/<script|style=|<style|javascript:/i);
    expect((await app.inject({ url: '/n/assets/notice.css' })).headers['content-type']).toContain('text/css');
    const english = await app.inject({ url: '/n/privacy?lang=en' });
    expect(english.body).toContain('<article lang="en">');
    expect(english.body).toContain('Two years from consent');
    const saved = await app.inject({ url: '/n/privacy/1?download=1' });
    expect(saved.headers['content-disposition']).toBe('attachment; filename="privacy-v1-zh.html"');
    // What WeChat adds to a link that is shared, and a mail to one that is pressed, is not ours and hinders nobody.
    for (const url of ['/n/privacy', '/n/privacy/1', '/n/privacy/1/collected', '/n/privacy/1/short'])
      for (const added of ['from=singlemessage&isappinstalled=0', 'utm_source=mail&lang=fr&download=2'])
        expect((await app.inject({ url: `${url}?${added}` })).statusCode).toBe(200);
    expect((await app.inject({ url: '/n/privacy/99' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/n/nothing' })).statusCode).toBe(404);
  });

  it('hold plain text only: markup and characters that nobody sees are refused where they stand, and nothing is stored', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const good = activityInput({ code: 'evil' });
    const before = await world.count('register.activity');
    for (const [change, path] of [
      [{ name: { zh: evil, en: 'x' } }, 'name.zh'],
      [{ purposeText: { zh: 'x', en: evil } }, 'purposeText.en'],
      [{ recipients: [{ ...good.recipients[0], name: `短信\u202e公司` }] }, 'recipients[0].name'],
      [{ recipients: [{ ...good.recipients[0], policyUrl: 'javascript:alert(1)' }] }, 'recipients[0].policyUrl'],
    ] as const) {
      const answer = await call('POST', '/api/v1/activities', { ...good, ...change });
      expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, path]);
    }
    const notice = { code: 'evil', title: { zh: evil, en: evil }, activities: ['evil'] };
    expect((await call('POST', '/api/v1/notices', notice)).json().errors[0].path).toBe('title.zh');
    const handler = (await call('GET', '/api/v1/handler')).json();
    const profile = await call('PUT', '/api/v1/handler', { ...handler, name: { zh: '<script>x</script>', en: 'x' } });
    expect([profile.statusCode, profile.json().code]).toEqual([422, 'register.text-refused']);
    const long = { ...good, purposeText: { zh: '长'.repeat(1_000_000), en: 'x' } };
    expect([400, 413]).toContain((await call('POST', '/api/v1/activities', long)).statusCode);
    const many = { ...good, fields: Array.from({ length: 10_000 }, () => ({ field: 'name', necessary: true })) };
    expect((await call('POST', '/api/v1/activities', many)).statusCode).toBe(400);
    expect(await world.count('register.activity')).toBe(before);
    // What looks like a tag and is none, and quotes and ampersands, are texts like others, and are escaped.
    const plain = { zh: '满 100 < 200 元 & "好"', en: 'A < B & "C"' };
    expect((await call('POST', '/api/v1/activities', { ...good, purposeText: plain })).statusCode).toBe(201);
    await call('POST', '/api/v1/notices', { ...notice, title: plain });
    expect((await call('POST', '/api/v1/notices/evil/publish', {})).statusCode).toBe(200);
    expect((await app.inject({ url: '/n/evil?lang=en' })).body).toContain('A &lt; B &amp; &quot;C&quot;');
  });

  it('are versioned: unchanged is refused, a typo is editorial only with its reason, and a longer retention asks again', async () => {
    const again = await call('POST', '/api/v1/notices/privacy/publish', {});
    expect([again.statusCode, again.json().code]).toEqual([409, 'register.notice-unchanged']);
    const typo = activityInput({
      method: { zh: '按消费记录自动分群后发送', en: 'Sent to computed segments' },
      editorialReason: '精简文字',
    });
    await call('POST', '/api/v1/activities', typo);
    const second = (await call('POST', '/api/v1/notices/privacy/publish', {})).json();
    expect(second).toMatchObject({
      version: 2,
      url: '/n/privacy/2',
      changes: [{ activity: 'marketing', kind: 'editorial', reconsent: false }],
    });
    const longer = activityInput({ retention: { days: 900, atEnd: 'erase', text: { zh: '三年', en: 'Longer' } } });
    await call('POST', '/api/v1/activities', longer);
    const third = (await call('POST', '/api/v1/notices/privacy/publish', {})).json();
    expect(third.changes).toContainEqual({ activity: 'marketing', kind: 'retention', reconsent: true });
    const list = (await call('GET', '/api/v1/notices')).json();
    const privacy = list.items.find((item: { code: string }) => item.code === 'privacy');
    expect(privacy.versions.map((each: { version: number }) => each.version)).toEqual([3, 2, 1]);
    expect((await app.inject({ url: '/n/privacy/2' })).body).toContain('/n/privacy/1');
  });

  it('can not be changed once published, nor a revision once written', async () => {
    for (const statement of [
      "update register.notice_version set hash = 'x'",
      'delete from register.notice_version',
      "update register.activity_revision set content = '{}'",
      'delete from register.assessment_entry',
    ])
      await expect(world.act((tx) => tx.execute(statement))).rejects.toThrow('append-only');
  });
});
