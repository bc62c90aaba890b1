import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemoStaff } from '../../src/cli/demo/demo-staff.ts';
import { ageDecrypt, newIdentity } from '../../src/platform/age/index.ts';
import { fromBase32, totp } from '../support/access-bench.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage } from '../support/browser.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let person = '';
const PERSON = someone(71);
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  person = await joins(product, PERSON);
});
afterAll(() => product.close());

const wish = (changes: object = {}) => ({
  activity: 'order-delivery',
  persons: [person],
  fields: ['name', 'mobile'],
  reason: '交付当日配送名单',
  hours: 24,
  ...changes,
});
const download = (id: string) =>
  fetch(`${product.base}/api/v1/exports/${id}/downloads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });

async function made(changes: object = {}): Promise<{ id: string; passphrase?: string }> {
  const queued = await product.api.call<{ id: string; passphrase?: string }>('POST', '/api/v1/exports', wish(changes));
  await until(async () => {
    const { items } = await product.api.call<{ items: { id: string; status: string }[] }>('GET', '/api/v1/exports');
    return !['queued', 'running'].includes(items.find(({ id }) => id === queued.id)?.status ?? 'queued');
  });
  return queued;
}

it('takes a list of the sample brand out in a file that its passphrase opens, and no other', async () => {
  const { id, passphrase = '' } = await made();
  const file = Buffer.from(await (await download(id)).arrayBuffer());
  expect(file.includes(Buffer.from(PERSON.mobile))).toBe(false);
  expect(ageDecrypt({ passphrase }, file).toString('utf8')).toContain(PERSON.mobile);
  expect(() => ageDecrypt({ passphrase: `${passphrase}x` }, file)).toThrow();
});

it('takes it out to a public key, which only its own identity opens', async () => {
  const [mine, theirs] = [newIdentity(), newIdentity()];
  const { id } = await made({ publicKey: mine.recipient });
  const file = Buffer.from(await (await download(id)).arrayBuffer());
  expect(ageDecrypt({ identity: mine.identity }, file).toString('utf8')).toContain(PERSON.mobile);
  expect(() => ageDecrypt({ identity: theirs.identity }, file)).toThrow();
});

it('makes no file under an activity that does not permit it', async () => {
  const { id } = await made({ activity: 'marketing' });
  expect((await download(id)).status).toBe(409);
});

const EVERYBODY = {
  code: 'never-bought',
  name: { zh: '没有买过', en: 'Never bought' },
  definition: { all: [{ not: [{ event: { name: 'purchase', withinDays: 30, atLeast: 1 } }] }] },
};

describe('in the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('a list leaves after a one-time code, to whom and until when it says, and ends when it is destroyed', async () => {
    const { page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await product.api.call('POST', '/api/v1/segments', EVERYBODY);
    const staffPassword = 'a-made-up-password-of-tests-71';
    const [link] = await openDemoStaff({ base: product.base, apiKey: product.apiKey, staffPassword });
    await page.goto(link?.url ?? '');
    await page.click('form button');
    await page.waitForURL(/\/console/);

    await page.goto('/console/staff');
    await page.getByRole('button', { name: '开启两步验证' }).click();
    await page.getByLabel('当前密码').fill(staffPassword);
    await page.getByRole('button', { name: '下一步' }).click();
    const secret = fromBase32(await wordsOf(page.locator('.qr-side .mono')));
    await page.locator('#code').fill(totp(secret));
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('两步验证已开启', { exact: true }).waitFor();

    await page.goto('/console/exports');
    await page.getByRole('button', { name: '新的导出' }).click();
    const dialog = page.getByRole('dialog');
    await choose(page, '人群', EVERYBODY.name.zh);
    await choose(page, '处理活动', '订单履行与配送');
    await dialog.getByLabel('姓名', { exact: true }).check();
    await dialog.getByLabel('理由').fill('交付当日配送名单');
    await dialog.getByRole('button', { name: '导出并记录' }).click();
    await dialog.getByLabel('动态验证码').fill(totp(secret));
    await dialog.getByRole('button', { name: '导出并记录' }).click();
    const passphrase = await wordsOf(dialog.locator('.facts .mono'));
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: '关闭' }).last().click();

    await page.getByRole('button', { name: '下载' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('button', { name: '下载' }).click(),
    ]);
    const bytes = readFileSync(await file.path());
    expect(bytes.includes(Buffer.from(PERSON.name))).toBe(false);
    expect(ageDecrypt({ passphrase }, bytes).toString('utf8')).toContain(PERSON.name);
    await page.getByRole('button', { name: '销毁' }).click();
    await page.getByText('已取消').waitFor();
    expect(watch.problems).toEqual([]);
    await context.close();
  });
});

async function wordsOf(place: Locator): Promise<string> {
  return ((await place.textContent()) ?? '').trim();
}

/** Picks an option of a select of the dialog by its label. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
}
