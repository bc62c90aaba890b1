import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product, 12);
  await product.api.call('POST', '/api/v1/experiments', {
    ...{ code: 'try-words', name: '标题试写', target: { form: 'autumn' }, activity: 'marketing', needed: 200 },
    variants: [{ code: 'plain' }, { code: 'drink', words: { title: { zh: '来喝一杯', en: 'Have a drink' } } }],
  });
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

it('names forms, activities and variants of an experiment, and what each variant says', async () => {
  const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
  await signInToConsole(page, product, 'marketer');
  await page.goto('/console/experiments');
  await page.getByText('表单：领取秋季饮品券').waitFor();
  await page.getByText('标题试写').click();
  await page.getByText('表单标题: 来喝一杯').waitFor();
  await page.getByText('现在的写法').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.goto('/console/rates');
  await page.getByText('表单 领取秋季饮品券').first().waitFor();
  for (const code of ['autumn', 'PLAIN', 'DRINK']) expect(await page.getByText(code).count()).toBe(0);
  await context.close();
});
