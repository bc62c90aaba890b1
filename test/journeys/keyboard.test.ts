import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, openPage, PATIENCE_MS, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { type ShopSite, startShop } from '../support/shop-site.ts';
import { until } from '../support/until.ts';

const PERSON = someone(61);

let product: RunningProduct;
let browser: Browser;
let shop: ShopSite;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await joins(product, PERSON);
  shop = await startShop(product, 'keyboard-shop', ['marketing'], { '/': { body: '<p><a href="#tea">茶单</a></p>' } });
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await product?.close();
});

/** What has the focus, looked for in shadow roots too: its words, and whether one sees that it has it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: '', seen: false, tag: '' };
    const words = (each: Element | undefined): string[] =>
      each === undefined
        ? []
        : [...each.childNodes].flatMap((node) =>
            node instanceof Element ? words(node) : [(node.nodeValue ?? '').trim()].filter((text) => text !== ''),
          );
    const labels = (element as HTMLInputElement).labels ?? [];
    const name = element.getAttribute('aria-label') ?? words(labels[0] ?? element).join(' ');
    const ring = (each: Element) =>
      getComputedStyle(each).outlineStyle !== 'none' || getComputedStyle(each).boxShadow !== 'none';
    const around = element.closest('.ant-select, .ant-input-number, .ant-radio-wrapper, .ant-checkbox-wrapper');
    const seen = ring(element) || (around !== null && (ring(around) || [...around.querySelectorAll('*')].some(ring)));
    return { name: name.trim().replace(/\s+/g, ' '), seen, tag: element.tagName };
  });

/** Presses Tab until something of that name has the focus; each stop on the way has to be seen. */
async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string> {
  const unseen: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (now.name !== '' && !now.seen) unseen.push(now.name);
    if (name.test(now.name)) {
      expect(unseen).toEqual([]);
      return now.name;
    }
  }
  throw new Error(`not reached by ${key}: ${name}`);
}
/** Waits until what has the focus has that name; says what has it otherwise. */
const nameAt = (page: Page, name: RegExp | string) =>
  expect
    .poll(async () => (await focused(page)).name, { timeout: PATIENCE_MS })
    .toMatch(typeof name === 'string' ? new RegExp(`^${name}$`) : name);
/** Opens the list of choices that has the focus, takes the one of that name, and waits until it is closed: while it is open, Tab takes one as Enter does. */
async function choose(page: Page, name: string, several?: 'several'): Promise<void> {
  await page.keyboard.press('ArrowDown');
  const list = page.locator('.ant-select-dropdown:visible');
  const active = list.locator('.ant-select-item-option-active');
  await active.waitFor();
  for (let presses = 0; presses < 12 && (await active.textContent()) !== name; presses += 1)
    await page.keyboard.press('ArrowDown');
  expect(await active.textContent()).toBe(name);
  await page.keyboard.press('Enter');
  if (several !== undefined) {
    await list.locator('.ant-select-item-option-selected').getByText(name, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  }
  await list.waitFor({ state: 'hidden' });
}

describe('the form builder, by keyboard alone', () => {
  it('makes a form from the first key to the open page, and always knows where it stands', async () => {
    const { page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, 'administrator');
    await page.goto('/console/forms');
    await page.getByRole('button', { name: '新建表单' }).waitFor();
    await tabTo(page, /^跳到正文$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^新建表单$/);
    await page.keyboard.press('Enter');
    // Another page in its place: it begins at its title.
    await nameAt(page, '新建表单');
    expect((await focused(page)).tag).toBe('H1');
    const type = async (label: RegExp, text: string) => {
      await tabTo(page, label);
      await page.keyboard.type(text);
    };
    await type(/标题（中文）/, '键盘品鉴');
    await type(/标题（英文）/, 'Keyboard tasting');
    await type(/^代码/, 'by-keyboard');
    await tabTo(page, /^品牌$/);
    await choose(page, '栖野茶饮');
    await tabTo(page, /^展示的告知$/);
    await choose(page, '栖野茶饮个人信息处理规则');
    await tabTo(page, /^收集依据的处理活动$/);
    await page.keyboard.press('ArrowDown');
    const list = page.locator('.ant-select-dropdown:visible');
    await list.waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await nameAt(page, '收集依据的处理活动');
    await choose(page, '订单履行与配送');
    await tabTo(page, /^添加填写项$/);
    await choose(page, '姓名');
    const said = page.locator('#announcements');
    await said.getByText('已添加：姓名').waitFor();
    // Up to the first place, where there is no further up: the focus stays in the row.
    await tabTo(page, /^上移：姓名$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await said.getByText('姓名：已移到第 1 项').waitFor();
    await nameAt(page, '下移：姓名');
    await tabTo(page, /^添加填写项$/);
    await choose(page, '电子邮箱');
    await tabTo(page, /^移除：电子邮箱$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await said.getByText('已移除：电子邮箱').waitFor();
    await until(async () => ((await focused(page)).name === '' ? undefined : true));
    await tabTo(page, /^添加一项同意$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^同意的处理活动$/, 'Shift+Tab');
    await choose(page, '短信与邮件营销', 'several');
    await tabTo(page, /^预览$/);
    await page.keyboard.press('Enter');
    await said.getByText('预览已更新').waitFor();
    await tabTo(page, /^保存$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await nameAt(page, '键盘品鉴');
    await tabTo(page, /^采集$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    // Back in the list, at what was left.
    await page.getByText('/f/by-keyboard').waitFor();
    expect((await fetch(`${product.base}/f/by-keyboard`)).status).toBe(200);
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('gives the focus back from a dialog, by Escape and by its button, and from a page to the row', async () => {
    const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, 'administrator');
    await page.goto('/console/sites');
    await page.getByRole('button', { name: '新建密钥' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^取消$/);
    // Nothing behind an open dialog takes the focus.
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main'))).toBeNull();
    }
    await page.keyboard.press('Escape');
    await nameAt(page, '新建密钥');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^取消$/);
    await page.keyboard.press('Space');
    await nameAt(page, '新建密钥');
    await tabTo(page, /测试商城/);
    await page.keyboard.press('Enter');
    await nameAt(page, '测试商城');
    await page.goBack();
    await nameAt(page, /^测试商城 使用中/);
    await context.close();
  });
});

describe('the banner and the preference centre, by keyboard alone', () => {
  it('come first, are put aside by Escape without an answer, and answer by Space and Enter', async () => {
    const { page, context } = await openPage(browser, DESKTOP, { baseURL: shop.origin });
    await page.goto('/');
    const banner = page.getByRole('dialog');
    await banner.waitFor();
    await page.getByRole('status').getByText('栖野茶饮想请您决定').waitFor();
    await page.keyboard.press('Tab');
    expect(await banner.evaluate((box) => (box.getRootNode() as ShadowRoot).activeElement !== null)).toBe(true);
    // No trap: the page behind it can be reached.
    await tabTo(page, /^茶单$/);
    await tabTo(page, /^拒绝$/, 'Shift+Tab');
    await page.keyboard.press('Escape');
    await banner.waitFor({ state: 'detached' });
    const stateNow = () =>
      page.evaluate(() =>
        (window as unknown as { zhinuo: { site: { state(code: string): string } } }).zhinuo.site.state('marketing'),
      );
    expect(await stateNow()).toBe('unanswered');
    await page.reload();
    await banner.waitFor();
    await tabTo(page, /^我已满18周岁$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^同意$/);
    await page.keyboard.press('Enter');
    await banner.waitFor({ state: 'detached' });
    expect(await stateNow()).toBe('granted');
    await tabTo(page, /^隐私选择$/);
    await page.keyboard.press('Enter');
    await page.getByRole('switch').waitFor();
    await tabTo(page, /营销/);
    await page.keyboard.press('Space');
    await until(async () => ((await stateNow()) === 'refused' ? true : undefined));
    await page.keyboard.press('Escape');
    await nameAt(page, '隐私选择');
    await context.close();
  });

  it('say that a withdrawal was made, and keep the place beside it', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin });
    await page.goto('/');
    await tabTo(page, /^我已满18周岁$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^同意$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^撤回同意$/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('已撤回').waitFor();
    await nameAt(page, '隐私选择');
    await context.close();
  });
});

describe('the privacy centre, by keyboard alone', () => {
  it('begins behind each door at its title and comes back to the door; a switch keeps its place and says its receipt', async () => {
    const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base });
    await enterPrivacyCentre(page, product, PERSON);
    for (const door of ['我同意了什么', '你们存了我什么', '谁在什么时候用过', '我要……']) {
      await tabTo(page, new RegExp(`^${door}`));
      await page.keyboard.press('Enter');
      await nameAt(page, door);
      expect(await page.title()).toContain(door);
      await tabTo(page, /返回$/, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await nameAt(page, new RegExp(`^${door} `));
    }
    await tabTo(page, /^我同意了什么/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    const toggle = page.getByRole('switch', { name: /营销/ });
    await toggle.waitFor();
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      if (await toggle.evaluate((each) => each === document.activeElement)) break;
    }
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText(/凭证/).waitFor();
    await until(async () => ((await toggle.getAttribute('aria-checked')) === 'false' ? true : undefined));
    await until(async () => ((await toggle.evaluate((each) => each === document.activeElement)) ? true : undefined));
    expect(watch.problems).toEqual([]);
    await context.close();
  });
});
