import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

async function shows(text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** Nothing serious for axe, no error, and no sideways scrolling on a phone. */
async function isSound(): Promise<void> {
  await page.waitForLoadState('networkidle');
  expect(await axeFindings(page)).toEqual([]);
  expect(watch.problems).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await fitsTheScreen(page)).toBe(true);
  await page.setViewportSize(DESKTOP);
}

async function choose(label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).last().click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).last().click();
}

describe('an import in steps', () => {
  it('is declared, checked without storing, and run, by somebody who reads no JSON', async () => {
    await page.goto('/console/imports');
    await page.getByRole('button', { name: '新建导入' }).first().click();
    await page.getByText('人员资料').click();
    await choose('处理活动', '客户');
    await page.getByLabel(/编号由谁发放/).fill('crm');
    await page.setInputFiles('#import-file', {
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('会员编号,姓名,手机\nj-1,张三丰,13800138401\nj-2,李四光,1380013\n'),
    });
    await page.getByRole('button', { name: '上传并预览' }).click();
    await shows('列的对应关系');
    await isSound();
    await page.getByRole('button', { name: '试运行' }).click();
    await shows(/共 2 行：会接受 1，拒绝 1/);
    await shows('手机号：手机号无法识别');
    expect(await product.act((tx) => tx.query(`select 1 from customers.identifier where issuer = 'crm'`))).toEqual([]);
    await isSound();
    await page.getByRole('button', { name: '开始导入' }).click();
    await shows(/接受 1 \+ 拒绝 1 \+ 重复 0 = 共 2 行/);
    await isSound();
  });

  it('asks for a supplier’s proof before anything is uploaded', async () => {
    await page.goto('/console/imports');
    await page.getByRole('button', { name: '新建导入' }).first().click();
    await choose('来源', '第三方');
    await shows(/须有授权证明/);
    await isSound();
    await page.keyboard.press('Escape');
  });

  it('expects files at night, and says when none has come', async () => {
    await page.goto('/console/imports');
    await page.getByRole('button', { name: '登记夜间文件' }).click();
    await page.getByLabel('系统代码（文件夹名）').fill('till-7');
    await choose('处理活动', '客户');
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await shows('till-7/');
    await shows(/等待中/);
    await isSound();
  });
});

describe('sources that call back', () => {
  it('are set up with an address and a secret, shown once, and rules in blocks', async () => {
    await page.goto('/console/sources');
    await page.getByRole('button', { name: '新建数据源' }).first().click();
    await page.getByText('签名的 Webhook').click();
    await page.getByLabel('名称', { exact: true }).fill('订单系统');
    await page.getByLabel('英文名称').fill('Orders');
    await page.getByLabel('代码', { exact: true }).fill('orders');
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await shows(/whsec_/);
    await shows(/\/hooks\/in\/orders/);
    await page.getByRole('button', { name: '我已复制' }).click();
    await page.getByRole('button', { name: '编辑规则' }).click();
    await page.getByRole('button', { name: '添加规则' }).click();
    await page.getByLabel('当这个路径').fill('type');
    await page.getByLabel('等于').fill('order.paid');
    await page.getByLabel('事件名').fill('Order Completed');
    await page.getByLabel('人员编号的路径').fill('data.customer');
    await page.getByRole('button', { name: '添加值' }).click();
    await page.getByLabel('属性', { exact: true }).fill('revenue');
    await page.getByLabel('路径', { exact: true }).fill('data.total');
    await isSound();
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await shows('type = order.paid');
    expect(await page.content()).not.toContain('whsec_');
    await isSound();
    const { rules } = await product.api.call<{ rules: unknown[] }>('GET', '/api/v1/sources/orders/rules');
    expect(rules).toEqual([
      {
        when: { path: 'type', equals: 'order.paid' },
        as: 'event',
        name: 'Order Completed',
        person: 'data.customer',
        values: { revenue: 'data.total' },
      },
    ]);
  });

  it('include WeCom, whose keys are asked for and not shown again', async () => {
    await page.goto('/console/sources');
    await page.getByRole('button', { name: '新建数据源' }).first().click();
    await page.getByText('企业微信回调').click();
    await page.getByLabel('企业ID').fill('ww0123456789abcdef');
    await page.getByLabel('Token').fill('QDG6eK');
    await page.getByLabel('EncodingAESKey').fill('jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C');
    await page.getByLabel('名称', { exact: true }).fill('企业微信');
    await page.getByLabel('英文名称').fill('WeCom');
    await page.getByLabel('代码', { exact: true }).fill('wecom');
    await isSound();
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await shows(/\/hooks\/wecom\/wecom/);
    await page.getByRole('button', { name: '我已复制' }).click();
    await shows(/退群即视为拒绝/);
    expect(await page.content()).not.toContain('jWmYm7qr5nMoAUwZRjGt');
    await isSound();
  });
});

describe('the outbox', () => {
  it('shows who has not confirmed, and never whom it is about', async () => {
    const activities = await product.api.call<{ items: { code: string; recipients: { name: string }[] }[] }>(
      'GET',
      '/api/v1/activities',
    );
    const activity = activities.items.find(({ recipients }) => recipients.length > 0);
    await product.api.call('POST', '/api/v1/receivers', {
      code: 'erp',
      name: { zh: '仓储系统', en: 'ERP' },
      recipient: activity?.recipients[0]?.name,
      activities: [activity?.code],
      identifier: { type: 'member_id', issuer: 'shop' },
      url: 'http://127.0.0.1:9/told',
    });
    const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/persons', {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', issuer: 'shop', value: 'own-number-77' }],
      attributes: {},
    });
    const { vault } = product.server.contexts;
    const outside = randomUUID();
    await product.act((tx) =>
      tx.execute(
        `insert into customers.outside_person (id, receiver, person, digest, sealed, linked_at) values ($1, 'erp', $2, $3, $4, now())`,
        [outside, id, Buffer.alloc(32, 1), vault.sealBlob(`outside-person/${outside}`, Buffer.from('own-number-77'))],
      ),
    );
    await product.api.call('POST', '/api/v1/objections', { person: id, kind: 'unsubscribe', by: 'test' });
    await until(async () => {
      const { items } = await product.api.call<{ items: { lastAnswer: string | null }[] }>('GET', '/api/v1/receivers');
      return items[0]?.lastAnswer === 'econnrefused';
    });
    await page.goto('/console/outbox');
    await shows('送不到');
    await shows(/共 1 条还没有确认/);
    await isSound();
    await page.getByText('仓储系统').last().click();
    await shows(/对方还没有提供持有名单/);
    await shows('econnrefused');
    expect(await page.content()).not.toContain('own-number-77');
    await isSound();
  });
});

describe('a file that arrives broken', () => {
  it('is told for what it is, and the import takes another one later', async () => {
    const people = Buffer.from('会员编号,姓名\nk-1,张三丰\nk-2,李四光');
    const file = (buffer: Buffer) => ({ name: 'people.csv', mimeType: 'text/csv', buffer });
    await page.goto('/console/imports');
    await page.getByRole('button', { name: '新建导入' }).first().click();
    await page.getByText('人员资料').last().click();
    await choose('处理活动', '客户');
    await page.setInputFiles('#import-file', file(people.subarray(0, -1)));
    await page.getByRole('button', { name: '上传并预览' }).click();
    await shows(/像是没有传完整/);
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('row').filter({ hasText: '等待上传' }).first().click();
    await page.getByRole('button', { name: '选择文件' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('input[type=file]').setInputFiles(file(people));
    await page.getByRole('button', { name: '不再导入' }).waitFor();
    await shows('列的对应关系');
    await page.getByRole('button', { name: '不再导入' }).click();
    await shows('已取消');
  });
});
