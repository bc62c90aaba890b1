import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from '../../src/contexts/access/index.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen, reachByTab } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await joins(product, someone(1));
  await joins(product, someone(2));
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

/** The pages that the navigation offers, in its order. */
async function offered(page: Page): Promise<string[]> {
  await page.waitForSelector('nav a');
  return page.$$eval('nav a', (links) => links.map((link) => link.getAttribute('href') ?? ''));
}

async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForSelector('.page-head h1');
  await page.waitForFunction(() => document.querySelector('.ant-skeleton') === null);
}

describe('the console', () => {
  it.each([
    ['administrator', DESKTOP],
    ['dpo', DESKTOP],
    ['marketer', PHONE],
  ] as const)('shows the role %s its pages and each without a fault', async (role, size) => {
    const { page, context, watch } = await openPage(browser, size, { baseURL: product.base });
    await signInToConsole(page, product, role);
    await page.waitForSelector('.page-head h1');
    if (size === PHONE) await page.getByRole('button', { name: '导航' }).click();
    const paths = await offered(page);
    expect(paths.includes('/console/staff')).toBe(true);
    expect(paths.includes('/console/jobs')).toBe(permissionsOf(role).has('operations.read'));
    expect(paths.includes('/console/bundles')).toBe(permissionsOf(role).has('evidence.bundle'));
    for (const path of paths) {
      await settled(page, path);
      expect([path, await axeFindings(page)]).toEqual([path, []]);
      expect([path, await fitsTheScreen(page)]).toEqual([path, true]);
    }
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('opens a row by keyboard, keeps it in the address and comes back by the back button', async () => {
    const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, 'administrator');
    await settled(page, '/console/activities');
    expect(await reachByTab(page, '.ant-table-row')).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(/open=/);
    await page.getByRole('heading', { name: '影响评估' }).waitFor();
    await page.goBack();
    await page.waitForSelector('.ant-table-row');
    await context.close();
  });

  it("takes the DPO's entry with the hash that the browser computed", async () => {
    const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, 'dpo');
    await settled(page, '/console/activities');
    await page.locator('.ant-table-row', { hasText: '营销' }).first().click();
    await page.getByRole('button', { name: '登记评估结论' }).click();
    await page.getByLabel('报告名称').fill('影响评估报告');
    await page.setInputFiles('input[type=file]', {
      name: 'report.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('abc'),
    });
    await page.getByText('ba7816bf8f01cfea').waitFor();
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('影响评估报告').waitFor();
    const code = new URL(page.url()).searchParams.get('open') ?? '';
    const { assessment } = await product.act((tx) => product.server.contexts.register.activity(tx, code));
    // SHA-256 of "abc", FIPS 180-4.
    expect(assessment.documentHash).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    await context.close();
  });
});
