import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE } from '../../../test/support/browser.ts';
import { openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { until } from '../../../test/support/until.ts';

let world: SendingWorld;
let browser: Browser;
let base: string;
beforeAll(async () => {
  world = await openSendingWorld();
  await world.jobs.start(2);
  base = await world.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.jobs.stop();
  await world.close();
});

describe('the hosted pages on a phone of 360 px', () => {
  it('are filled in, corrected, confirmed and left again without a script, and axe finds nothing serious', async () => {
    const { page, watch } = await openPage(browser, PHONE, { baseURL: base, phone: true });
    await page.goto(`${base}/f/autumn`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(await page.getByRole('checkbox', { name: /营销/ }).isChecked()).toBe(false);
    await page.getByLabel('姓名').fill('林小夏');
    await page.getByLabel('手机号码').fill('12345');
    await page.getByRole('checkbox', { name: /营销/ }).check();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('请填写 11 位中国大陆手机号').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.getByLabel('姓名').inputValue()).toBe('林小夏');
    await page.getByLabel('手机号码').fill('13900000001');
    await page.getByLabel('我已满18周岁').check();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const message = await until(() => world.gateway.messages.find(({ mobile }) => mobile === '13900000001'));
    await page.getByLabel('短信验证码').fill(/\d{6}/.exec(message.text)?.[0] ?? '');
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('手机号码已确认。').waitFor();
    expect(watch.problems).toEqual([]);
  });

  it('take a no with one button', async () => {
    const { person } = await world.act((tx) => tx.one<{ person: string }>('select person from capture.submission'));
    const { page } = await openPage(browser, PHONE, { baseURL: base, phone: true });
    await page.goto(`${base}/u/${world.capture.unsubscribeToken({ person, channel: 'sms' })}`);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '退订' }).click();
    await page.getByText('已退订，立即生效。').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
