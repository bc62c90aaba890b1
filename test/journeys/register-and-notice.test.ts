import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { DELIVERY, loadBrand, MARKETING } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

const textOf = async (path: string) => (await fetch(product.base + path)).text();

/** What PIPL 17 and NDSR 21 ask of a notice, each as the sample's page words it. */
const ITEMS: readonly [article: string, ...words: string[]][] = [
  ['PIPL 17(1)(1): the name of the handler', '栖野饮品(上海)有限公司'],
  ['PIPL 17(1)(1): how to reach it', '400-000-0088', 'privacy@qiye.example.com'],
  ['PIPL 17(1)(2): the purposes', MARKETING.purposeText.zh, DELIVERY.purposeText.zh],
  ['PIPL 17(1)(2): the methods', MARKETING.method.zh, DELIVERY.method.zh],
  ['PIPL 17(1)(2): the kinds of information', '姓名', '手机号码', '电子邮箱', '收货地址', '订单与消费记录'],
  ['NDSR 21: how long, and what happens then', '自同意之日起两年', '到期后删除'],
  [
    'PIPL 17(1)(3): the rights and how to use them',
    '查阅、复制、转移、更正、补充、删除',
    '撤回同意',
    '注销账户',
    '(/me)',
  ],
  ['NDSR 21: the list of what is collected', '已收集个人信息清单'],
  ['NDSR 21: the list of who receives it', '第三方共享个人信息清单', '示例云通信有限公司', 'dpo@sms.example.com'],
  ['PIPL 24: decisions by machine', '可在“我的信息与授权”关闭'],
  ['NDSR 20: where to complain', 'complaints@qiye.example.com'],
  ['PIPL 52: who is responsible', '个人信息保护负责人：法务与合规部'],
];

describe('the register and its notice', () => {
  it('hold two activities of the brand, delivery by contract and marketing by consent, and both may run', async () => {
    const { items } = await product.api.call<{ items: { code: string; basis: string; mayRun: boolean }[] }>(
      'GET',
      '/api/v1/activities',
    );
    const own = items.filter(({ code }) => code === 'order-delivery' || code === 'marketing');
    expect(own.map(({ code, basis, mayRun }) => [code, basis, mayRun]).sort()).toEqual([
      ['marketing', 'consent', true],
      ['order-delivery', 'contract', true],
    ]);
  });

  it.each(ITEMS)('tells %s', async (_article, ...words) => {
    const page = await textOf('/n/privacy');
    for (const word of words) expect(page).toContain(word);
  });

  it('are told in English too', async () => {
    const page = await textOf('/n/privacy?lang=en');
    expect(page).toContain('<html lang="en">');
    expect(page).toContain(MARKETING.purposeText.en);
  });

  it('keep every version: a new purpose makes a second one that asks anew, and the first stays as it was', async () => {
    const first = await textOf('/n/privacy/1');
    const purposeText = { zh: '向您发送新品、优惠与门店活动信息', en: 'Sending you news, offers and shop events' };
    await product.api.call('POST', '/api/v1/activities', { ...MARKETING, purposeText });
    const published = await product.api.call<{ version: number; changes: object[] }>(
      'POST',
      '/api/v1/notices/privacy/publish',
    );
    expect(published.version).toBe(2);
    expect(published.changes).toContainEqual({ activity: 'marketing', kind: 'purpose', reconsent: true });
    expect(await textOf('/n/privacy')).toContain(purposeText.zh);
    const article = (page: string) => /<article.*<\/article>/s.exec(page)?.[0];
    expect(article(await textOf('/n/privacy/1'))).toBe(article(first));
  });

  it('refuse to publish while an item is missing, and name each', async () => {
    const nowhere = { ...MARKETING.recipients[0], contact: '' };
    await product.api.call('POST', '/api/v1/activities', { ...MARKETING, recipients: [nowhere] });
    await expect(product.api.call('POST', '/api/v1/notices/privacy/publish')).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(/recipients\[0\]\.contact.*NDSR 21/),
    });
  });

  it('are readable on a phone: no sideways scrolling, nothing serious for axe', async () => {
    const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto('/n/privacy');
    expect(await fitsTheScreen(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it.each(['zh', 'en'])(
    'and every other page that anybody can open is whole there, at 200 % too, also where it says that there is nothing (%s)',
    async (lang) => {
      const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
      const papers = [
        '/n/privacy/1/collected',
        '/n/privacy/1/shared',
        '/n/privacy/1/short',

        '/f/autumn',
        '/me',
      ];
      const nothing = ['/n/nothing', '/t/nothing', '/f/nothing', '/u/nothing', '/c/nothing', '/f/autumn/s/nothing'];
      const found: string[] = [];
      for (const path of [...papers, ...nothing]) {
        await page.setViewportSize(PHONE);
        const answer = await page.goto(`${path}?lang=${lang}`);
        await page.locator('h1').waitFor();
        if (answer?.status() !== (nothing.includes(path) ? 404 : 200)) found.push(`${path}: ${answer?.status()}`);
        for (const finding of await axeFindings(page)) found.push(`${path}: ${finding}`);
        for (const size of [PHONE, { width: 180, height: 370 }]) {
          await page.setViewportSize(size);
          if (!(await fitsTheScreen(page))) found.push(`${path} does not fit ${size.width}`);
        }
      }
      expect(found).toEqual([]);
      await context.close();
    },
  );
});
