import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDkim } from '../support/dkim.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { CAMPAIGN, EMAIL_CAMPAIGN, joins, loadBrand, mayMarket, personOf, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const agreeing = [1, 2, 3, 4].map((n) => someone(60 + n));
const bySmsOnly = someone(66, { confirms: ['sms'] });
const refusing = someone(67, { marketing: false, confirms: [] });
const stranger = someone(68);
let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  for (const person of [...agreeing, bySmsOnly, refusing]) await joins(product, person);
  const everyone = [...agreeing, bySmsOnly, refusing, stranger];
  const rows = everyone.map((person) => ({ person, daysAgo: [3, 60] }));
  await runImport(product.api, ORDERS, shopOrders(product.clock.now(), rows));
});
afterAll(() => product.close());

interface Progress {
  campaign: { id: string; state: string };
  audience: number;
  excluded: { code: string; count: number }[];
  sends: Record<string, number>;
  parts: number;
}

interface SendRecord {
  state: string;
  receipt: string;
  person: string;
  address: string;
  parts: number;
  signName: string;
}

const read = (id: string) => product.api.call<Progress>('GET', `/api/v1/campaigns/${id}`);

async function send(campaign: object): Promise<Progress> {
  const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', campaign);
  await product.api.call('POST', `/api/v1/campaigns/${id}/start`);
  return until(async () => {
    const progress = await read(id);
    return ['done', 'stopped', 'failed'].includes(progress.campaign.state) && progress;
  });
}

const recordsOf = async (id: string) =>
  (await product.api.call<{ items: SendRecord[] }>('GET', `/api/v1/sends?campaign=${id}&limit=100`)).items;

describe('a campaign by SMS', () => {
  let progress: Progress;
  beforeAll(async () => {
    progress = await send(CAMPAIGN);
  });

  it('says before the start who would get it, what they would read, and what it costs', async () => {
    const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', CAMPAIGN);
    const check = await product.api.call<{
      reach: { allowed: number };
      preview: string;
      problems: object[];
      cost: { partsEach: number; parts: number };
    }>('POST', `/api/v1/campaigns/${id}/check`);
    expect(check).toMatchObject({ reach: { allowed: 5 }, problems: [], cost: { partsEach: 1, parts: 5 } });
    expect(check.preview).toMatch(/^【栖野茶饮】.*拒收请回复R$/);
  });

  it('reaches those who agreed and confirmed, each once, signed, and nobody else', () => {
    const adverts = product.gateway.messages.filter(({ text }) => text.includes('桂花乌龙'));
    const wanted = [...agreeing, bySmsOnly].map(({ mobile }) => mobile).sort();
    expect(adverts.map(({ mobile }) => mobile).sort()).toEqual(wanted);
    for (const { text } of adverts) expect(text).toMatch(/^【栖野茶饮】.*第二杯半价.*拒收请回复R$/);
    expect(progress.sends['accepted']).toBe(5);
    expect(progress.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(progress.audience - 5);
  });

  it('has one receipt for the batch, committed before the first hand-off, and masks in its records', async () => {
    const records = await recordsOf(progress.campaign.id);
    expect(records).toHaveLength(5);
    const receipts = new Set(records.map(({ receipt }) => receipt));
    expect(receipts.size).toBe(1);
    const receipt = await product.api.call<{ time: string }>('GET', `/api/v1/receipts/${[...receipts][0]}`);
    const first = Math.min(
      ...product.gateway.messages.filter(({ text }) => text.includes('桂花乌龙')).map(({ at }) => at.getTime()),
    );
    expect(new Date(receipt.time).getTime()).toBeLessThanOrEqual(first);
    for (const { address, parts, signName } of records) {
      expect(address).toMatch(/^137\*{4}\d{4}$/);
      expect([parts, signName]).toEqual([1, '栖野茶饮']);
    }
  });

  it('follows the reports of the provider', async () => {
    const advert = product.gateway.messages.findLast(({ mobile }) => mobile === bySmsOnly.mobile);
    if (advert === undefined) throw new Error('the advert is gone');
    expect(await product.gateway.report(advert, true)).toBe(200);
    expect((await read(progress.campaign.id)).sends).toMatchObject({ delivered: 1, accepted: 4 });
  });

  it('is answered with R: the person gets nothing of the next one', async () => {
    const [first] = agreeing;
    if (first === undefined) throw new Error('nobody');
    await product.gateway.reply(first.mobile, 'R');
    const before = product.gateway.messages.length;
    const next = await send({ ...CAMPAIGN, name: '第二次' });
    expect(next.sends['accepted']).toBe(4);
    const reached = product.gateway.messages.slice(before).map(({ mobile }) => mobile);
    expect(reached).not.toContain(first.mobile);
    expect((await mayMarket(product, await personOf(product, first.mobile), 'email')).outcome).toBe('allow');
  });
});

describe('a campaign by mail', () => {
  it('names its sender, carries one-click unsubscribe under its DKIM signature, and the link of the mail works', async () => {
    const progress = await send(EMAIL_CAMPAIGN);
    const adverts = product.inbox.mails.filter(({ unsubscribe }) => unsubscribe !== undefined);
    expect(adverts.map(({ to }) => to).sort()).toEqual(agreeing.map(({ email }) => email).sort());
    expect(progress.sends['accepted']).toBe(adverts.length);
    for (const { raw, text, fromName } of adverts) {
      expect(fromName).toBe('栖野茶饮');
      expect(text).toContain('栖野饮品(上海)有限公司');
      const signed = verifyDkim(raw, product.dkimPublicKey);
      expect(signed).toEqual(expect.arrayContaining(['from', 'to', 'list-unsubscribe', 'list-unsubscribe-post']));
      expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    }
    const [mail] = adverts;
    const answer = await fetch(mail?.unsubscribe ?? '', {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
    const person = agreeing.find(({ email }) => email === mail?.to)?.mobile ?? '';
    expect((await mayMarket(product, await personOf(product, person), 'email')).outcome).toBe('deny');
  });

  it('fails the check of its signature when a word of it is changed', () => {
    const { raw } = product.inbox.mails.find(({ unsubscribe }) => unsubscribe !== undefined) ?? { raw: '' };
    expect(() => verifyDkim(raw.replace('One-Click', 'Two-Click'), product.dkimPublicKey)).toThrow('signature');
  });
});

describe('急停', () => {
  it('ends the hand-off: what is reserved is never sent, and the records say so', async () => {
    // The gateway is throttled, so the campaign waits with everything reserved.
    product.gateway.inject(...Array.from({ length: 16 }, () => 'throttle' as const));
    const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', { ...CAMPAIGN, name: '第三次' });
    await product.api.call('POST', `/api/v1/campaigns/${id}/start`);
    await until(async () => ((await read(id)).sends['reserved'] ?? 0) > 0);
    const stopped = await product.api.call<{ state: string }>('POST', `/api/v1/campaigns/${id}/stop`);
    expect(stopped.state).toBe('stopped');
    const atStop = product.gateway.messages.length;
    await until(async () => ((await read(id)).sends['handing_off'] ?? 0) === 0);
    const after = await read(id);
    expect(after.campaign.state).toBe('stopped');
    expect(after.sends['reserved'] ?? 0).toBe(0);
    expect(after.sends['stopped']).toBeGreaterThan(0);
    await expect(product.api.call('POST', `/api/v1/campaigns/${id}/start`)).rejects.toMatchObject({ status: 409 });
    expect(product.gateway.messages.length).toBe(atStop);
  });
});
