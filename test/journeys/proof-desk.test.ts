import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_COLUMNS } from '../../src/contexts/rights/domain/paper-facts.ts';
import { verify } from '../../verifier/src/verify.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';

const PERSON = someone(73, { name: '司马测测' });
const TABLET = { width: 820, height: 1180 };
let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
let clicks = 0;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await joins(product, PERSON);
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await page.exposeFunction('zhinuoClicked', () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    const told = window as unknown as { zhinuoClicked(): void };
    // A file is saved by a click of the page on a link: not the officer's.
    window.addEventListener('click', (event) => event.isTrusted && told.zhinuoClicked(), true);
  });
  await signInToConsole(page, product, 'dpo');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

async function isSound(): Promise<void> {
  for (const size of [PHONE, TABLET, DESKTOP]) {
    await page.setViewportSize(size);
    expect(await fitsTheScreen(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
  }
  const text = (await page.locator('body').textContent()) + (await page.title()) + decodeURIComponent(page.url());
  for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) expect(text).not.toContain(value);
  expect(watch.problems).toEqual([]);
}

async function searches(number: string): Promise<void> {
  await page.getByLabel('号码或邮箱').fill(number);
  await page.getByLabel('来函文号或事由').fill('市监局来函第 17 号');
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/evidence/searches'));
  await page.getByRole('button', { name: /^检\s*索$/ }).click();
  await answered;
}

async function saved(act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download');
  await act();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe('举证台', () => {
  it('goes from a phone number to a 情况说明 in at most five clicks', async () => {
    await page.goto('/console');
    await page.locator('h1').first().waitFor();
    clicks = 0;
    await page.getByRole('link', { name: '举证台' }).click();
    await searches(`+86 ${PERSON.mobile.slice(0, 3)} ${PERSON.mobile.slice(3, 7)} ${PERSON.mobile.slice(7)}`);
    await page.getByRole('button', { name: '情况说明' }).click();
    await page.getByLabel('投诉事项').fill('投诉人称未经同意收到短信。');
    const paper = await saved(() => page.getByRole('button', { name: '生成并下载' }).click());
    expect(clicks).toBeLessThanOrEqual(5);
    expect(clicks).toBeGreaterThan(2);
    expect(paper.name).toBe('zhinuo-statement.docx');
    const xml = strFromU8(unzipSync(paper.bytes)['word/document.xml'] ?? new Uint8Array());
    for (const words of ['投诉人称未经同意收到短信。', '137****0073', '附件目录', ...MESSAGE_COLUMNS])
      expect(xml).toContain(words);
    expect(xml).not.toContain(PERSON.mobile);
    await page.getByText('情况说明（.docx）').waitFor();
  });

  it('goes to a bundle that verifies in fewer, and the files wait for who made them', async () => {
    await page.goto('/console');
    await page.locator('h1').first().waitFor();
    clicks = 0;
    await page.getByRole('link', { name: '举证台' }).click();
    await searches(PERSON.mobile);
    const bundle = await saved(() => page.getByRole('button', { name: '证据包', exact: true }).click());
    expect(clicks).toBeLessThanOrEqual(4);
    expect(verify(bundle.bytes.toString('utf8'), { now: product.clock.now() }).ok).toBe(true);
    await isSound();
  });

  it('declares what it did not find, and says what a relay number is', async () => {
    await searches('13999990000');
    await page.getByText('检索声明，不是证明').first().waitFor();
    const declaration = await saved(() => page.getByRole('button', { name: '下载检索声明' }).click());
    expect(JSON.parse(declaration.bytes.toString('utf8'))).toMatchObject({ format: 'zhinuo.search' });
    const visitor = await openPage(browser, PHONE, { baseURL: product.base });
    await visitor.page.goto('/verify');
    await visitor.page.locator('summary').first().click();
    const file = { name: declaration.name, mimeType: 'application/json', buffer: declaration.bytes };
    await visitor.page.locator('input[type=file]').first().setInputFiles(file);
    await visitor.page.getByText('这是声明，不是证明').first().waitFor();
    await visitor.page.getByLabel('来函所载的号码').fill('139 9999 0000');
    await visitor.page.keyboard.press('Tab');
    await visitor.page.getByText('与给定的号码一致').waitFor();
    await visitor.page.getByLabel('来函所载的号码').fill('13999990001');
    await visitor.page.keyboard.press('Tab');
    await visitor.page.getByText('声明所检索的不是这个号码').waitFor();
    expect(await fitsTheScreen(visitor.page)).toBe(true);
    expect(await axeFindings(visitor.page)).toEqual([]);
    await visitor.context.close();
    await searches('18877771111-123');
    await page.getByText('这是平台的隐私号').waitFor();
    await isSound();
    await searches('hello');
    await page.getByText('是号码或邮箱').first().waitFor();
  });

  it('gives an activity and a period, redacted', async () => {
    await page.goto('/console/bundles');
    await page.getByRole('combobox', { name: '处理活动' }).fill('短信与邮件营销');
    await page.locator('.ant-select-item-option', { hasText: '短信与邮件营销' }).click();
    await page.getByLabel('员工').check();
    const day = product.clock.now().toISOString().slice(0, 10);
    await page.locator('.ant-picker-range input').first().fill(day);
    await page.keyboard.press('Enter');
    await page.locator('.ant-picker-range input').last().fill(day);
    await page.keyboard.press('Tab');
    const bundle = await saved(() => page.getByRole('button', { name: '生成并下载' }).click());
    const verdict = verify(bundle.bytes.toString('utf8'), { now: product.clock.now() });
    expect(verdict.ok ? verdict.proven.redacted : verdict.reason).toEqual(['staff']);
    expect(verdict.ok && 'activity' in verdict.proven.subject).toBe(true);
    await isSound();
  });

  it('draws how the log grew, and the way of an entry to the root, which the browser computes itself', async () => {
    await page.goto('/console/log');
    await page.getByText('浏览器已算出同一个根哈希').waitFor();
    expect(await page.locator('.path-picture rect').count()).toBeGreaterThan(6);
    for (const entry of ['0', '7']) {
      const proof = page.waitForResponse((response) => response.url().includes(`inclusion?index=${entry}&`));
      await page.getByLabel('哪一条').fill(entry);
      await page.keyboard.press('Tab');
      await proof;
      await page.getByText('浏览器已算出同一个根哈希').waitFor();
    }
    await page.getByText('只会增加，不会减少').waitFor();
    await isSound();
  });

  it('logs no number', () => {
    expect(product.logLines.join('\n')).not.toContain(PERSON.mobile);
    expect(product.logLines.join('\n')).not.toContain('13999990000');
  });
});
