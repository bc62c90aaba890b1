import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, MARKETING } from '../support/sample-load.ts';

const CARE = {
  ...MARKETING,
  code: 'allergy-care',
  name: { zh: '过敏提醒', en: 'Allergy care' },
  purpose: 'allergy_care',
  purposeText: { zh: '制作时避开您的过敏原', en: 'Leaving your allergens out' },
  fields: [
    {
      field: 'allergy',
      necessary: true,
      necessity: { zh: '避开过敏原', en: 'To leave it out' },
      impactIfRefused: { zh: '无法提醒', en: 'No reminder' },
    },
  ],
  commercial: false,
  channels: [],
  recipients: [],
  automatedDecision: null,
};

let product: RunningProduct;
let browser: Browser;
let shop: ReturnType<typeof createServer>;
let origin: string;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await product.api.call('POST', '/api/v1/activities', CARE);
  const { items } = await product.api.call<{ items: { code: string }[] }>('GET', '/api/v1/activities');
  const title = { zh: '个人信息处理规则', en: 'How we handle information' };
  const activities = items.map(({ code }) => code);
  await product.api.call('POST', '/api/v1/notices', { code: 'privacy', title, activities });
  await product.api.call('POST', '/api/v1/notices/privacy/publish', {});
  shop = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><title>shop</title><iframe src="${product.base}/f/tasting/embed" title="form" width="340" height="900"></iframe>`,
      ),
  );
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterAll(async () => {
  shop?.closeAllConnections();
  shop?.close();
  await browser?.close();
  await product?.close();
});

const FORM = {
  code: 'tasting',
  brand: 'qiye',
  title: { zh: '新品品鉴', en: 'Tasting' },
  notice: 'privacy',
  activity: 'order-delivery',
  fields: [
    { field: 'mobile', required: true },
    { field: 'name', required: false, label: { zh: '怎么称呼您', en: 'Your name' } },
  ],
  consents: [
    { control: 'news', activities: ['marketing'], kind: 'general' },
    { control: 'care', activities: ['allergy-care'], kind: 'separate' },
  ],
};

const submissions = async () =>
  (
    await product.api.call<{ items: { code: string; submissions: number; granted: number }[] }>('GET', '/api/v1/forms')
  ).items.find(({ code }) => code === 'tasting');

describe('the form builder', () => {
  it('shows the form on a phone, and says and is told that a separate consent never shares its box', async () => {
    await product.api.call('POST', '/api/v1/forms', { ...FORM, embedOn: [origin] });
    const { page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, 'administrator');
    await page.goto('/console/forms?open=tasting');
    await page.getByRole('img', { name: /二维码/ }).waitFor();
    await page.getByText('<iframe src=').waitFor();
    await page.getByRole('button', { name: /修\s?改/ }).click();
    await page.getByRole('button', { name: /预\s?览/ }).click();
    const phone = page.frameLocator('iframe.phone');
    await phone.getByText('怎么称呼您').waitFor();
    expect(await phone.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('combobox', { name: '同意的处理活动' }).first().click();
    await page.locator('.ant-select-dropdown:visible').getByText('过敏提醒', { exact: true }).click();
    await page.getByText('单独同意不得与其他目的共用一个勾选框').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await page
      .getByText(/请为它单设一项/)
      .first()
      .waitFor();
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('makes a page that survives a cut in the middle: nothing is stored until it arrives, and it arrives once', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto('/f/tasting');
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await page.getByLabel('手机号码').fill('13700009991');
    await page.getByLabel('我已满18周岁').check();
    await page.getByRole('checkbox', { name: /过敏提醒/ }).check();
    // The request is cut on its way; the page is still there with what was typed.
    await page.route('**/f/tasting*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    // Not before it has failed: a request still on its way when the cut is mended would arrive after all.
    const cut = page.waitForEvent('requestfailed', (request) => request.method() === 'POST');
    await page.getByRole('button', { name: '提交' }).click();
    await cut;
    expect((await submissions())?.submissions).toBe(0);
    await page.unroute('**/f/tasting*');
    await page.goBack().catch(() => undefined);
    await page.goto('/f/tasting');
    await page.getByLabel('手机号码').fill('13700009991');
    await page.getByLabel('我已满18周岁').check();
    await page.getByRole('checkbox', { name: /过敏提醒/ }).check();
    await page.getByRole('button', { name: '提交' }).dblclick();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await submissions()).toMatchObject({ submissions: 1, granted: 1 });
    await context.close();
  });

  it('stands in a frame of its own website, and takes the answer there without a cookie', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: origin, phone: true });
    await page.goto('/');
    const frame = page.frameLocator('iframe');
    await frame.getByLabel('手机号码').fill('13700009992');
    await frame.getByLabel('我已满18周岁').check();
    await frame.getByRole('button', { name: '提交' }).click();
    await frame.getByRole('heading', { name: '已提交' }).waitFor();
    await frame.getByLabel('短信验证码').fill('000000');
    await frame.getByRole('button', { name: '确认' }).click();
    await frame.getByText('验证码不正确，请重试。').waitFor();
    expect((await context.cookies()).length).toBe(0);
    await context.close();
  });
});
