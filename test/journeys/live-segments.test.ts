import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const people = Array.from({ length: 14 }, (_, n) => someone(60 + n));
const ids: string[] = [];
let product: RunningProduct;
let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  for (const person of people) ids.push(await joins(product, person));
  const rows = shopOrders(product.clock.now(), [
    ...people.map((person) => ({ person, daysAgo: [3] })),
    ...people.slice(0, 11).map((person) => ({ person, daysAgo: [60] })),
  ]);
  await runImport(product.api, ORDERS, rows);
  await save('buyers-once', { event: { name: 'purchase', withinDays: 30, atLeast: 1 } });
  await save('buyers-twice', { event: { name: 'purchase', withinDays: 90, atLeast: 2 } });
  ({ page, context } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

const save = (code: string, definition: object) =>
  product.api.call('POST', '/api/v1/segments', { code, name: { zh: `人群 ${code}`, en: code }, definition });
// The sample brand has orders of its own, so what a computation over everybody says is what is expected.
const computed = async (code: string) => {
  const question = { activity: 'marketing', operation: 'use', channel: 'sms' };
  return (await product.api.call<{ total: number }>('POST', `/api/v1/segments/${code}/reach`, question)).total;
};
const count = async (code: string) =>
  (await product.api.call<{ count: number | null }>('GET', `/api/v1/segments/${code}/members-count`)).count;
const hasCount = (code: string, wanted: number) => until(async () => (await count(code)) === wanted);
const shots = process.env['ZHINUO_TEST_PICTURES'];
const picture = async (name: string) => {
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
};

describe('a live segment', () => {
  it('has its people without being asked, and loses at once whoever may no longer be analysed', async () => {
    const before = await computed('buyers-twice');
    expect(before).toBeGreaterThanOrEqual(11);
    await hasCount('buyers-once', await computed('buyers-once'));
    await hasCount('buyers-twice', before);
    const object = { person: ids[0], kind: 'restrict', by: 'agent' };
    await product.api.call('POST', '/api/v1/objections', object);
    await hasCount('buyers-twice', before - 1);
    expect(await computed('buyers-twice')).toBe(before - 1);
    const uses = await product.api.call<{ items: { subject: string | null }[] }>(
      'GET',
      `/api/v1/persons/${ids[1]}/uses`,
    );
    expect(uses.items.map((use) => use.subject)).toContain('segments:live');
  });

  it('is made of blocks with its people counted while they are put together', async () => {
    await page.goto('/console/segments');
    await page.getByRole('button', { name: '新建人群' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/人（占可分析者/).waitFor();
    await dialog.getByText('实时').waitFor();
    await dialog.getByText(/可触达 \d+ 人/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('segment-builder');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('is not lost unasked once something was entered, by Escape or by the back button', async () => {
    await page.goto('/console/tags');
    await page.getByRole('menuitem', { name: '人群' }).click();
    await page.getByRole('button', { name: '新建人群' }).first().click();
    const dialog = page.getByRole('dialog', { name: '新建人群' });
    await dialog.getByText('更多限制').click();
    await dialog.getByLabel('至多次数').fill('1');
    await dialog.getByText('上限小于下限').waitFor();
    for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
      await leave();
      await page.getByRole('button', { name: '继续编辑' }).click();
      await page.getByRole('button', { name: '继续编辑' }).waitFor({ state: 'hidden' });
      expect(await dialog.getByLabel('至多次数').inputValue()).toBe('1');
      expect(page.url()).toContain('/console/segments');
    }
    await dialog.getByRole('button', { name: '取消' }).click();
    await page.getByRole('button', { name: '放弃', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('shows its people, its overlap with another, and why somebody is in it', async () => {
    await page.goto('/console/segments?open=buyers-once');
    await page.getByText(/现有 \d+ 人/).waitFor();
    await page.getByLabel('与哪些人群比较').click();
    await page.getByTitle('人群 buyers-twice').click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '比较' }).click();
    await page.getByRole('img', { name: /的重叠/ }).waitFor();
    await page.getByLabel('人员编号').fill(ids[2] ?? '');
    await page.getByRole('button', { name: '说明', exact: true }).click();
    await page.getByText('在人群中', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('segment-open');
  });
});

describe('funnels and retention', () => {
  it('are drawn with their numbers, without small cells', async () => {
    await page.goto('/console/charts');
    await page.getByRole('button', { name: '计算' }).nth(1).click();
    await page.getByText('本次分析的凭证').first().waitFor();
    await page.getByRole('button', { name: '计算' }).first().click();
    await page.getByRole('img', { name: /漏斗/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('charts');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载 CSV' }).first().click(),
    ]);
    expect(file.suggestedFilename()).toBe('funnel.csv');
  });

  it('fit a phone, like an open segment', async () => {
    await page.setViewportSize(PHONE);
    for (const [name, path] of [
      ['phone-charts', '/console/charts'],
      ['phone-segment', '/console/segments?open=buyers-once'],
    ] as const) {
      await page.goto(path);
      await page
        .getByRole('button', { name: /计算|分析/ })
        .first()
        .waitFor();
      expect(await fitsTheScreen(page)).toBe(true);
      await picture(name);
    }
  });
});
