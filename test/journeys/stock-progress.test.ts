import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

it('says what an unfinished stock-take waits for, and becomes its report without being asked again', async () => {
  const { api } = product;
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/stock-takes', {
    activity: 'marketing',
    issuer: 'old-crm',
    notices: [],
  });
  const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
  await signInToConsole(page, product, 'dpo');
  await page.goto(`/console/stock?open=${id}`);
  await page.getByText('还没有收到文件').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const rows = Array.from({ length: 20 }, (_, n) => `B${n},门店,2025版,纸质表单签字,2025-03-01 10:00:00,是`);
  const file = ['会员号,来源,告知版本,告知方式,同意时间,是否同意', ...rows].join('\n');
  await fetch(`${product.base}/api/v1/imports/${id}/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'text/csv' },
    body: file,
  });
  await page.getByText('请核对各列的含义').waitFor();
  const { mapping } = await api.call<{ mapping: Record<string, number> }>('GET', `/api/v1/imports/${id}/preview`);
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  await page.getByText('20 人中').waitFor();
  await context.close();
});

it('adds up what was taken while it runs to the rows that were read, not to those of the file', async () => {
  const { api } = product;
  const declared = { activity: 'marketing', issuer: 'till', notices: [] };
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/stock-takes', declared);
  const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
  await signInToConsole(page, product, 'dpo');
  // A run is over before anybody sees it: the server's own answer, as it stands in the middle of one.
  await page.route(`**/api/v1/imports/${id}`, async (route) => {
    const row = await (await route.fetch()).json();
    const middle = { status: 'running', total: 90, done: 60, accepted: 50, refused: 4, duplicate: 6 };
    await route.fulfill({ json: { ...row, ...middle } });
  });
  await page.goto(`/console/stock?open=${id}`);
  await page.getByText('接受 50 + 拒绝 4 + 重复 6 = 已处理 60 行；全部 90 行').waitFor();
  expect(await page.getByText('新增人员').count()).toBe(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
});

it('is taken of consents alone, with versions that can be read, and says when a file has nobody', async () => {
  const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
  await signInToConsole(page, product, 'administrator');
  await page.goto('/console/stock');
  await page.getByRole('button', { name: '新建盘点' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('盘点哪项处理活动').click();
  const offered = page.locator('.ant-select-item-option-content');
  await offered.filter({ hasText: '短信与邮件营销' }).click();
  expect(await offered.filter({ hasText: '订单履行与配送' }).count()).toBe(0);
  await dialog.getByLabel('会员编号由谁发放').fill('shop');
  await dialog.getByLabel('文件中的告知版本').fill('2025版=Privacy/1');
  const file = { name: 'list.csv', mimeType: 'text/csv' };
  await dialog.locator('#stock-file').setInputFiles({ ...file, buffer: Buffer.from('') });
  await dialog.getByRole('button', { name: '上传并核对各列' }).click();
  await dialog.getByText('看不懂这一行：2025版=Privacy/1').waitFor();
  await dialog.getByLabel('文件中的告知版本').fill('2025版=privacy/1');
  await dialog.getByRole('button', { name: '上传并核对各列' }).click();
  await dialog.getByText('文件是空的').waitFor();
  await dialog
    .locator('#stock-file')
    .setInputFiles({ ...file, buffer: Buffer.from('会员号,来源,告知版本,告知方式,同意时间,是否同意\n') });
  await dialog.getByRole('button', { name: '上传并核对各列' }).click();
  await page.getByRole('button', { name: '开始分级' }).waitFor();
  expect(await page.getByRole('button', { name: '试运行' }).count()).toBe(0);
  const id = new URL(page.url()).searchParams.get('open');
  await page.getByRole('button', { name: '开始分级' }).click();
  await page.getByText('完成', { exact: true }).waitFor();
  await page.goto(`/console/stock?open=${id}`);
  await page.getByText('没有可以分级的人').waitFor();
  const { items } = await product.api.call<{ items: { issuer: string }[] }>('GET', '/api/v1/stock-takes');
  expect(items.filter(({ issuer }) => issuer === 'shop')).toHaveLength(1);
  await context.close();
});

it('shows very many groups of evidence a part at a time, most people first, and finds them by their words, on a phone too', async () => {
  const { api } = product;
  const declared = { activity: 'marketing', issuer: 'fairs', notices: [] };
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/stock-takes', declared);
  // Thirty origins; the more people the later they come, and the last of them alone said no.
  const rows = Array.from({ length: 30 }, (_, origin) =>
    Array.from({ length: 5 + origin }, (_, n) => {
      const said = origin === 29 ? '否' : '是';
      return `F${origin}-${n},第${origin + 1}号展位,2025版,2025-03-01 10:00,纸质表单签字,${said}`;
    }),
  ).flat();
  const file = ['会员号,来源,告知版本,告知时间,告知方式,是否同意', ...rows].join('\n');
  await fetch(`${product.base}/api/v1/imports/${id}/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'text/csv' },
    body: file,
  });
  const { mapping } = await until(() =>
    api.call<{ mapping: Record<string, number> }>('GET', `/api/v1/imports/${id}/preview`).catch(() => undefined),
  );
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  const { page, context } = await openPage(browser, PHONE, { baseURL: product.base });
  await signInToConsole(page, product, 'dpo');
  await page.goto(`/console/stock?open=${id}`);
  const panel = page.locator('.panel', { has: page.getByRole('heading', { name: '证据分组' }) });
  const shown = () => panel.locator('tbody tr[data-row-key]').allTextContents();
  await panel.getByRole('status').getByText('30 组，585 人').waitFor();
  expect(await shown()).toHaveLength(20);
  expect((await shown())[0]).toContain('第30号展位');
  await panel.getByRole('button', { name: '更多' }).click();
  expect(await shown()).toHaveLength(30);
  expect((await shown()).at(-1)).toContain('第1号展位');
  await panel.getByLabel('按来源、版本、方式或理由查找').fill('第17号');
  await panel.getByRole('status').getByText('1 组，21 人').waitFor();
  expect(await shown()).toEqual([expect.stringContaining('第17号展位')]);
  await panel.getByLabel('按来源、版本、方式或理由查找').fill('');
  await panel.getByLabel('级别').click();
  await page.locator('.ant-select-item-option-content', { hasText: '待裁定' }).click();
  await panel.getByRole('status').getByText('29 组，551 人').waitFor();
  // The grade, the words, the people and the ruling of a group stand beside each other.
  const width = await panel.locator('.ant-table-content').evaluate((table) => table.scrollWidth - table.clientWidth);
  expect(width).toBe(0);
  expect(await fitsTheScreen(page)).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  await context.close();
});
