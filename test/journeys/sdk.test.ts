import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';
import { type ShopSite, startShop } from '../support/shop-site.ts';
import { until } from '../support/until.ts';

const FORM = `<form method="post" action="/join" data-zhinuo-form><label>昵称 <input name="nick" value="小林"></label>
<label><input type="checkbox" data-zhinuo-consent="marketing" checked> 我同意接收营销信息(自愿)</label>
<label><input type="checkbox" data-zhinuo-adult> 我已满18周岁</label><button>加入</button></form>`;

let product: RunningProduct;
let browser: Browser;
let shop: ShopSite;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  const link = '<p><a href="#" data-zhinuo-preferences>隐私选择</a></p>';
  shop = await startShop(product, 'shop-web', ['marketing'], {
    '/': {},
    '/en': { lang: 'en' },
    '/own-link': { body: link },
    '/form': { body: FORM },
  });
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await product?.close();
});

interface Act {
  readonly kind: string;
  readonly activity: string | null;
}
const acts = async () =>
  (await product.api.call<{ items: Act[] }>('GET', '/api/v1/consents?limit=100')).items.filter(
    ({ activity }) => activity === 'marketing',
  );

const open = (path = '/') =>
  openPage(browser, PHONE, { baseURL: shop.origin, phone: true }).then(async (opened) => {
    await opened.page.goto(path);
    return opened;
  });
// Requests to the product are what the SDK is for; anything else is a problem.
const problemsOf = (watch: { problems: string[] }) =>
  watch.problems.filter((problem) => !problem.includes(new URL(product.base).host) && !/ERR_FAILED/.test(problem));
const cut = (page: Page) => page.route(`${product.base}/api/**`, (route) => route.abort());
const mend = async (page: Page) => {
  await page.unroute(`${product.base}/api/**`);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
};
type Site = { may(code: string): boolean; state(code: string): string };
const stateOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { zhinuo: { site: Site } }).zhinuo.site.state('marketing'));

describe('the banner on a page of another origin, 360 px', () => {
  it('asks with two buttons of equal weight, ticks nothing, and takes a no with one tap', async () => {
    const { page, watch, context } = await open();
    const banner = page.getByRole('dialog', { name: '栖野茶饮想请您决定' });
    await banner.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    const look = (name: string) =>
      banner.getByRole('button', { name }).evaluate((button) => {
        const { backgroundColor, color, fontSize, fontWeight, borderColor } = getComputedStyle(button);
        const { width, height } = button.getBoundingClientRect();
        return { backgroundColor, color, fontSize, fontWeight, borderColor, width: Math.round(width), height };
      });
    expect(await look('拒绝')).toEqual(await look('同意'));
    expect(
      await banner.getByRole('checkbox').evaluateAll((boxes) => boxes.some((box) => (box as HTMLInputElement).checked)),
    ).toBe(false);
    const before = (await acts()).length;
    await banner.getByRole('button', { name: '拒绝' }).click();
    await banner.waitFor({ state: 'detached' });
    await until(async () => (await acts()).length > before || undefined);
    expect((await acts())[0]?.kind).toBe('refused');
    await page.reload();
    await page.getByRole('button', { name: '隐私选择' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(problemsOf(watch)).toEqual([]);
    await context.close();
  });

  it('takes a yes of an adult, with a receipt, and lets it be withdrawn with no more taps', async () => {
    const { page, watch, context } = await open();
    const banner = page.getByRole('dialog');
    await banner.getByRole('button', { name: '同意' }).click();
    await banner.getByText('请先确认您已满18周岁').waitFor();
    await banner.getByLabel('我已满18周岁').check();
    await banner.getByRole('button', { name: '同意' }).click();
    await banner.waitFor({ state: 'detached' });
    expect(await stateOf(page)).toBe('granted');
    // Opening, one switch: two taps; agreeing took two as well.
    await page.getByRole('button', { name: '隐私选择' }).click();
    expect(await axeFindings(page)).toEqual([]);
    const toggle = page.getByRole('switch', { name: /营销/ });
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    await toggle.click();
    expect(await stateOf(page)).toBe('refused');
    await until(async () => ((await acts())[0]?.kind === 'withdrawn' ? true : undefined));
    // And on again with one.
    await toggle.click();
    await until(async () => ((await toggle.getAttribute('aria-checked')) === 'true' ? true : undefined));
    expect(await stateOf(page)).toBe('granted');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(problemsOf(watch)).toEqual([]);
    await context.close();
  });

  it('keeps a no through an outage and a reload, and a failure is never a yes', async () => {
    const { page, context } = await open();
    const banner = page.getByRole('dialog');
    await banner.getByLabel('我已满18周岁').check();
    await cut(page);
    await banner.getByRole('button', { name: '同意' }).click();
    await banner.getByText('没有记下您的同意').waitFor();
    expect(await stateOf(page)).toBe('unanswered');
    const before = (await acts()).length;
    await banner.getByRole('button', { name: '拒绝' }).click();
    expect(await stateOf(page)).toBe('refused');
    await page.reload();
    await until(async () => ((await stateOf(page)) === 'refused' ? true : undefined));
    expect((await acts()).length).toBe(before);
    await mend(page);
    await until(async () => ((await acts()).length > before ? true : undefined));
    expect((await acts())[0]?.kind).toBe('refused');
    await context.close();
  });

  it('shows nothing and asks nothing during an outage, and asks when the network is back', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    await cut(page);
    await page.goto('/');
    await page.getByRole('button', { name: '隐私选择' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await stateOf(page)).toBe('unanswered');
    await mend(page);
    await page.getByRole('dialog').waitFor();
    await context.close();
  });

  it('takes Global Privacy Control for a no, without asking', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    const before = (await acts()).length;
    await page.goto('/');
    await until(async () => ((await acts()).length > before ? true : undefined));
    expect((await acts())[0]?.kind).toBe('refused');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: '隐私选择' }).click();
    await page.getByText('全球隐私控制').waitFor();
    await context.close();
  });

  it('is whole at 200 %, in English, and goes back to where the focus was', async () => {
    const { page, context } = await openPage(
      browser,
      { width: 180, height: 370 },
      { baseURL: shop.origin, phone: true },
    );
    await page.goto('/en');
    const banner = page.getByRole('dialog', { name: 'Qiye Tea asks you to decide' });
    await banner.getByRole('button', { name: 'Refuse' }).scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(180);
    expect(await banner.evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await banner.getByRole('button', { name: 'Refuse' }).click();
    await page.goto('/own-link');
    const link = page.getByRole('link', { name: '隐私选择' });
    await link.click();
    await page.getByRole('switch').waitFor();
    expect(await page.getByRole('dialog').evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await link.evaluate((each) => each === document.activeElement)).toBe(true);
    await context.close();
  });
});

describe('a form of the page’s own', () => {
  it('goes on with what was recorded; a box that the page had ticked is unticked', async () => {
    const { page, context } = await open('/form');
    const box = page.getByRole('checkbox', { name: /营销信息/ });
    await until(async () => ((await box.isChecked()) ? undefined : true));
    await box.check();
    await page.getByRole('checkbox', { name: '我已满18周岁' }).first().check();
    await page.getByRole('button', { name: '加入' }).click();
    const sent = await until(() => shop.posted.at(-1));
    const consents = JSON.parse(sent.get('zhinuo-consents') ?? '{}');
    expect(consents.marketing).toMatchObject({ answer: 'granted', receipt: expect.any(String) });
    expect(sent.get('zhinuo-session')).toMatch(/^[\w-]{43}$/);
    await context.close();
  });

  it('goes on without its consent when the network is cut in the middle', async () => {
    const { page, context } = await open('/form');
    const box = page.getByRole('checkbox', { name: /营销信息/ });
    await until(async () => ((await box.isChecked()) ? undefined : true));
    await box.check();
    await cut(page);
    const before = shop.posted.length;
    await page.getByRole('button', { name: '加入' }).click();
    await until(() => (shop.posted.length > before ? true : undefined));
    const consents = JSON.parse(shop.posted.at(-1)?.get('zhinuo-consents') ?? '{}');
    expect(consents.marketing.answer).toBe('refused');
    await context.close();
  });
});

describe('the file', () => {
  it('is served to other origins under a name with its hash, and its integrity is what the manifest says', async () => {
    const { file, integrity, gzipped } = (await (await fetch(`${product.base}/sdk/manifest.json`)).json()) as {
      file: string;
      integrity: string;
      gzipped: number;
    };
    expect(gzipped).toBeLessThan(12_000);
    for (const path of [file, 'v1/zhinuo.js', 'zhinuo.js']) {
      const answer = await fetch(`${product.base}/sdk/${path}`);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      const digest = await crypto.subtle.digest('SHA-384', await answer.arrayBuffer());
      expect(`sha384-${Buffer.from(digest).toString('base64')}`).toBe(integrity);
    }
    expect((await fetch(`${product.base}/sdk/nowhere.js`)).status).toBe(404);
  });
});
