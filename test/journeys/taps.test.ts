import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, mayMarket, personOf, someone } from '../support/sample-load.ts';
import { type ShopSite, startShop } from '../support/shop-site.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
let shop: ShopSite;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  shop = await startShop(product, 'taps', ['marketing']);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await product?.close();
});

/** Fingers on the glass, also inside shadow roots; a label and its box are one. Survives new pages of the same tab. */
async function counting(page: Page): Promise<{ reset(): void; readonly count: number }> {
  const counter = { count: 0 };
  await page.exposeFunction('tapped', () => {
    counter.count += 1;
  });
  await page.addInitScript(() => {
    addEventListener('pointerdown', () => (window as unknown as { tapped(): void }).tapped(), { capture: true });
  });
  return {
    reset: () => {
      counter.count = 0;
    },
    get count() {
      return counter.count;
    },
  };
}

type Site = { state(code: string): string };
const stateAt = (page: Page) =>
  page.evaluate(() => (window as unknown as { zhinuo: { site: Site } }).zhinuo.site.state('marketing'));

describe('withdrawing takes no more taps than agreeing (PIPL 15)', () => {
  it('at a banner', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    const taps = await counting(page);
    await page.goto('/');
    const banner = page.getByRole('dialog');
    await banner.getByLabel('我已满18周岁').tap();
    await banner.getByRole('button', { name: '同意' }).tap();
    await banner.waitFor({ state: 'detached' });
    expect(await stateAt(page)).toBe('granted');
    const agreeing = taps.count;
    taps.reset();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '撤回同意' }).tap();
    await until(async () => ((await stateAt(page)) === 'refused' ? true : undefined));
    expect(taps.count).toBe(1);
    expect(taps.count).toBeLessThanOrEqual(agreeing);
    await page.getByRole('button', { name: '撤回同意' }).waitFor({ state: 'hidden' });
    await context.close();
  });

  it('in the preference centre of a website', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    const taps = await counting(page);
    await page.goto('/');
    await page.getByRole('dialog').getByRole('button', { name: '拒绝' }).tap();
    taps.reset();
    await page.getByRole('button', { name: '隐私选择' }).tap();
    const toggle = page.getByRole('switch', { name: /营销/ });
    await toggle.tap();
    const adult = page.getByLabel('我已满18周岁');
    if (await adult.isVisible()) {
      await adult.tap();
      await toggle.tap();
    }
    await until(async () => ((await stateAt(page)) === 'granted' ? true : undefined));
    const agreeing = taps.count;
    await page.keyboard.press('Escape');
    taps.reset();
    await page.getByRole('button', { name: '隐私选择' }).tap();
    await toggle.tap();
    await until(async () => ((await stateAt(page)) === 'refused' ? true : undefined));
    expect(taps.count).toBeLessThanOrEqual(agreeing);
    await context.close();
  });

  it('of what a form asked, by the link of a message', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    const taps = await counting(page);
    const person = someone(61);
    await page.goto('/f/autumn');
    for (const [field, value] of [
      ['name', person.name],
      ['mobile', person.mobile],
      ['email', person.email],
    ] as const)
      await page.fill(`#${field}`, value);
    taps.reset();
    await page.locator('label[for=marketing]').tap();
    await page.locator('label[for=adult]').tap();
    await page.locator('button[type=submit]').tap();
    await page.waitForURL(/\/f\/autumn\/s\//);
    const agreeing = taps.count;
    const id = await personOf(product, person.mobile);
    taps.reset();
    // The link itself is one tap.
    await page.goto(`/u/${product.server.contexts.capture.unsubscribeToken({ person: id, channel: 'sms' })}`);
    await page.locator('button[type=submit]').first().tap();
    await until(async () => ((await mayMarket(product, id, 'sms')).outcome === 'deny' ? true : undefined));
    expect(1 + taps.count).toBeLessThanOrEqual(agreeing);
    await context.close();
  });

  it('in the privacy centre', async () => {
    const person = someone(62);
    const id = await joins(product, person);
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    const taps = await counting(page);
    await enterPrivacyCentre(page, product, person);
    await page.getByText('我同意了什么').tap();
    const toggle = page.getByRole('switch', { name: '短信与邮件营销' });
    await toggle.waitFor();
    taps.reset();
    await toggle.tap();
    await page.getByText('凭证号').first().waitFor();
    const withdrawing = taps.count;
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    taps.reset();
    await toggle.tap();
    await page.getByRole('button', { name: '同意', exact: true }).tap();
    await page.getByRole('switch', { name: '短信与邮件营销', checked: true }).waitFor();
    expect(withdrawing).toBe(1);
    expect(withdrawing).toBeLessThanOrEqual(taps.count);
    await context.close();
  });
});
