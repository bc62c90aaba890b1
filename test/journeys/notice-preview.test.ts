import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

async function as(work: (page: Page) => Promise<void>, size = DESKTOP): Promise<void> {
  const { page, context, watch } = await openPage(browser, size, { baseURL: product.base });
  await signInToConsole(page, product, 'dpo');
  await work(page);
  expect(watch.problems).toEqual([]);
  await context.close();
}

async function looksRight(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.ant-skeleton') === null);
  expect(await axeFindings(page)).toEqual([]);
  expect(await fitsTheScreen(page)).toBe(true);
}

describe('a company that begins', () => {
  it('loads a starter pack from the empty page, and is told what only it knows', async () => {
    await as(async (page) => {
      await page.goto('/console/activities');
      await page.getByRole('button', { name: '载入“学校与教育机构”' }).waitFor();
      await looksRight(page);
      await page.getByRole('button', { name: '载入“学校与教育机构”' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('已登记 6 项活动、2 份告知草稿。').waitFor();
      await dialog.getByText('填写儿童个人信息保护负责人').waitFor();
      await dialog.getByRole('button', { name: '关闭' }).last().click();
      await page.getByText('班级照片与展示').waitFor();
      await page.goto('/console/notices?open=children');
      await page.getByText('缺少处理者名称').waitFor();
      await looksRight(page);
    }, PHONE);
  });

  it('is told in the dialog what a notice lacks, whose it is, and is led to the field', async () => {
    await as(async (page) => {
      await page.goto('/console/notices');
      await page.getByRole('button', { name: '新建告知' }).click();
      // Whoever opens a form begins at its first field, not at the button that closes it.
      await page.waitForFunction(() => document.activeElement?.id === 'titleZh');
      await page.keyboard.press('Escape');
      await page.goto('/console/notices?open=children');
      await page.getByRole('button', { name: '发布告知' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('还不能发布：先补齐下面缺少的内容。').waitFor();
      expect(await dialog.getByRole('button', { name: '发布告知' }).isDisabled()).toBe(true);
      await looksRight(page);
      await dialog.getByRole('listitem').filter({ hasText: '缺少行使权利的方式' }).getByRole('link').click();
      await page.waitForFunction(() => document.activeElement?.id === 'handler_rightsMethod_zh');
      expect(page.url()).toContain('/console/settings?at=rightsMethod');
      // A draft keeps its kind when it is edited.
      await page.goto('/console/notices?open=children');
      await page.getByRole('button', { name: '改草稿' }).first().click();
      expect(await dialog.getByRole('radio', { name: /儿童个人信息处理规则/ }).isChecked()).toBe(true);
      await dialog.getByRole('button', { name: '保存' }).click();
      await dialog.waitFor({ state: 'hidden' });
      const { items } = await page.evaluate(async () => (await fetch('/api/v1/notices')).json());
      expect(items.find((each: { code: string }) => each.code === 'children').kind).toBe('children');
    });
  });
});

describe('a new version', () => {
  it('is seen while it is written, with whom it concerns, and published by typing how many', async () => {
    await loadBrand(product);
    for (const n of [1, 2]) await joins(product, someone(n));
    await as(async (page) => {
      await page.goto('/console/activities?open=~marketing');
      await page.locator('.paper-frame').waitFor();
      await page.getByLabel('处理目的（中文）', { exact: true }).fill('向您发送活动邀请');
      const paper = page.frameLocator('.paper-frame');
      await paper.getByText('向您发送活动邀请').first().waitFor();
      await page.locator('.views').getByText('影响的人').click();
      await page.getByText('现在可用 2 人：发布后 0 人继续有效，2 人须重新遇到').waitFor();
      await looksRight(page);
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.getByRole('heading', { name: '运行之前还差' }).waitFor();
      await page.locator('.article').getByText('个人信息保护法第17条').waitFor();

      await page.goto('/console/notices?open=privacy');
      await page.locator('.views').getByText('与现行告知相比').click();
      await page.getByText('须重新取得同意').first().waitFor();
      await looksRight(page);
      await page.getByRole('button', { name: '发布告知' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('2 人上次在这里填写').waitFor();
      const publish = dialog.getByRole('button', { name: '发布告知' });
      expect(await publish.isDisabled()).toBe(true);
      await dialog.getByLabel('请输入人数 2 以确认').fill('2');
      await looksRight(page);
      await publish.click();
      await page.getByText('已发布 第 2 版').or(page.getByText('已发布第 2 版')).first().waitFor();
      await page.getByRole('link', { name: '已收集个人信息清单' }).waitFor();
    });
    const list = await fetch(`${product.base}/n/privacy/2/collected.xlsx`);
    expect([list.status, list.headers.get('content-type')?.includes('spreadsheetml')]).toEqual([200, true]);
  });

  it('has its lists as cards on a phone', async () => {
    const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    for (const paper of ['collected', 'shared', 'short']) {
      await page.goto(`/n/privacy/2/${paper}?lang=zh`);
      await looksRight(page);
    }
    expect(watch.problems).toEqual([]);
    await context.close();
  });
});
