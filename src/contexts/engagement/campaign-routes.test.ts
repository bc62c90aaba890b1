import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';

let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
  for (let n = 1; n <= 3; n += 1) await answerForm(world, n);
  await world.customers.moveEvents();
  await world.act((tx) =>
    world.customers.saveSegment(tx, {
      code: 'nobody-bought',
      name: { zh: '未购买', en: 'Never bought' },
      definition: { not: [{ event: { name: 'purchase', atLeast: 1 } }] },
      by: 'test',
    }),
  );
});
afterAll(() => world.close());

const headers = { authorization: 'Bearer good' };
const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
  world.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

const CAMPAIGN = {
  name: '秋季新品',
  brand: 'qiye',
  activity: 'marketing',
  segment: 'nobody-bought',
  channel: 'sms',
  message: { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } },
};

describe('campaigns over HTTP', () => {
  it('are drafted, checked with reach and cost, started, followed and listed', async () => {
    const drafted = await call('POST', '/api/v1/campaigns', CAMPAIGN);
    expect(drafted.statusCode).toBe(201);
    const { id } = drafted.json<{ id: string }>();
    const check = await call('POST', `/api/v1/campaigns/${id}/check`);
    expect(check.json()).toMatchObject({
      reach: { total: 3, allowed: 3, excluded: [], unanalysed: 0 },
      cost: { partsEach: 1, messages: 3, parts: 3, cny: 0.14 },
      problems: [],
    });
    expect((await call('POST', `/api/v1/campaigns/${id}/start`)).statusCode).toBe(202);
    await world.engagement.runCampaign(id);
    const report = (await call('GET', `/api/v1/campaigns/${id}`)).json();
    expect(report).toMatchObject({ campaign: { state: 'done' }, audience: 3, sends: { accepted: 3 }, parts: 3 });
    expect((await call('GET', '/api/v1/campaigns')).json<{ items: unknown[] }>().items).toHaveLength(1);
    expect((await call('POST', `/api/v1/campaigns/${id}/start`)).statusCode).toBe(409);
    expect((await call('POST', `/api/v1/campaigns/${id}/stop`)).statusCode).toBe(409);
  });

  it('show sends with masked addresses and the receipt of their permission, page by page', async () => {
    const first = (await call('GET', '/api/v1/sends?limit=2')).json<{
      items: { address: string; receipt: string }[];
      next: string;
    }>();
    expect(first.items).toHaveLength(2);
    for (const { address, receipt } of first.items) {
      expect(address).toMatch(/^138\*{4}\d{4}$/);
      expect(receipt).toMatch(/^[0-9a-f-]{36}$/);
    }
    const rest = (await call('GET', `/api/v1/sends?limit=2&cursor=${first.next}`)).json<{ items: unknown[] }>();
    expect(rest.items).toHaveLength(1);
  });

  it.each([
    ['an unknown field', { ...CAMPAIGN, hours: 'any' }, 400],
    ['a channel that is none', { ...CAMPAIGN, channel: 'fax' }, 400],
    ['a message of the wrong type', { ...CAMPAIGN, message: 'hello' }, 400],
    ['a code that is a path', { ...CAMPAIGN, segment: '../../etc' }, 400],
    [
      'a variable that could carry markup for the template',
      { ...CAMPAIGN, message: { sms: { template: 'SMS_PROMO', parameters: { offer: '【假冒】' } } } },
      422,
    ],
    ['an activity that is not there', { ...CAMPAIGN, activity: 'nowhere' }, 422],
    [
      'a subject with a line break',
      { ...CAMPAIGN, channel: 'email', message: { email: { subject: 'a\r\nBcc: b', text: 'x' } } },
      422,
    ],
  ])('refuse %s and name the field', async (_what, payload, status) => {
    const answer = await call('POST', '/api/v1/campaigns', payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json<{ errors: unknown[] }>().errors.length).toBeGreaterThan(0);
  });

  it('are not to be had without a key', async () => {
    expect((await world.app.inject({ url: '/api/v1/campaigns' })).statusCode).toBe(401);
  });
});
