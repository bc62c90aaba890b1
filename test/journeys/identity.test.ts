import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { openLinkingActivity } from '../support/linking-activity.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await product.act((tx) => openLinkingActivity(product.server.contexts.register, tx));
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'dpo');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

async function record(member: string, issuer: string, unionid: string): Promise<string> {
  const { customers } = product.server.contexts;
  return product.act(async (tx) => {
    const { id } = await customers.createPerson(tx, {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', value: member, issuer }],
      attributes: {},
    });
    const identifiers = [{ type: 'unionid', value: unionid, issuer: 'wechat' }];
    await customers.linking.identify(tx, { person: id, identifiers, source: 'test' });
    return id;
  });
}

describe('合并与冲突', () => {
  it('says that records stay apart until an activity permits linking, and then shows the picture, why, and what awaits a ruling', async () => {
    const { linking } = product.server.contexts.customers;
    const [a, b] = [await record('A1', 'pos', 'u-one'), await record('B1', 'shop', 'u-one')];
    const [c] = [await record('C1', 'pos', 'u-two'), await record('C2', 'pos', 'u-two')];
    await page.goto('/console/identity');
    await page.getByText('没有获准的处理活动，各条记录保持分开').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('combobox', { name: '选择处理活动' }).click();
    await page.getByText('识别您在各处的记录').last().click();
    await page.getByRole('button', { name: '按此活动识别' }).click();
    await page.getByText('识别依据').waitFor();
    await linking.link();
    await page.reload();
    await page.getByText('两边的会员号不同，而一个人只有一个').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(`/console/identity?open=${a}`);
    await page.locator('svg.cluster-picture').waitFor();
    expect(await page.locator('svg.cluster-picture .cluster-record').count()).toBe(2);
    expect(await page.content()).not.toContain('u-one');
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel(`选择要分出去的记录 ${b.slice(-12)}`).check();
    await page.getByRole('button', { name: '裁定不是同一人' }).click();
    await page.getByLabel('理由').fill('两位家人共用一台手机');
    await page.getByRole('dialog').getByRole('button', { name: '裁定不是同一人' }).click();
    await page.getByText('这个人只有一条记录').waitFor();
    await page.getByRole('button', { name: '撤销' }).first().click();
    await page.getByLabel('理由').fill('核实后是同一人');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /撤\s*销/ })
      .click();
    await page.locator('svg.cluster-picture .cluster-record').nth(1).waitFor();

    await page.goto('/console/identity');
    await page.getByRole('button', { name: '裁定为同一人' }).first().click();
    await page.getByLabel('理由').fill('一个人的两张卡');
    await page.getByRole('dialog').getByRole('button', { name: '裁定为同一人' }).click();
    await page.getByText('没有待裁定的冲突').waitFor();
    const view = await product.act((tx) => linking.cluster(tx, c));
    expect(view.records).toHaveLength(2);
    expect(watch.problems).toEqual([]);

    const look = process.env['ZHINUO_LOOK'];
    await page.goto(`/console/identity?open=${c}`);
    await page.locator('svg.cluster-picture').waitFor();
    if (look !== undefined) await page.screenshot({ path: `${look}-1280.png`, fullPage: true });
    await page.setViewportSize(PHONE);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    if (look !== undefined) await page.screenshot({ path: `${look}-360.png`, fullPage: true });
  });
});
