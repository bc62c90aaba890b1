import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markRestored, pendingRestoration } from '../../src/platform/backup/index.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  const restoredAt = product.clock.now();
  await product.act((tx) => markRestored(tx, randomUUID(), { restoredAt, backupMadeAt: restoredAt }));
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

it('tells everybody on the workbench that restored data stands still, and lets the DPO alone release it', async () => {
  const marketer = await openPage(browser, PHONE, { baseURL: product.base });
  await signInToConsole(marketer.page, product, 'marketer');
  await marketer.page.getByText('尚未放行').waitFor();
  await marketer.page.getByText('没有撤回日志').waitFor();
  expect(await marketer.page.getByRole('button', { name: /放\s?行/ }).count()).toBe(0);
  expect(await fitsTheScreen(marketer.page)).toBe(true);
  await marketer.context.close();

  const { page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base });
  await signInToConsole(page, product, 'dpo');
  await page.getByText('尚未放行').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: /放\s?行/ }).click();
  await page.getByLabel('依据').fill('已逐条核对纸质撤回记录');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /放\s?行/ })
    .click();
  await page.getByText('尚未放行').waitFor({ state: 'detached' });
  expect(await product.act(pendingRestoration)).toBeUndefined();
  expect(watch.problems).toEqual([]);
  await context.close();
});
