import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { fitsTheScreen, reachByTab } from '../support/page-checks.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, MARKETING, mayMarket, someone } from '../support/sample-load.ts';

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

const outcomes = async (person: string) => ({
  sms: (await mayMarket(product, person, 'sms')).outcome,
  email: (await mayMarket(product, person, 'email')).outcome,
});
const YES = { sms: 'allow', email: 'allow' };
const unsubscribePath = (person: string, channel: 'sms' | 'email') =>
  `/u/${product.server.contexts.capture.unsubscribeToken({ person, channel })}`;

describe('the privacy centre on a phone', () => {
  it('says what is held and every use, and stops all marketing in two taps', async () => {
    const person = someone(21);
    const id = await joins(product, person);
    expect(await outcomes(id)).toEqual(YES);
    const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(page, product, person);
    expect(await axeFindings(page)).toEqual([]);
    expect(await fitsTheScreen(page)).toBe(true);
    await page.evaluate(() => {
      const counter = window as unknown as { taps: number };
      counter.taps = 0;
      const count = () => {
        counter.taps += 1;
      };
      window.addEventListener('click', count, { capture: true });
    });
    await page.getByText('不再接收任何营销').tap();
    await page.getByText('确认停止').tap();
    await page.getByText('已经生效').waitFor();
    expect(await page.evaluate(() => (window as unknown as { taps: number }).taps)).toBe(2);
    expect(await outcomes(id)).toEqual({ sms: 'deny', email: 'deny' });
    for (const [door, words] of [
      ['fields', '137****0021'],
      ['uses', '登录与联系方式确认'],
      ['consents', MARKETING.purposeText.zh],
      ['requests', '限制处理'],
    ] as const) {
      await page.goto(`/me#${door}`);
      await page.getByText(words).first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await fitsTheScreen(page)).toBe(true);
    }
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('withdraws one consent beside its text, and can be used with the keyboard alone', async () => {
    const person = someone(22);
    const id = await joins(product, person);
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await enterPrivacyCentre(page, product, person);
    expect(await reachByTab(page, '.doors button')).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('switch').first().waitFor();
    expect(await reachByTab(page, '[role=switch]')).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('凭证号').first().waitFor();
    expect(await outcomes(id)).toEqual({ sms: 'deny', email: 'deny' });
    await context.close();
  });

  it('loads less than 150 kB of JavaScript, compressed', () => {
    const folder = new URL('../../dist/web/privacy-centre/assets/', import.meta.url).pathname;
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(150_000);
  });
});

describe('the other ways to say no', () => {
  it('a reply R by SMS is in force before the gateway has its answer, and leaves mail alone', async () => {
    const person = someone(23);
    const id = await joins(product, person);
    expect(await product.gateway.reply(person.mobile, 'R')).toBe(200);
    expect(await outcomes(id)).toEqual({ sms: 'deny', email: 'allow' });
  });

  it('a one-click POST of a mail program is in force before its answer, without cookie or page', async () => {
    const id = await joins(product, someone(24));
    const answer = await fetch(product.base + unsubscribePath(id, 'email'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(answer.status).toBe(200);
    expect(await outcomes(id)).toEqual({ sms: 'allow', email: 'deny' });
  });

  it('a GET never withdraws: a scanner may follow the link as often as it likes', async () => {
    const id = await joins(product, someone(25));
    const path = unsubscribePath(id, 'email');
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await fetch(product.base + path, { method })).status).toBe(200);
    expect(await outcomes(id)).toEqual(YES);
    const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.goto(path);
    expect(await axeFindings(page)).toEqual([]);
    expect(await fitsTheScreen(page)).toBe(true);
    expect(await outcomes(id)).toEqual(YES);
    await page.getByRole('button').tap();
    await page.getByText('已退订').waitFor();
    expect(await outcomes(id)).toEqual({ sms: 'allow', email: 'deny' });
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('a no binds every brand and every record with the same address', async () => {
    await product.api.call('PUT', '/api/v1/brands/shanlan', { name: { zh: '山岚花店', en: 'Shanlan' } });
    const person = someone(26);
    const id = await joins(product, person);
    const again = await joins(product, {
      ...person,
      name: '林小同',
      email: 'other26@example.org',
      confirms: ['email'],
    });
    await product.gateway.reply(person.mobile, '退订');
    for (const record of new Set([id, again]))
      for (const brand of ['qiye', 'shanlan']) {
        type Decision = { outcome: string; reasons: { code: string }[] };
        const decision = await product.api.call<Decision>('POST', '/api/v1/decisions', {
          person: record,
          activity: 'marketing',
          operation: 'use',
          channel: 'sms',
          brand,
          message: { senderIdentity: true, optOutIncluded: true },
        });
        expect(decision.outcome).toBe('deny');
        expect(decision.reasons.map(({ code }) => code)).toEqual(['message.unsubscribed', 'message.sms-refused']);
      }
  });
});
