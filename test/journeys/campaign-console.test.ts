import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { CAMPAIGN, joins, loadBrand, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';

const people = [someone(71), someone(72)];
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
  await browser.close();
  await product.close();
});

it.each(['administrator', 'dpo'] as const)(
  'is started and stopped by %s who types the number of people, and says until when it waits',
  async (role) => {
    const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', CAMPAIGN);
    // Without its gateway a campaign waits and tries again, so that there is something to stop.
    await product.gateway.stop();
    const { page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, role);
    await page.goto(`/console/campaigns?open=${id}`);
    await page.getByRole('button', { name: '开始发送' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: '开始发送' });
    await dialog.getByLabel('请输入人数 2 以确认').fill('3');
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('请输入人数 2 以确认').fill('2');
    expect(await axeFindings(page)).toEqual([]);
    await confirm.click();
    await page.getByText(/^等待到 \d{4}-/).waitFor();
    await page.getByText('通道暂时不可用').waitFor();
    await page.getByRole('button', { name: '急停' }).click();
    const count = /请输入人数 (\d+) 以确认/.exec((await dialog.textContent()) ?? '')?.[1] ?? '';
    await dialog.getByLabel(/请输入人数/).fill(count);
    await dialog.getByRole('button', { name: '急停' }).click();
    await page.getByText('已急停').waitFor();
    expect(watch.problems).toEqual([]);
    await context.close();
  },
);
