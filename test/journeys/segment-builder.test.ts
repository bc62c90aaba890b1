import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, openPage } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  page = (await openPage(browser, DESKTOP, { baseURL: product.base })).page;
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});
beforeEach(async () => {
  await page.goto('/console/segments');
  await page.getByRole('button', { name: '新建人群' }).first().click();
});

const groups = () => page.locator('.rule-group').count();
const sentence = () => page.locator('.estimate');
/** Presses the move button of a block and takes an entry of its menu with the arrow keys; `lands`: where it is then. */
async function move(block: string, entry: RegExp, lands: string): Promise<void> {
  await page.locator(`[data-block="${block}"]`).focus();
  await page.keyboard.press('Enter');
  const menus = page.locator('.ant-dropdown:visible');
  await expect.poll(() => menus.count()).toBe(1);
  const menu = menus.first();
  await menu.waitFor();
  const focused = menu.locator('[role="menuitem"]:focus');
  // The menu moves the focus a frame later: a key pressed before it has moved would go one entry too far.
  await focused.waitFor();
  const entryFocused = async (): Promise<string> => (await focused.textContent()) ?? '';
  const first = await entryFocused();
  for (let now = first; !entry.test(now); ) {
    await page.keyboard.press('ArrowDown');
    await expect.poll(entryFocused).not.toBe(now);
    now = await entryFocused();
    if (now === first) throw new Error(`no entry like ${entry} in the menu of ${block}`);
  }
  await page.keyboard.press('Enter');
  await expect.poll(() => menus.count()).toBe(0);
  // The block took the focus along.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-block'))).toBe(lands);
}

describe('the segment builder', () => {
  it('moves a block into another group, out again and into one of its own, by keys alone, and keeps the focus on it', async () => {
    await page.getByRole('button', { name: '添加分组' }).first().click();
    expect(await groups()).toBe(2);
    await move('0', /^第 2 组/, '0.1');
    // The group that took it stands first now, and has two conditions.
    await expect.poll(groups).toBe(2);
    await page.locator('#announcements').getByText('已移到：第 2 组（满足任意一项）').waitFor();
    await move('0.0', /^最外层/, '1');
    await move('0.0', /^最外层/, '1');
    // The group that was left empty is gone.
    await expect.poll(groups).toBe(1);
    await move('1', /^放进一个新的组/, '1.0');
    await expect.poll(groups).toBe(2);
    await expect.poll(() => sentence().textContent()).toContain('购买');
  });
});

describe('what was entered', () => {
  it('is asked for before it is lost, in a dialog and on a page, and not where nothing was entered', async () => {
    const asked = page.getByRole('dialog').filter({ hasText: '放弃' });
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto('/console/notices');
    await page.getByRole('button', { name: '新建告知' }).first().click();
    // What the dialog proposes by itself was not entered by anybody.
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: '新建告知' }).first().click();
    await page.getByLabel('标题', { exact: false }).first().fill('草稿');
    await page.keyboard.press('Escape');
    await asked.waitFor();
    await asked.getByRole('button', { name: '继续编辑' }).click();
    await asked.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('标题', { exact: false }).first().inputValue()).toBe('草稿');
    await page.keyboard.press('Escape');
    await asked.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // Both dialogs are gone: the focus is where the first was opened.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('新建告知');
    await page.goto('/console/forms');
    await page.getByRole('button', { name: '新建表单' }).first().click();
    await page.getByLabel('标题（中文）').fill('草稿');
    await page.getByRole('button', { name: '取消' }).click();
    await asked.waitFor();
    await asked.getByRole('button', { name: '放弃' }).click();
    await page.getByRole('button', { name: '新建表单' }).first().waitFor();
    await page.getByRole('button', { name: '新建表单' }).first().click();
    expect(await page.getByLabel('标题（中文）').inputValue()).toBe('');
    await page.getByRole('button', { name: '取消' }).click();
    await page.getByRole('button', { name: '新建表单' }).first().waitFor();
  });
});
