import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
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
const text = (zh: string, en = 'x') => ({ zh, en });
const terms = {
  code: 'terms',
  title: text('用户协议', 'Terms of use'),
  sections: [
    { heading: text('一、服务内容'), text: text('我们提供商品展示与购买服务。\n价格 < 原价时以结算页为准。') },
  ],
};

describe('agreements', () => {
  it('have versions, hashes and permanent addresses of their own, in the log too', async () => {
    expect((await post('/api/v1/agreements', terms)).statusCode).toBe(201);
    const first = (await post('/api/v1/agreements/terms/publish', {})).json();
    expect(first).toMatchObject({ code: 'terms', version: 1, url: '/t/terms/1' });
    expect((await post('/api/v1/agreements/terms/publish', {})).statusCode).toBe(409);
    await post('/api/v1/agreements', { ...terms, title: text('用户服务协议', 'Terms') });
    expect((await post('/api/v1/agreements/terms/publish', {})).json().version).toBe(2);
    const draft = await app.inject({ url: '/api/v1/agreements/terms', headers });
    expect(draft.json()).toEqual({ ...terms, title: text('用户服务协议', 'Terms') });
    expect((await app.inject({ url: '/api/v1/agreements/nothing', headers })).statusCode).toBe(404);
    const page = await app.inject({ url: '/t/terms/1' });
    expect(page.body).toContain('<h1>用户协议</h1>');
    expect(page.body).toContain('价格 &lt; 原价');
    expect(page.body).toContain(first.hash);
    expect((await app.inject({ url: '/t/terms?lang=en' })).body).toContain('<h1>Terms</h1>');
    for (const url of ['/t/terms/3', '/t/nothing', '/n/nothing', '/n/nothing/1/collected']) {
      expect((await app.inject({ url })).headers['content-type']).toContain('application/problem+json');
      const page = await app.inject({ url, headers: { accept: 'text/html,*/*' } });
      expect([page.statusCode, /<h1>[^<]+<\/h1>/.test(page.body)]).toEqual([404, true]);
    }
    expect((await app.inject({ url: '/api/v1/agreements', headers })).json().items).toEqual([
      { code: 'terms', title: { zh: '用户服务协议', en: 'Terms' }, version: 2 },
    ]);
    await expect(world.act((tx) => tx.execute("update register.agreement_version set hash = 'x'"))).rejects.toThrow(
      'append-only',
    );
  });

  it.each([
    ['同意本协议即视为您同意我们的隐私政策', 'x'],
    ['您授权我们收集、使用您的个人信息', 'x'],
    ['继续使用即表示您同意接收营销短信', 'x'],
    ['x', 'By registering you agree to everything here'],
    ['x', 'You hereby consent to our use of your personal information'],
  ])('carry no consent to handling: %s / %s', async (zh, en) => {
    const answer = await post('/api/v1/agreements', { ...terms, sections: [{ heading: text('x'), text: { zh, en } }] });
    expect([answer.statusCode, answer.json().code, answer.json().errors[0].path]).toEqual([
      422,
      'register.agreement-refused',
      'sections[0].text',
    ]);
  });

  it('can not be presented for consent, nor hold markup', async () => {
    const shown = {
      notice: 'terms',
      activities: ['marketing'],
      surface: 'form:x',
      locale: 'zh-CN' as const,
      session: 'x'.repeat(32),
    };
    await expect(world.act((tx) => world.gate.present(tx, shown))).rejects.toMatchObject({
      code: 'register.notice-unknown',
    });
    const evil = { ...terms, code: 'evil', title: text('<script>alert(1)</script>') };
    expect((await post('/api/v1/agreements', evil)).json().errors[0].path).toBe('title.zh');
  });
});
