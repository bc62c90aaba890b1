import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, SEGMENT, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';

const people = [someone(91), someone(92, { marketing: false, confirms: [] })];
let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  for (const person of people) await joins(product, person);
  const rows = people.map((person) => ({ person, daysAgo: [3, 60] }));
  await runImport(product.api, ORDERS, shopOrders(product.clock.now(), rows));
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

async function as(role: 'marketer' | 'dpo', size = DESKTOP) {
  const opened = await openPage(browser, size, { baseURL: product.base });
  await signInToConsole(opened.page, product, role);
  return opened;
}

const tone = (page: Page, text: RegExp) => page.locator('.needs .state', { hasText: text }).getAttribute('data-tone');

it('a reply that may hide a request has its day on the workbench, is overdue after it, and is gone once it was read', async () => {
  await product.gateway.reply(people[0]?.mobile ?? '', '我想知道你们有我什么信息');
  const first = await as('marketer');
  await first.page.goto('/console/');
  const waiting = /^1 条短信回复不是拒收，还没有人阅读；最迟 \d{4}-\d\d-\d\d 阅读$/;
  await first.page.getByText(waiting).waitFor();
  expect(await tone(first.page, waiting)).toBe('wait');
  await first.context.close();

  // As it would stand nine days later.
  await product.act((tx) => tx.execute("update engagement.inbound set at = at - interval '9 days'"));
  const { page, context } = await as('marketer', PHONE);
  await page.goto('/console/');
  const late = /^1 条短信回复逾期未阅读（应不晚于 \d{4}-\d\d-\d\d）/;
  await page.getByText(late).waitFor();
  expect(await tone(page, late)).toBe('bad');
  expect(await fitsTheScreen(page)).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByText(late).click();
  await page.getByText(/^\d{4}-\d\d-\d\d，已逾期$/).waitFor();
  expect(await fitsTheScreen(page)).toBe(true);
  await page.getByRole('button', { name: '已在服务商处全部阅读' }).click();
  await page.getByText('已逾期').waitFor({ state: 'detached' });
  await context.close();
});

it('the bar of a segment’s reach names the article of each reason', async () => {
  const { page, context } = await as('dpo');
  await page.goto(`/console/segments?open=${SEGMENT.code}`);
  await page.getByRole('button', { name: '分析', exact: true }).click();
  const reasons = page.locator('.legend li').filter({ hasNotText: '可触达' });
  await reasons.first().waitFor();
  for (const reason of await reasons.allTextContents()) expect(reason).toMatch(/ · .+第\d+条 · \d+ 人$/);
  expect(await axeFindings(page)).toEqual([]);
  await context.close();
});

it('the reach of a day is shown with its day, over or to come, and today’s again when the day is taken away', async () => {
  const { page, context } = await as('dpo', PHONE);
  await page.goto('/console/');
  const now = page.getByText(/可触达 [1-9]\d* 人，占全部 \d+ 人的 .+，是目前最多的。$/);
  await now.waitFor();
  const day = page.getByPlaceholder('看某一天');
  // Before anybody had agreed to anything, and long after the last consent has ended.
  for (const chosen of ['2020-01-01', '2099-01-01']) {
    await day.fill(chosen);
    await day.press('Enter');
    await page.getByText(new RegExp(`^按 ${chosen} 中午.+可触达 0 人`)).waitFor();
  }
  expect(await fitsTheScreen(page)).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  await page.locator('.ant-picker-clear').click({ force: true });
  await now.waitFor();
  await context.close();
});
