import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, MARKETING, someone } from '../support/sample-load.ts';

const PERSON = someone(72, { name: '上官测测' });
let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
let person: string;

beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  person = await joins(product, PERSON);
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

/** Nothing is wrong with the page as it stands, on a desktop and on a phone, and nobody is shown in clear. */
async function isSound(): Promise<void> {
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    expect(await fitsTheScreen(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
  }
  expect(await page.locator('[role=alert]').allTextContents()).toEqual([]);
  for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) {
    expect(await page.content()).not.toContain(value);
    expect(decodeURIComponent(page.url())).not.toContain(value);
  }
  expect(watch.problems).toEqual([]);
}

async function asks(): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/decisions'));
  await page.click('form.question button[type=submit]');
  expect((await answered).status()).toBe(200);
  await page.locator('ol.explained').first().waitFor();
}

const question = (channel: string, at = '') => `${person}~${MARKETING.code}~use~${channel}~${at}~11~`;

describe('the decision explorer', () => {
  it('finds a person by exact search, and explains why they may be reached', async () => {
    await page.goto('/console/decisions');
    await page.getByLabel('号码、邮箱或编号').fill(PERSON.mobile);
    await page.getByRole('button', { name: '查找' }).click();
    await page.locator('.list').getByRole('button', { name: '选定' }).click();
    await page.waitForURL(new RegExp(`open=${person}`));
    await asks();
    expect(await page.locator('.verdict').first().getAttribute('data-outcome')).toMatch(/^allow/);
    const text = await page.locator('#content').textContent();
    for (const words of ['个人信息保护法第13条', '考虑过的同意', '主动操作', '判定所依据的事实'])
      expect(text).toContain(words);
    expect(text).not.toContain('birth_date');
    await isSound();
  });

  it('gives the same verdict as the gate, with its reasons in their order and the lawful next step', async () => {
    await product.api.call('POST', '/api/v1/consents/withdrawals', { person, activity: MARKETING.code, by: 'counter' });
    await page.goto(`/console/decisions?open=${question('sms')}`);
    await page.locator('ol.explained').first().waitFor();
    const body = { person, activity: MARKETING.code, operation: 'use', channel: 'sms' };
    const gate = await product.api.call<{ reasons: { code: string }[]; nextStep: { zh: string } }>(
      'POST',
      '/api/v1/decisions',
      { ...body, message: { senderIdentity: true, optOutIncluded: true } },
    );
    expect(await page.locator('.verdict').first().getAttribute('data-outcome')).toBe('deny');
    const codes = gate.reasons.map(({ code }) => code);
    expect(await page.locator('ol.explained:not(.remedies) .mono').allTextContents()).toEqual(codes);
    // Every reason has what would lift it, the path shows where it stopped, and what the person said has its receipt.
    expect(await page.locator('ol.remedies .mono').allTextContents()).toEqual(codes);
    expect(await page.locator('.path > li[data-state=stopped] .path-code').allTextContents()).toEqual(
      expect.arrayContaining(codes),
    );
    expect(await page.locator('#content').textContent()).toContain('事实的证据');
    expect(await page.locator('.next-step').textContent()).toContain(gate.nextStep.zh);
    await isSound();
  });

  it('judges another moment, and asking is no use of the person', async () => {
    const uses = () => product.api.call<{ items: unknown[] }>('GET', `/api/v1/persons/${person}/uses?limit=100`);
    const before = await uses();
    await page.goto(`/console/decisions?open=${question('sms', '2020-01-01T08:00')}`);
    await page.locator('.verdict[data-outcome=deny]').first().waitFor();
    expect(await page.locator('#content').textContent()).toContain('2020-01-01 08:00');
    // Typed as it is read; what is no moment is said beside the field, and nothing is asked.
    await page.locator('#at').fill('2020-02-31 tomorrow');
    await page.getByRole('button', { name: '询问' }).click();
    await page.getByText('写作 2026-11-11 20:00').waitFor();
    await page.locator('#at').fill('2020-02-02 09:30');
    await page.getByRole('button', { name: '询问' }).click();
    await page.getByText('2020-02-02 09:30').first().waitFor();
    expect(await uses()).toEqual(before);
  });

  it('is a step from the page of a person', async () => {
    await page.goto(`/console/persons?open=${person}`);
    await page.getByRole('button', { name: '判定解释' }).click();
    await page.waitForURL(new RegExp(`/decisions\\?open=${person}`));
    await page.locator('form.question').waitFor();
    expect(watch.problems).toEqual([]);
  });

  it('refuses an address that names nobody by asking for a person', async () => {
    await page.goto('/console/decisions?open=somebody');
    await page.getByLabel('人员编号').fill('not an id');
    await page.getByRole('button', { name: '选定' }).click();
    await page.getByText('请输入完整的人员编号').waitFor();
    expect(watch.problems).toEqual([]);
  });
});

describe('the rules of law', () => {
  it('are all there, in the order of evaluation, and filtered by article and words', async () => {
    const { items } = await product.api.call<{ items: { step: number; rules: { code: string }[] }[] }>(
      'GET',
      '/api/v1/law/rules',
    );
    const codes = items.flatMap((step) => step.rules.map((rule) => rule.code));
    const shown = page.locator('.law-rule .mono');
    await page.goto('/console/law');
    await page.locator('.law-rule').first().waitFor();
    expect(await shown.allTextContents()).toEqual(codes);
    await isSound();
    await page.goto('/console/law?open=PIPL%2015');
    await page.locator('.law-rule').first().waitFor();
    const under15 = await shown.allTextContents();
    expect(under15).toContain('consent.withdrawn');
    expect(under15.length).toBeLessThan(codes.length);
    await page.getByLabel('查找规则').fill('没有这样的话');
    await page.getByText('没有这样的规则').waitFor();
    await page.getByRole('button', { name: '显示全部规则' }).click();
    await page.getByLabel('查找规则').fill('撤回');
    await expect.poll(() => shown.count()).toBeLessThan(codes.length);
    expect(await shown.allTextContents()).toContain('consent.withdrawn');
    await isSound();
  });

  it('are read in English as well', async () => {
    await page.goto('/console/law');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Order of evaluation').or(page.getByText('If not met').first()).first().waitFor();
    expect(await page.locator('.law-rule strong').first().textContent()).toMatch(/^PIPL \d+/);
    await page.getByRole('button', { name: '中文' }).click();
  });
});
