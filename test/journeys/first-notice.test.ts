import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { fitsTheScreen } from '../support/page-checks.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { until } from '../support/until.ts';

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

async function as(role: 'administrator' | 'dpo', work: (page: Page) => Promise<void>, size = DESKTOP): Promise<void> {
  const { page, context, watch } = await openPage(browser, size, { baseURL: product.base });
  await signInToConsole(page, product, role);
  await work(page);
  expect(watch.problems).toEqual([]);
  await context.close();
}

async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForSelector('.page-head h1');
  await page.waitForFunction(() => document.querySelector('.ant-skeleton') === null);
}

async function looksRight(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  expect(await fitsTheScreen(page)).toBe(true);
}

const both = async (scope: Page | Locator, label: string, zh: string, en: string): Promise<void> => {
  await scope.getByLabel(`${label}（中文）`, { exact: true }).fill(zh);
  await scope.getByLabel(`${label}（英文）`, { exact: true }).fill(en);
};

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  const choice = page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first();
  // A list is measured off the screen before it is put at its field.
  await choice.waitFor();
  await until(async () => ((await choice.boundingBox())?.x ?? -1) >= 0);
  await choice.click();
}

async function addField(page: Page, name: string): Promise<void> {
  await choose(page, '添加字段', name);
  await page.getByRole('button', { name: `移除“${name}”` }).waitFor();
}

async function documentChosen(page: Page, name: string): Promise<void> {
  const buffer = Buffer.from(name);
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/pdf', buffer });
  await page.getByRole('dialog').getByText(name).waitFor();
}

async function enter(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe('a company that starts empty', () => {
  it('has one thing to do', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console');
      await page.getByText('发布第一份告知').waitFor();
      expect(await page.locator('.needs').first().locator('li').count()).toBe(1);
    });
  });

  it('enters who it is and its brand, and is told at the field what is wrong', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console/settings');
      await looksRight(page);
      await page.getByRole('button', { name: '保存处理者信息' }).click();
      await page.getByText('请填写电话或邮箱').waitFor();
      await both(page, '公司名称', '示例茶业有限公司', 'Example Tea Co., Ltd.');
      await both(page, '地址', '杭州市示例路1号', '1 Example Road, Hangzhou');
      await page.getByLabel('联系邮箱').fill('privacy@tea.example.com');
      await both(page, '个人信息保护负责人或团队', '法务部', 'Legal department');
      await both(page, '投诉举报渠道', 'complaints@tea.example.com', 'complaints@tea.example.com');
      await page.getByRole('button', { name: '保存处理者信息' }).click();
      await page.getByText('已保存').waitFor();
      await page.getByRole('button', { name: '新建品牌' }).click();
      const dialog = page.getByRole('dialog');
      await both(dialog, '品牌名称', '示例茶', 'Example Tea');
      await dialog.getByLabel('代码').fill('tea');
      await dialog.getByRole('button', { name: '保存' }).click();
      await page.getByRole('cell', { name: '示例茶', exact: true }).waitFor();
      await looksRight(page);
    });
    const handler = await product.act((tx) => product.server.contexts.register.handler(tx));
    expect(handler?.rightsMethod.zh).toContain(`${product.base}/me`);
    expect(await product.act((tx) => product.server.contexts.register.brands(tx))).toHaveLength(1);
  });

  it('registers a contract activity; what the server refuses stands at its field', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console/activities');
      await page.getByRole('button', { name: '新建处理活动' }).click();
      await page.getByRole('heading', { name: '新建处理活动' }).waitFor();
      await both(page, '名称', '订单履行', 'Order delivery');
      await page.getByLabel('代码').fill('delivery');
      await page.getByLabel('目的类别').fill('deliver_order');
      await page.keyboard.press('Escape');
      await both(page, '处理目的', '交付您购买的商品', 'Delivering what you bought');
      await both(page, '处理方式', '记录订单并联系您', 'Recording orders and reaching you');
      await choose(page, '合法性基础', '履行合同');
      await addField(page, '姓名');
      await page.getByLabel('“姓名”对目的是必要的').uncheck();
      await looksRight(page);
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.locator('.ant-form-item-explain-error', { hasText: '并非必要' }).waitFor();
      await page.getByLabel('“姓名”对目的是必要的').check();
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.getByRole('heading', { name: '运行之前还差' }).waitFor();
      await page.getByRole('link', { name: '去发布告知' }).waitFor();
      await looksRight(page);
    });
    const saved = await product.act((tx) => product.server.contexts.register.activity(tx, 'delivery'));
    expect([saved.basis, saved.fields.map(({ field }) => field), saved.retention.text.zh]).toEqual([
      'contract',
      ['mobile', 'name'],
      '自收集之日起保存 730 天',
    ]);
  });

  it('registers a consent activity with an entrustee and an automated decision, on a phone', async () => {
    await as(
      'dpo',
      async (page) => {
        await settled(page, '/console/activities');
        await page.getByRole('button', { name: '新建处理活动' }).click();
        await both(page, '名称', '短信营销', 'Marketing by SMS');
        await page.getByLabel('代码').fill('marketing');
        await choose(page, '目的类别', '营销推广');
        await both(page, '处理目的', '向您发送新品与优惠', 'Sending you news and offers');
        await both(page, '处理方式', '按消费分群后发送', 'Sent to segments of buyers');
        expect(await page.getByLabel('属于商业营销').isChecked()).toBe(true);
        await addField(page, '姓名');
        await page.getByLabel('短信', { exact: true }).check();
        await page.getByRole('button', { name: '添加接收方' }).click();
        const recipient = page.getByRole('group', { name: '接收方 1' });
        await recipient.getByLabel('名称', { exact: true }).fill('示例短信有限公司');
        await recipient.getByLabel('联系方式').fill('dpo@sms.example.com');
        await both(recipient, '它的处理目的', '代为发送短信', 'Sending texts for us');
        await choose(page, '给它哪些信息', '手机号码');
        await page.keyboard.press('Escape');
        await page.getByLabel('使用自动化决策').click();
        await both(page, '决策说明', '按消费次数分群', 'Segments by purchases');
        await looksRight(page);
        await page.getByRole('button', { name: '登记', exact: true }).click();
        await page.getByRole('heading', { name: '运行之前还差' }).waitFor();
        await looksRight(page);
      },
      PHONE,
    );
  });

  it('has the assessment and the contract entered from what is missing', async () => {
    await as('dpo', async (page) => {
      await settled(page, '/console/activities?open=marketing');
      const missing = page.locator('.panel', { hasText: '运行之前还差' });
      await missing.getByRole('button', { name: '登记评估结论' }).click();
      await page.getByLabel('报告名称').fill('影响评估报告');
      await documentChosen(page, 'report.pdf');
      await enter(page);
      await missing.getByRole('button', { name: '登记合同' }).click();
      await documentChosen(page, 'contract.pdf');
      await enter(page);
      await missing.getByRole('button').waitFor({ state: 'detached' });
      expect(await missing.locator('li').count()).toBe(1);
    });
  });

  it('publishes its first notice, with the built-in activities in it', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console');
      await page.getByText('发布第一份告知').click();
      await page.getByRole('button', { name: '新建告知' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('标题', { exact: true }).fill('个人信息处理规则');
      await dialog.getByLabel('英文标题').fill('How we handle personal information');
      await dialog.getByLabel('代码').fill('privacy');
      await dialog.getByLabel('引言（可不填）').fill('请您阅读。');
      await dialog.getByText('短信营销').waitFor();
      await dialog.getByRole('button', { name: '保存' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '改草稿' }).click();
      expect(await page.getByLabel('引言（可不填）').inputValue()).toBe('请您阅读。');
      await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '发布告知' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '发布告知' }).click();
      await page.getByText('已发布 1 版').waitFor();
      await settled(page, '/console');
      await page.getByText('没有需要您处理的事。').waitFor();
    });
    const { items } = await product.api.call<{ items: { code: string; mayRun: boolean }[] }>(
      'GET',
      '/api/v1/activities',
    );
    expect(items.filter(({ mayRun }) => !mayRun)).toEqual([]);
  });

  it('makes a form that people can open', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console/forms');
      await page.getByRole('button', { name: '新建表单' }).first().click();
      await page.getByLabel('标题（中文）').fill('领取会员礼');
      await page.getByLabel('标题（英文）').fill('Get your gift');
      await page.getByLabel('代码').fill('gift');
      await choose(page, '品牌', '示例茶');
      await choose(page, '展示的告知', '个人信息处理规则');
      await choose(page, '收集依据的处理活动', '订单履行');
      await page.getByRole('button', { name: '添加一项同意' }).click();
      await choose(page, '同意的处理活动', '短信营销');
      await looksRight(page);
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('img', { name: /二维码/ }).waitFor();
    });
    const answer = await fetch(`${product.base}/f/gift`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('领取会员礼');
  });

  it('asks why the meaning stays when only the wording is revised', async () => {
    await as('administrator', async (page) => {
      await settled(page, '/console/activities?open=delivery');
      await page.getByRole('button', { name: '修订' }).click();
      await page.getByLabel('处理目的（中文）').fill('交付您所购买的商品');
      await page.getByLabel('含义不变的理由').fill('改措辞');
      await looksRight(page);
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.getByText('登记内容已修改，告知尚未更新发布').first().waitFor();
    });
    const revised = await product.act((tx) => product.server.contexts.register.activity(tx, 'delivery'));
    expect([revised.revision, revised.editorialReason]).toEqual([2, '改措辞']);
  });
});
