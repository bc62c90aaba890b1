import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { cutNetwork, loseNextAnswer, mendNetwork } from '../support/cut-network.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { FORM, joins, loadBrand, mayMarket, personOf, someone } from '../support/sample-load.ts';
import { type ShopSite, startShop } from '../support/shop-site.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
let shop: ShopSite;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  shop = await startShop(product, 'cut', ['marketing'], {
    '/': {},
    '/frame': { body: `<iframe title="form" src="${product.base}/f/framed/embed" width="350" height="1200"></iframe>` },
  });
  const framed = { ...FORM, code: 'framed', embedOn: [shop.origin] };
  await product.act((tx) => product.server.contexts.capture.saveForm(tx, { form: framed, active: true, by: 'test' }));
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await product?.close();
});

/** What answers could have been doubled or lost in. */
const stored = () =>
  product.act((tx) =>
    tx.one<{ persons: number; submissions: number; grants: number }>(
      `select (select count(*) from customers.person)::int as persons, (select count(*) from capture.submission)::int as submissions,
              (select count(*) from consent."grant" where withdrawn_at is null)::int as grants`,
    ),
  );
const answersOf = async (person: string) => {
  const path = `/api/v1/persons/${person}/consents`;
  const { items } = await product.api.call<{ items: { activity: string; state: string }[] }>('GET', path);
  return [...new Set(items.filter(({ activity }) => activity === 'marketing').map(({ state }) => state))];
};
type Fillable = Pick<Page, 'fill' | 'check'>;
async function fill(page: Fillable, person: SamplePerson): Promise<void> {
  await page.fill('#name', person.name);
  await page.fill('#mobile', person.mobile);
  await page.fill('#email', person.email);
  await page.check('#adult');
}
const POSTS = `${'**'}/f/**`;

describe('a hosted form, the network cut when it is sent', () => {
  it('keeps what was typed, says so, and is recorded once when it is sent again', async () => {
    const person = someone(81);
    const before = await stored();
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto('/f/autumn');
    await fill(page, person);
    await cutNetwork(page, POSTS);
    await page.click('button[type=submit]');
    await page.getByRole('alert').getByText('网络不通').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.inputValue('#mobile')).toBe(person.mobile);
    expect(await stored()).toEqual(before);
    await mendNetwork(page, POSTS);
    await page.click('button[type=submit]');
    await page.waitForURL(/\/s\//);
    expect(await stored()).toMatchObject({ persons: before.persons + 1, submissions: before.submissions + 1 });
    expect(await answersOf(await personOf(product, person.mobile))).toEqual(['refused']);
    await context.close();
  });

  it('is not doubled by an answer that was lost, and a box unticked since is a no', async () => {
    const person = someone(82);
    const before = await stored();
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto('/f/autumn');
    await fill(page, person);
    await page.check('#marketing');
    await loseNextAnswer(page, POSTS);
    await page.click('button[type=submit]');
    await page.getByRole('alert').getByText('网络不通').waitFor();
    const id = await personOf(product, person.mobile);
    expect(await answersOf(id)).toEqual(['granted']);
    await page.uncheck('#marketing');
    await page.click('button[type=submit]');
    await page.waitForURL(/\/s\//);
    expect(await stored()).toMatchObject({ persons: before.persons + 1, submissions: before.submissions + 1 });
    expect(await answersOf(id)).toEqual(['withdrawn']);
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    await context.close();
  });

  it('stands the same in a frame on another website', async () => {
    const person = someone(83);
    const before = await stored();
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    await page.goto('/frame');
    await page.getByRole('dialog').getByRole('button', { name: '拒绝' }).click();
    const frame = page.frameLocator('iframe');
    const inFrame: Fillable = {
      fill: (selector, value) => frame.locator(selector).fill(value),
      check: (selector) => frame.locator(selector).check(),
    };
    await fill(inFrame, person);
    await cutNetwork(page, POSTS);
    await frame.locator('button[type=submit]').click();
    await frame.getByRole('alert').getByText('网络不通').waitFor();
    expect(await stored()).toEqual(before);
    await page.unroute(POSTS);
    await loseNextAnswer(page, POSTS);
    await frame.locator('button[type=submit]').click();
    await until(async () => ((await stored()).submissions > before.submissions ? true : undefined));
    await frame.getByRole('alert').waitFor();
    await frame.locator('button[type=submit]').click();
    await frame.getByText('已提交').first().waitFor();
    expect(await stored()).toMatchObject({ persons: before.persons + 1, submissions: before.submissions + 1 });
    await context.close();
  });
});

describe('the preference centre of a website, the network cut', () => {
  type Site = { state(code: string): string };
  const stateOf = (page: Page) =>
    page.evaluate(() => (window as unknown as { zhinuo: { site: Site } }).zhinuo.site.state('marketing'));
  const API = `${'**'}/api/v1/sites/**`;

  it('takes no yes that was not recorded, keeps a no over a reload, and a lost answer leaves no yes behind it', async () => {
    const { page, context } = await openPage(browser, PHONE, { baseURL: shop.origin, phone: true });
    await page.goto('/');
    await page.getByRole('dialog').getByRole('button', { name: '拒绝' }).click();
    await page.getByRole('button', { name: '隐私选择' }).click();
    const toggle = page.getByRole('switch', { name: /营销/ });
    const adult = page.getByLabel('我已满18周岁');
    if (await adult.isVisible()) await adult.check();
    await cutNetwork(page, API);
    await toggle.click();
    await until(async () => ((await toggle.isEnabled()) ? true : undefined));
    expect(await stateOf(page)).toBe('refused');
    await mendNetwork(page, API);
    // The yes arrives, its receipt is lost: the browser holds no yes, and a no afterwards ends what stands on the server.
    const { grants } = await stored();
    await page.route(API, async (route) => {
      if (!route.request().url().endsWith('/consents')) return route.fallback();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await toggle.click();
    await until(async () => ((await stored()).grants > grants ? true : undefined));
    await until(async () => ((await toggle.isEnabled()) ? true : undefined));
    expect(await stateOf(page)).not.toBe('granted');
    await page.unroute(API);
    await cutNetwork(page, API);
    await page.evaluate(() =>
      (window as unknown as { zhinuo: { site: { refuse(codes: string[]): Promise<unknown> } } }).zhinuo.site.refuse([
        'marketing',
      ]),
    );
    expect(await stateOf(page)).toBe('refused');
    await page.reload();
    await until(async () => ((await stateOf(page)) === 'refused' ? true : undefined));
    await mendNetwork(page, API);
    await until(async () => ((await stored()).grants === grants ? true : undefined));
    await context.close();
  });
});

describe('a code at a counter, the network cut', () => {
  it('opens for the same phone when the answer to opening was lost, and is answered once', async () => {
    const person = someone(84);
    const before = await stored();
    const body = { form: 'autumn', place: 'shop-1' };
    const { url, id } = await product.api.call<{ url: string; id: string }>('POST', '/api/v1/counter-codes', body);
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto(new URL(url).pathname);
    expect(await axeFindings(page)).toEqual([]);
    await loseNextAnswer(page, `${'**'}/f/counter/**`);
    await page.click('button[type=submit]').catch(() => undefined);
    await until(async () => {
      const { state } = await product.api.call<{ state: string }>('GET', `/api/v1/counter-codes/${id}`);
      return state === 'opened' ? true : undefined;
    });
    // The browser's own page of a lost connection comes a moment after the loss.
    await page.waitForURL(/^chrome-error:/);
    await page.unroute(`${'**'}/f/counter/**`);
    await page.goto(new URL(url).pathname);
    await page.click('button[type=submit]');
    await page.waitForURL(/\/f\/autumn/);
    await fill(page, person);
    await cutNetwork(page, POSTS);
    await page.click('button[type=submit]');
    await page.getByRole('alert').getByText('网络不通').waitFor();
    await mendNetwork(page, POSTS);
    await page.click('button[type=submit]');
    await page.waitForURL(/\/s\//);
    const answer = await product.api.call<{ state: string; answer: string }>('GET', `/api/v1/counter-codes/${id}`);
    expect(answer).toEqual({ state: 'answered', answer: 'refused' });
    expect(await stored()).toMatchObject({ persons: before.persons + 1, submissions: before.submissions + 1 });
    await context.close();
  });
});

describe('the page of an unsubscribe link, the network cut', () => {
  it('is in force once it has arrived, whether its answer comes or not', async () => {
    const id = await joins(product, someone(90));
    const token = product.server.contexts.capture.unsubscribeToken({ person: id, channel: 'email' });
    const LINK = `${'**'}/u/**`;
    const said = async (channel: 'sms' | 'email') => (await mayMarket(product, id, channel)).outcome;
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    const press = async () => {
      await page.goto(`/u/${token}`);
      await page.getByRole('button').tap({ noWaitAfter: true });
    };
    await page.goto(`/u/${token}`);
    await cutNetwork(page, LINK);
    const failed = page.waitForEvent('requestfailed');
    await page.getByRole('button').tap({ noWaitAfter: true });
    await failed;
    expect(await said('email')).toBe('allow');
    await page.unroute(LINK);
    await loseNextAnswer(page, LINK);
    const lost = page.waitForEvent('requestfailed');
    await press();
    await lost;
    expect(await said('email')).toBe('deny');
    await page.unroute(LINK);
    // Whoever did not see it tries again.
    await press();
    await page.getByText('已退订').waitFor();
    expect([await said('email'), await said('sms')]).toEqual(['deny', 'allow']);
    await context.close();
  });
});

describe('the privacy centre, the network cut', () => {
  it('keeps a no, also over a reload, until it is heard; a yes is never kept', async () => {
    const person = someone(88);
    const id = await joins(product, person);
    const API = `${'**'}/me/api/**`;
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(page, product, person);
    await page.getByText('我同意了什么').tap();
    const toggle = page.getByRole('switch', { name: '短信与邮件营销' });
    await toggle.waitFor();
    const NO = `${'**'}/me/api/withdrawals`;
    await cutNetwork(page, NO);
    await toggle.tap();
    await page.getByText('尚未生效').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('allow');
    await page.reload();
    await page.getByText('尚未生效').waitFor();
    await mendNetwork(page, NO);
    await page.getByText('凭证号').first().waitFor();
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    await page.getByRole('switch', { name: '短信与邮件营销', checked: false }).waitFor();
    await toggle.tap();
    const agree = page.getByRole('button', { name: '同意', exact: true });
    await agree.waitFor();
    await cutNetwork(page, API);
    await agree.tap();
    await page.getByRole('alert').waitFor();
    await mendNetwork(page, API);
    await page.reload();
    await page.getByRole('switch', { name: '短信与邮件营销', checked: false }).waitFor();
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
    await context.close();
  });
});
