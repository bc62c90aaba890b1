import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { fitsTheScreen, reachByTab } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, mayMarket, personOf, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

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

async function onAPhone<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
  await page.goto('/f/autumn');
  const result = await work(page);
  expect(watch.problems).toEqual([]);
  await context.close();
  return result;
}

async function fill(page: Page, person: SamplePerson): Promise<void> {
  await page.fill('#name', person.name);
  await page.fill('#mobile', person.mobile);
  await page.fill('#email', person.email);
}

const submissions = async () => {
  const { items } = await product.api.call<{ items: { submissions: number }[] }>('GET', '/api/v1/forms');
  return items[0]?.submissions ?? 0;
};

const answersOf = async (person: string) => {
  const path = `/api/v1/persons/${person}/consents`;
  const { items } = await product.api.call<{ items: { activity: string; state: string }[] }>('GET', path);
  return items.filter(({ activity }) => activity === 'marketing').map(({ state }) => state);
};

const codeOf = (text: string | undefined) => /(?<!\d)\d{6}(?!\d)/.exec(text ?? '')?.[0];

describe('the hosted form on a phone of 360 pixels', () => {
  it('shows the short notice beside the fields, and neither box is ticked', async () => {
    await onAPhone(async (page) => {
      expect(await page.isChecked('#marketing')).toBe(false);
      expect(await page.isChecked('#adult')).toBe(false);
      expect(await page.textContent('label[for=adult]')).toContain('我已满18周岁');
      expect(await page.textContent('.notice')).toContain('栖野饮品(上海)有限公司');
      expect(await page.getAttribute('form a[target=_blank]', 'href')).toBe('/n/privacy/1');
      expect(await fitsTheScreen(page)).toBe(true);
      expect(await axeFindings(page)).toEqual([]);
    });
  });

  it('names what is wrong beside the field in the language of the page, keeps what was typed, and stores nothing', async () => {
    const before = await submissions();
    await onAPhone(async (page) => {
      await fill(page, someone(1, { mobile: '12345' }));
      await page.check('#marketing');
      await page.click('button[type=submit]');
      expect(await page.textContent('#mobile-error')).toContain('11 位');
      expect(await page.textContent('#form')).not.toContain('digits');
      expect(await page.isVisible('#adult-error')).toBe(true);
      expect(await page.inputValue('#name')).toBe(someone(1).name);
      expect(await axeFindings(page)).toEqual([]);
      await page.goto('/f/autumn?lang=en');
      await fill(page, someone(1, { mobile: '12345' }));
      await page.click('button[type=submit]');
      expect(await page.textContent('#mobile-error')).toContain('11 digits');
      expect(await page.textContent('#form')).not.toContain('11 位');
    });
    expect(await submissions()).toBe(before);
  });

  it('can be filled and sent with the keyboard alone', async () => {
    const person = someone(2, { marketing: false });
    await onAPhone(async (page) => {
      for (const [field, value] of [
        ['#name', person.name],
        ['#mobile', person.mobile],
        ['#email', person.email],
      ] as const) {
        expect(await reachByTab(page, field)).toBe(true);
        await page.keyboard.type(value);
      }
      expect(await reachByTab(page, '#adult')).toBe(true);
      await page.keyboard.press('Space');
      expect(await reachByTab(page, 'button[type=submit]')).toBe(true);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/s\//);
    });
    expect(await personOf(product, person.mobile)).not.toBe('');
  });

  it('works as well without marketing: the refusal is recorded and the person may not be marketed to', async () => {
    const person = someone(3);
    await onAPhone(async (page) => {
      await fill(page, person);
      await page.check('#adult');
      await page.click('button[type=submit]');
      await page.waitForURL(/\/s\//);
      expect(await page.textContent('main')).toContain('不接收营销信息的选择');
    });
    const id = await personOf(product, person.mobile);
    expect(new Set(await answersOf(id))).toEqual(new Set(['refused']));
    expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
  });

  it('counts an address only after its owner has entered the code or opened the link', async () => {
    const person = someone(4);
    await onAPhone(async (page) => {
      await fill(page, person);
      await page.check('#adult');
      await page.check('#marketing');
      await page.click('button[type=submit]');
      await page.waitForURL(/\/s\//);
      const id = await personOf(product, person.mobile);
      expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
      const code = await until(() =>
        codeOf(product.gateway.messages.find((sms) => sms.mobile === person.mobile)?.text),
      );
      await page.fill('#sms', code === '000000' ? '000001' : '000000');
      await page.click('form:has(#sms) button:not(.plain)');
      expect(await page.textContent('main')).toContain('验证码不正确');
      expect((await mayMarket(product, id, 'sms')).outcome).toBe('deny');
      await page.fill('#sms', code);
      await page.click('form:has(#sms) button:not(.plain)');
      expect(await page.textContent('main')).toContain('手机号码已确认');
      expect(await axeFindings(page)).toEqual([]);
      expect((await mayMarket(product, id, 'sms')).outcome).toBe('allow');
      expect((await mayMarket(product, id, 'email')).outcome).toBe('deny');
      const link = await until(
        () => /http\S+\/c\/\S+/.exec(product.inbox.mails.find(({ to }) => to === person.email)?.text ?? '')?.[0],
      );
      await page.goto(link);
      expect((await mayMarket(product, id, 'email')).outcome).toBe('deny');
      await page.click('button[type=submit]');
      expect(await page.textContent('main')).toContain('邮箱已确认');
      expect((await mayMarket(product, id, 'email')).outcome).toBe('allow');
    });
  });

  it('takes a second press of the button for the first: one person, one answer', async () => {
    const person = someone(5);
    const before = await submissions();
    const page = await fetch(`${product.base}/f/autumn`);
    const text = await page.text();
    const cookie = (page.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
    const fields = { presentation: hidden('presentation'), nonce: hidden('nonce'), adult: 'yes', marketing: 'yes' };
    const { name, mobile, email } = person;
    const press = async () => {
      const answer = await fetch(`${product.base}/f/autumn`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin: product.base, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, name, mobile, email }).toString(),
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    const statuses = await Promise.all([press(), press(), press()]);
    expect(statuses).toContain(303);
    expect(statuses.every((status) => status === 303 || status === 409)).toBe(true);
    expect(await submissions()).toBe(before + 1);
  });
});
