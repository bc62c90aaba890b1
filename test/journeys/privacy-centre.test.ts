import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PATIENCE_MS, PHONE } from '../support/browser.ts';
import { enterPrivacyCentre, privacyCentreCookie } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, mayMarket, someone } from '../support/sample-load.ts';

// WeChat 8 on an Android of 2020.
const WECHAT =
  'Mozilla/5.0 (Linux; Android 10; MI 8 Lite) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 XWEB/3263 MMWEBSDK/20211001 Mobile Safari/537.36 MicroMessenger/8.0.16.2040(0x2800105F) Process/toolsmp WeChat/arm64 NetType/WIFI Language/zh_CN';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
const countTaps = (page: Page) =>
  page.evaluate(() => {
    const counter = window as unknown as { taps?: number };
    const counting = counter.taps !== undefined;
    counter.taps = 0;
    const count = () => {
      counter.taps = (counter.taps ?? 0) + 1;
    };
    if (!counting) window.addEventListener('click', count, { capture: true });
  });
const taps = (page: Page) => page.evaluate(() => (window as unknown as { taps: number }).taps);

describe('the privacy centre in WeChat’s webview, 360 px, letters at 200 %', () => {
  it('is whole behind every door, withdraws with two taps, and agrees with no fewer', async () => {
    const person = someone(31);
    const id = await joins(product, person);
    const context = await browser.newContext({
      viewport: PHONE,
      locale: 'zh-CN',
      baseURL: product.base,
      hasTouch: true,
      userAgent: WECHAT,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const failed: string[] = [];
    page.on('pageerror', (error) => failed.push(error.message));
    await page.addInitScript(() => {
      const style = 'html{font-size:200%!important}';
      addEventListener('DOMContentLoaded', () => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      });
    });
    await enterPrivacyCentre(page, product, person);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    expect(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize))).toBeGreaterThan(30);
    for (const door of ['', 'consents', 'fields', 'uses', 'requests']) {
      await page.goto(`/me#${door}`);
      await page.locator('h1').waitFor();
      await page.waitForLoadState('networkidle');
      expect([door, await fits(page)]).toEqual([door, true]);
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.goto('/me#requests');
    await page.getByRole('button', { name: '生成文件' }).tap();
    await page.getByText('微信里不能下载文件').waitFor();
    expect(await page.locator('.address').textContent()).toContain(`${product.base}/me/bundles/`);
    expect(await fits(page)).toBe(true);

    await page.goto('/me');
    await page.locator('.doors').waitFor();
    await countTaps(page);
    await page.getByText('我同意了什么').tap();
    const toggle = page.getByRole('switch', { name: '短信与邮件营销' });
    await toggle.tap();
    await page.getByText('凭证号').first().waitFor();
    expect(await taps(page)).toBe(2);
    await page.getByRole('switch', { name: '短信与邮件营销', checked: false }).waitFor();
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');

    await countTaps(page);
    await toggle.tap();
    await page.getByRole('button', { name: '同意', exact: true }).waitFor();
    expect(await fits(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    await page.getByRole('button', { name: '同意', exact: true }).tap();
    await page.getByRole('switch', { name: '短信与邮件营销', checked: true }).waitFor();
    expect(await taps(page)).toBe(2);
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('allow');
    await page.getByText('给您看过的告知').waitFor();
    expect(failed).toEqual([]);
    await context.close();
  });

  it('says so when the network is cut, and nothing has changed', async () => {
    const person = someone(32);
    const id = await joins(product, person);
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(page, product, person);
    await page.getByText('我同意了什么').tap();
    const toggle = page.getByRole('switch');
    await toggle.waitFor();
    await page.route('**/me/api/**', (route) => route.abort());
    await toggle.tap();
    await page.getByRole('alert').waitFor();
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('allow');
    await page.unroute('**/me/api/**');
    await toggle.tap();
    await page.getByText('凭证号').first().waitFor();
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    await context.close();
  });
});

describe('a consent receipt', () => {
  it('is JSON-LD in the structure of TS 27560, for the person and for who may read receipts, and names nobody', async () => {
    const person = someone(33);
    await joins(product, person);
    const cookie = await privacyCentreCookie(product, person);
    const overview = (await (await fetch(`${product.base}/me/api/overview`, { headers: { cookie } })).json()) as {
      activities: { code: string; receipt: string | null }[];
    };
    const id = overview.activities.find(({ code }) => code === 'marketing')?.receipt ?? '';
    const own = await fetch(`${product.base}/me/api/receipts/${id}`, { headers: { cookie } });
    expect(own.headers.get('content-type')).toContain('application/ld+json');
    const receipt = (await own.json()) as Record<string, unknown> & {
      purposes: Record<string, unknown>[];
      events: Record<string, unknown>[];
      evidence: Record<string, unknown>;
    };
    expect(receipt).toMatchObject({
      '@context': `${product.base}/ns/pipl/v1.jsonld`,
      type: 'pipl:ConsentReceipt',
      schema_version: 'ISO/IEC TS 27560:2023',
      receipt_id: `urn:uuid:${id}`,
      privacy_notice: `${product.base}/n/privacy/1`,
    });
    expect(receipt.purposes[0]).toMatchObject({ lawful_basis: 'pipl:Consent', purpose_type: 'marketing' });
    expect(receipt.events[0]).toMatchObject({ event_state: 'pipl:Given', event_type: 'pipl:GeneralConsent' });
    expect(receipt.evidence).toMatchObject({ signature: expect.any(String), signingKey: expect.any(String) });
    const text = JSON.stringify(receipt);
    for (const value of [person.name, person.mobile, person.email]) expect(text).not.toContain(value);
    const headers = { authorization: `Bearer ${product.apiKey}` };
    const staff = await fetch(`${product.base}/api/v1/receipts/${id}/consent-receipt`, { headers });
    const linked = await fetch(`${product.base}/api/v1/receipts/${id}`, {
      headers: { ...headers, accept: 'application/ld+json' },
    });
    expect([linked.headers.get('content-type'), linked.headers.get('vary')]).toEqual([
      'application/ld+json; charset=utf-8',
      'Accept',
    ]);
    expect(await linked.json()).toMatchObject({ '@context': expect.anything() });
    const plain = await fetch(`${product.base}/api/v1/receipts/${id}`, { headers });
    expect(plain.headers.get('content-type')).toContain('application/json');
    expect(await staff.json()).toMatchObject({ receipt_id: `urn:uuid:${id}` });

    // Every member that it uses is a term of the context, and every term is told on the page.
    const context = await fetch(String(receipt['@context']));
    expect(context.headers.get('content-type')).toContain('application/ld+json');
    expect(context.headers.get('access-control-allow-origin')).toBe('*');
    const terms = ((await context.json()) as { '@context': Record<string, unknown> })['@context'];
    const unknown = membersOf(receipt).filter((name) => !name.startsWith('@') && !(name in terms));
    expect(unknown).toEqual([]);
    const page = await (await fetch(`${product.base}/ns/pipl/v1`)).text();
    for (const name of Object.keys(terms).filter((each) => !/^(?:@|pipl|xsd|id$|type$)/.test(each)))
      expect(page).toContain(`id="${name}"`);
  });

  it('is nobody else’s, and no other entry has one', async () => {
    const [one, two] = [someone(34), someone(35)];
    await joins(product, one);
    await joins(product, two);
    const [mine, theirs] = [await privacyCentreCookie(product, one), await privacyCentreCookie(product, two)];
    const read = async (cookie: string, path: string) => fetch(`${product.base}${path}`, { headers: { cookie } });
    const overview = (await (await read(mine, '/me/api/overview')).json()) as {
      activities: { code: string; receipt: string | null }[];
    };
    const id = overview.activities.find(({ code }) => code === 'marketing')?.receipt ?? '';
    expect((await read(mine, `/me/api/receipts/${id}`)).status).toBe(200);
    expect((await read(theirs, `/me/api/receipts/${id}`)).status).toBe(404);
    expect((await read(mine, '/me/api/receipts/nonsense')).status).toBe(400);
    const uses = (await (await read(mine, '/me/api/uses')).json()) as { items: { receipt: string }[] };
    const headers = { authorization: `Bearer ${product.apiKey}` };
    const use = await fetch(`${product.base}/api/v1/receipts/${uses.items[0]?.receipt}/consent-receipt`, { headers });
    expect([use.status, ((await use.json()) as { code: string }).code]).toEqual([404, 'rights.no-consent-receipt']);
  });
});

function membersOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...membersOf(inner)]);
}
