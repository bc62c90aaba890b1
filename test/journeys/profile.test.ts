import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const PERSON = someone(81, { name: '尉迟小满' });
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
  await runImport(product.api, ORDERS, shopOrders(product.clock.now(), [{ person: PERSON, daysAgo: [3, 40, 200] }]));
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
  // A passing word of success is told as an alert too.
  expect(await page.locator('[role=alert]:not(.ant-message *)').allTextContents()).toEqual([]);
  for (const value of [PERSON.name, PERSON.mobile, PERSON.email]) {
    expect(await page.content()).not.toContain(value);
    expect(decodeURIComponent(page.url())).not.toContain(value);
  }
  expect(watch.problems).toEqual([]);
}

describe('the people of the console', () => {
  it('are found by the initials of their names, in any reading', async () => {
    await until(async () => {
      const search = { field: 'any', value: 'ycxm' };
      const { items } = await product.api.call<{ items: unknown[] }>('POST', '/api/v1/persons/searches', search);
      return items.length > 0;
    });
    await page.goto('/console/persons');
    await page.getByLabel('号码、邮箱或编号').fill('wcxm');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('137****0081').first().waitFor();
    await isSound();
  });

  it('are shown one by one: values with their sources, permissions, notices and a timeline', async () => {
    await page.goto(`/console/persons?open=${person}`);
    await page.getByRole('heading', { name: '时间线' }).waitFor();
    await page.locator('.verdict').first().waitFor();
    await page.getByText('购买').first().waitFor();
    await page.waitForLoadState('networkidle');
    await isSound();
    await page.getByRole('combobox', { name: '种类' }).click();
    await page.locator('.ant-select-dropdown').getByText('同意与拒绝').click();
    await page
      .getByText(/^同意 · /)
      .first()
      .waitFor();
    expect(watch.problems).toEqual([]);
  });
});

describe('a tag', () => {
  it('is declared, given by hand with a reason, and seen on the profile', async () => {
    await page.goto('/console/tags');
    await page.getByRole('button', { name: '新建标签' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称', { exact: true }).fill('常客');
    await dialog.getByLabel('英文名称').fill('Regular');
    await dialog.getByLabel('代码').fill('regular');
    await dialog.getByLabel('处理活动').click();
    await page.locator('.ant-select-dropdown').getByText('客户档案管理').click();
    await dialog.getByLabel('负责的团队').fill('会员运营组');
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.getByText('会员运营组').waitFor();
    await isSound();
    await page.goto(`/console/persons?open=${person}`);
    await page.getByRole('button', { name: '打标签' }).click();
    await page.getByRole('dialog').getByLabel('标签', { exact: true }).click();
    await page.locator('.ant-select-dropdown').getByText('常客').click();
    await page.getByRole('dialog').getByLabel(/理由/).fill('每周都来店里');
    await page.getByRole('dialog').getByRole('button', { name: '打标签' }).click();
    await page.getByText('每周都来店里').waitFor();
    await isSound();
  });

  it('is deleted by the person on their phone, and does not come back', async () => {
    const phone = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(phone.page, product, PERSON);
    await phone.page.goto('/me/#fields');
    const tags = phone.page.locator('section', { hasText: '给我打的标签' });
    await tags.getByText('常客').waitFor();
    expect(await axeFindings(phone.page)).toEqual([]);
    expect(await fitsTheScreen(phone.page)).toBe(true);
    await phone.page.getByRole('button', { name: '删除这个标签' }).click();
    await phone.page.getByRole('button', { name: '确认删除' }).click();
    await phone.page.getByText('已删除，不会再打。').waitFor();
    await tags.getByText('没有标签。').waitFor();
    expect(phone.watch.problems).toEqual([]);
    await phone.context.close();
    const given = product.api.call('PUT', `/api/v1/persons/${person}/tags/regular`, { reason: '每周都来店里' });
    await expect(given).rejects.toThrow(/409/);
  });
});

describe('computed traits and the RFM grid', () => {
  it('are computed on demand and stand on the profile', async () => {
    await page.goto('/console/traits');
    await page.getByRole('button', { name: '新建计算属性' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称', { exact: true }).fill('购买次数');
    await dialog.getByLabel('英文名称').fill('Orders');
    await dialog.getByLabel('代码').fill('orders');
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.getByText('购买次数').waitFor();
    await page.getByRole('button', { name: '立即重算' }).click();
    await page.getByText('已重算 1 个属性').waitFor();
    await isSound();
  });

  it('show people by fifths, and open a cell as the rule of a segment', async () => {
    await page.goto('/console/rfm');
    await page.getByRole('button', { name: /统\s?计/ }).click();
    await page.locator('.rfm-cell').first().waitFor();
    expect(await page.locator('.rfm-cell').count()).toBe(25);
    await isSound();
    await page.locator('.rfm-cell:enabled').first().click();
    await page.getByRole('dialog').getByText('RFM 分档').first().waitFor();
    expect(watch.problems).toEqual([]);
  });
});

describe('what is wrong', () => {
  it('is put right by the person on their phone', async () => {
    const phone = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(phone.page, product, PERSON);
    await phone.page.goto('/me/#fields');
    const name = phone.page.locator('.row', { hasText: '姓名' });
    await name.getByRole('button', { name: '更正' }).click();
    await name.getByLabel('正确的姓名').fill('尉迟大满');
    expect(await axeFindings(phone.page)).toEqual([]);
    expect(await fitsTheScreen(phone.page)).toBe(true);
    await name.getByRole('button', { name: '确认更正' }).click();
    await phone.page.getByText('已办理。').waitFor();
    // The number that they signed in by is not theirs to change here.
    const mobile = phone.page.locator('.row', { hasText: '手机号' });
    expect(await mobile.getByRole('button', { name: '更正' }).count()).toBe(0);
    expect(phone.watch.problems).toEqual([]);
    await phone.context.close();
  });

  it('is put right by staff: a value, a row, and a number that is somebody else’s now, which can be given back', async () => {
    const dialog = page.getByRole('dialog');
    const timeline = page.locator('section', { has: page.getByRole('heading', { name: '时间线' }) });
    const done = async (button: string | RegExp) => {
      await dialog.getByLabel(/理由/).fill('本人来电更正');
      await dialog.getByRole('button', { name: button }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await page.goto(`/console/persons?open=${person}`);
    await page.getByRole('heading', { name: '更正与删除' }).waitFor();
    const row = page.locator('tr', { hasText: '电子邮箱' });
    await row.getByRole('button', { name: /更\s?正/ }).click();
    await dialog.getByLabel('正确的值').fill('not-an-address');
    await dialog.getByLabel(/理由/).fill('本人来电更正');
    await dialog.getByRole('button', { name: /更\s?正/ }).click();
    await dialog.locator('.ant-form-item-explain-error').waitFor();
    await dialog.getByLabel('正确的值').fill('weichi@example.org');
    await done(/更\s?正/);
    await page.getByText('更正“电子邮箱”').waitFor();
    await timeline
      .locator('tr', { hasText: '购买' })
      .first()
      .getByRole('button', { name: /删\s?除/ })
      .click();
    await done(/删\s?除/);
    await page.getByText('删除记录“购买”').waitFor();
    await page.getByRole('button', { name: '号码已归他人' }).click();
    await done('号码已归他人');
    await page.getByText('号码归他人，停用').waitFor();
    await page.getByRole('button', { name: '撤销停用' }).click();
    await done('撤销停用');
    await page.getByText('号码放回，待确认').waitFor();
    await page.getByRole('button', { name: '更正出生日期' }).click();
    await dialog.getByLabel('正确的出生日期').fill('1995-02-03');
    await done(/更\s?正/);
    await page.getByText('更正“出生日期”').waitFor();
    await page.getByText('按出生日期').waitFor();
    expect(watch.problems.filter((problem) => !problem.includes('400'))).toEqual([]);
    for (const size of [PHONE, DESKTOP]) {
      await page.setViewportSize(size);
      expect(await fitsTheScreen(page)).toBe(true);
      expect(await axeFindings(page)).toEqual([]);
    }
  });
});
