import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yes } from '../support/answering.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { makeParent, openKidsClub, showRules } from '../support/kids-club.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';

const PERSON = someone(71, { name: '欧阳测测' });
let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await joins(product, PERSON);
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

const PAGES = [
  '/',
  '/segments',
  '/charts',
  '/persons',
  '/tags',
  '/identity',
  '/traits',
  '/rfm',
  '/campaigns',
  '/sends',
  '/channels',
  '/activities',
  '/notices',
  '/forms',
  '/forms?open=autumn',
  '/assisted',
  '/sealed',
  '/sites',
  '/stock',
  '/rates',
  '/experiments',
  '/agreements',
  '/noes',
  '/consents',
  '/coming-of-age',
  '/decisions',
  '/law',
  '/fields',
  '/reveals',
  '/retention',
  '/log',
  '/bundles',
  '/desk',
  '/sources',
  '/imports',
  '/outbox',
  '/exports',
  '/jobs',
  '/staff',
  '/trail',
  '/keys',
] as const;

describe('the console', () => {
  it.each(PAGES)('shows %s without an error, with nothing serious for axe, and nobody in clear', async (path) => {
    await page.goto(`/console${path}`);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('[role=alert]').allTextContents()).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    const text = await page.content();
    for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) expect(text).not.toContain(value);
    // On a phone other things show: a drawer, tables that scroll, names that wrap.
    await page.setViewportSize(PHONE);
    expect(await fitsTheScreen(page)).toBe(true);
    const onPhone = await axeFindings(page);
    await page.setViewportSize(DESKTOP);
    expect(onPhone).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it('shows the privacy officer who was erased and what is kept', async () => {
    const erased = await product.act(async (tx) => {
      const { erasure, evidence } = product.server.contexts;
      const person = '01890000-0000-7000-8000-0000000000ee';
      expect(await erasure.erasureOf(tx, person)).toBeUndefined();
      const terms = { consentUntil: new Date('2029-11-22T00:00:00Z'), messagesUntil: new Date('2027-05-22T00:00:00Z') };
      return evidence.erasePerson(tx, person, { ...terms, by: 'test', reason: 'test' });
    });
    const officer = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(officer.page, product, 'dpo');
    await officer.page.goto('/console/erasures');
    await officer.page.getByText(erased.person.slice(0, 13)).first().waitFor();
    expect(await axeFindings(officer.page)).toEqual([]);
    expect(officer.watch.problems).toEqual([]);
    await officer.context.close();
  });

  it('lists whom to ask because they come of age, by number and month, never by name or day', async () => {
    const { child, month } = await product.act(async (tx) => {
      const { gate, register } = product.server.contexts;
      await openKidsClub(register, tx);
      // Turns 14 in some weeks; the guardian has agreed to the club.
      const soon = new Date(product.clock.now().getTime() + 40 * 86_400_000).toISOString().slice(0, 10);
      const child = randomUUID();
      const birthDate = `${Number(soon.slice(0, 4)) - 14}${soon.slice(4)}`;
      await gate.registerSubjects(tx, [{ person: child, role: 'customer', birthDate }]);
      const { guardian } = await makeParent(gate, tx, child);
      const shown = await showRules(gate, tx, { person: guardian });
      await gate.recordConsents(tx, [yes(child, shown, { activity: 'kids-club', kind: 'separate', guardian })]);
      return { child, month: soon.slice(0, 7) };
    });
    await page.goto('/console/coming-of-age');
    await page.getByText(child.slice(0, 13)).first().waitFor();
    // The names of activities come by a request of their own.
    await page.getByText('儿童俱乐部').first().waitFor();
    const text = (await page.locator('main').textContent()) ?? '';
    expect(text).toContain('监护人的同意仍然有效');
    expect(text).toContain(month);
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it('begins a self-check and shows how it ends', async () => {
    await page.goto('/console/log');
    await page.getByRole('button', { name: '现在自检' }).click();
    await page.getByText('全部一致').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it('makes an epoch now and shows what it covers', async () => {
    await page.goto('/console/log');
    await page.getByRole('button', { name: '现在生成快照' }).click();
    await page
      .getByText(/^已生成$|无需生成$/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText(/日志的前 [\d,]+ 条，其中 [\d,]+ 条与个人有关/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it('says what an activity that may run rests on', async () => {
    await page.goto('/console/activities');
    await page.locator('.verdict[data-outcome=allow]').first().click();
    await page.getByText('可以运行不等于可以用于每个人').waitFor();
    expect(await page.locator('.ant-drawer').textContent()).toContain('个人信息保护法第13条');
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it('shows where one is, also where that page stands below the fold', async () => {
    await page.goto('/console/settings');
    const here = page.locator('.shell-sider .ant-menu-item-selected');
    await expect
      .poll(async () => {
        const box = await here.boundingBox();
        return box !== null && box.y + box.height <= DESKTOP.height;
      })
      .toBe(true);
  });

  it('says where it told of an activity by the title of the notice', async () => {
    await page.goto('/console/activities');
    expect(await page.locator('tbody tr', { hasText: '短信与邮件营销' }).textContent()).toContain(
      '个人信息处理规则 第 1 版',
    );
  });

  it('prints what the law page says, without what it is operated by', async () => {
    await page.goto('/console/law');
    await page.locator('.law-rule').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.law-rule').first().isVisible()).toBe(true);
    for (const part of ['.shell-header', '.shell-sider', '.law-filter'])
      expect(await page.locator(part).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('says what happened when something on the way answers in a form of its own', async () => {
    const other = await context.newPage();
    await other.route('**/api/v1/activities', (route) => route.fulfill({ status: 503, json: { message: 'busy' } }));
    await other.goto('/console/activities');
    const told = other.locator('.ant-alert', { hasText: 'http.503' });
    await told.waitFor();
    expect(await told.locator('.ant-alert-title').textContent()).not.toBe('');
    await other.close();
  });

  it('shows people masked', async () => {
    await page.goto('/console/persons');
    await page.getByText('137****0071').first().waitFor();
    expect(await page.content()).not.toContain(PERSON.mobile);
  });
});
