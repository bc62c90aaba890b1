import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUB, JOINING } from '../support/assisted-world.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { cutNetwork, loseNextAnswer, mendNetwork } from '../support/cut-network.ts';
import { approve } from '../support/gate-world.ts';
import { KIDS_CLUB } from '../support/kids-club.ts';
import { enterPrivacyCentre } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await product.act(async (tx) => {
    const { register, capture } = product.server.contexts;
    await register.saveActivity(tx, KIDS_CLUB);
    await register.saveActivity(tx, JOINING);
    const title = { zh: '儿童个人信息处理规则', en: 'Rules for children' };
    const activities = ['club-joining', 'kids-club', 'customer-administration'];
    await register.saveNotice(tx, { code: 'kids', kind: 'children', title, activities });
    await register.publishNotice(tx, 'kids');
    for (const each of activities) await approve(register, tx, each);
    await capture.saveForm(tx, { form: CLUB, active: true, by: 'test' });
  });
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

/** What answers could have been doubled or lost in. */
const stored = () =>
  product.act((tx) =>
    tx.one<{ persons: number; submissions: number; grants: number; refusals: number; sheets: number }>(
      `select (select count(*) from customers.person)::int as persons, (select count(*) from capture.submission)::int as submissions,
              (select count(*) from consent."grant" where withdrawn_at is null)::int as grants,
              (select count(*) from consent.refusal)::int as refusals, (select count(*) from capture.paper_sheet)::int as sheets`,
    ),
  );

const imports = () =>
  product.act((tx) =>
    tx.query<{ status: string; accepted: number }>(
      "select status, accepted from customers.import where kind = 'people'",
    ),
  );

describe('what staff take down, the network cut', () => {
  const consoleOf = async (role: 'administrator' | 'dpo' | 'marketer') => {
    const { page, context } = await openPage(browser, DESKTOP, { baseURL: product.base });
    await signInToConsole(page, product, role);
    await page.goto('/console/assisted');
    return { page, context };
  };

  it('on the phone: said again, it is recorded once', async () => {
    const person = someone(85);
    const before = await stored();
    const { page, context } = await consoleOf('administrator');
    const API = `${'**'}/api/v1/agent-calls/answers`;
    await page.getByLabel('表单').click();
    await page.getByTitle('领取秋季饮品券').first().click();
    await page.getByRole('tab', { name: '通话' }).click();
    await page.getByRole('button', { name: '开始通话' }).click();
    const lines = page.locator('#call_said input');
    await lines.first().waitFor();
    for (const line of await lines.all()) await line.check();
    await page.fill('#call_values_name', person.name);
    await page.fill('#call_values_mobile', person.mobile);
    await page.fill('#call_values_email', person.email);
    await page.locator('#call_age input').first().check();
    expect(await axeFindings(page)).toEqual([]);
    const save = page.getByRole('button', { name: '登记答复' });
    await cutNetwork(page, API);
    await save.click();
    await page.getByText('network.unreachable').waitFor();
    expect(await page.inputValue('#call_values_mobile')).toBe(person.mobile);
    expect(await stored()).toEqual(before);
    await page.unroute(API);
    await loseNextAnswer(page, API);
    await save.click();
    await until(async () => ((await stored()).submissions > before.submissions ? true : undefined));
    await until(async () => ((await save.isEnabled()) ? true : undefined));
    await save.click();
    await page.getByRole('status').getByText('已登记').waitFor();
    expect(await stored()).toMatchObject({ persons: before.persons + 1, submissions: before.submissions + 1 });
    expect((await stored()).refusals).toBe(before.refusals + 1);
    await context.close();
  });

  it('on paper, signed by a guardian: keyed once, recorded after the second look alone, also when its answer is lost', async () => {
    const before = await stored();
    const { page, context } = await consoleOf('administrator');
    await page.getByLabel('表单').click();
    await page.getByTitle('加入儿童俱乐部').first().click();
    await page.getByRole('tab', { name: '纸质表单' }).click();
    await page.fill('#batch_noticeVersion', '1');
    await page.fill('#batch_sheets', '1');
    await page.fill('#batch_granted', '1');
    await page.getByRole('button', { name: '开始一批' }).click();
    const png = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      Buffer.alloc(100, 7),
      Buffer.from('IEND\xaeB`\x82', 'latin1'),
    ]);
    const scan = page.locator('#sheet-scan');
    await scan.setInputFiles({ name: 'a.exe', mimeType: 'application/octet-stream', buffer: Buffer.alloc(200, 1) });
    await page.fill('#sheet_values_name', '王小米');
    await page.fill('#sheet_values_mobile', someone(86).mobile);
    await page.locator('#sheet_granted input').first().check();
    await page.locator('#sheet_guarded').check();
    await page.fill('#sheet_guardian_name', '王大山');
    await page.fill('#sheet_guardian_mobile', someone(87).mobile);
    await page.fill('#sheet_guardian_childBirthDate', '2016-05-01');
    await page.locator('#sheet_guardian_evidence').click();
    await page.getByTitle('户口簿').click();
    const save = page.getByRole('button', { name: '录入一页' });
    await save.click();
    await page.getByText('扫描件须为完整的 PNG').waitFor();
    expect(await stored()).toEqual(before);
    await scan.setInputFiles({ name: 'sheet.png', mimeType: 'image/png', buffer: png });
    const SHEETS = `${'**'}/api/v1/paper-batches/*/sheets`;
    await cutNetwork(page, SHEETS);
    await save.click();
    await page.getByText('network.unreachable').waitFor();
    expect(await stored()).toEqual(before);
    await page.unroute(SHEETS);
    await loseNextAnswer(page, SHEETS);
    await save.click();
    await until(async () => ((await stored()).sheets > before.sheets ? true : undefined));
    // The list shows that the sheet is there, and with it the batch is keyed: nothing is left to send again.
    await page.getByText('您录入的，须由他人复核').waitFor();
    await save.waitFor({ state: 'detached' });
    const keyed = await stored();
    expect(keyed).toMatchObject({ sheets: before.sheets + 1, persons: before.persons + 2, grants: before.grants });
    await context.close();

    const second = await consoleOf('dpo');
    await second.page.getByRole('tab', { name: '纸质表单' }).click();
    const LOOK = `${'**'}/second-look`;
    await second.page.locator('tbody tr').last().click();
    await second.page.getByRole('button', { name: '复核' }).click();
    // The guardian stands beside the scan, masked; of the child staff see the scan alone (Minors Regulations 36).
    const looking = second.page.getByRole('dialog', { name: '复核' });
    await looking.getByText('王*山').waitFor();
    await looking.getByText('未成年人网络保护条例第36条').waitFor();
    expect(await looking.getByRole('img', { name: '纸页的扫描件' }).count()).toBe(1);
    expect(await axeFindings(second.page)).toEqual([]);
    const agree = looking.getByRole('button', { name: '与扫描件一致' });
    await agree.click();
    await looking.getByText('请填写出生日期').waitFor();
    await looking.getByText('请选择').first().waitFor();
    await second.page.fill('#look-birth', '2061-05-01');
    await looking.getByRole('radio', { name: '父母' }).check();
    await second.page.locator('#look-evidence').click();
    await second.page.getByTitle('出生医学证明').click();
    await agree.click();
    await second.page.getByText('capture.birth-differs').waitFor();
    await second.page.fill('#look-birth', '2016-05-01');
    await agree.click();
    await second.page.getByText('capture.relation-differs').waitFor();
    // A refusal by the law names its article.
    await looking.getByText('依据 个人信息保护法第31条').waitFor();
    await second.page.locator('#look-evidence').click();
    await second.page.getByTitle('户口簿').click();
    await cutNetwork(second.page, LOOK);
    await agree.click();
    await second.page.getByText('network.unreachable').waitFor();
    expect((await stored()).grants).toBe(before.grants);
    await second.page.unroute(LOOK);
    await loseNextAnswer(second.page, LOOK);
    await agree.click();
    await until(async () => ((await stored()).grants > before.grants ? true : undefined));
    expect((await stored()).grants).toBe(before.grants + 1);
    await second.context.close();

    // The guardian takes it back on their own phone with one tap, which survives a cut of the network.
    const phone = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    const NO = `${'**'}/me/api/children/withdrawals`;
    await enterPrivacyCentre(phone.page, product, someone(87));
    await phone.page.getByText('我同意了什么').tap();
    await cutNetwork(phone.page, NO);
    await phone.page.getByRole('button', { name: '撤回' }).tap();
    await phone.page.getByText('尚未生效').waitFor();
    expect(await axeFindings(phone.page)).toEqual([]);
    expect((await stored()).grants).toBe(before.grants + 1);
    await mendNetwork(phone.page, NO);
    await until(async () => ((await stored()).grants === before.grants ? true : undefined));
    await phone.context.close();
  });

  it('or the server failing: no list says that it is empty, and a marketer sees what is theirs to see', async () => {
    const { page, context } = await consoleOf('marketer');
    // Cut for more than the tries of one question, so that what is shown is the failure and not the wait.
    const LISTS = ['imports?*', 'nightly-files', 'warehouses', 'identity/events'].map(
      (each) => `${'**'}/api/v1/${each}`,
    );
    for (const each of LISTS) await cutNetwork(page, each);
    for (const [path, empty, failures] of [
      ['/console/imports', /还没有登记|还没有导入/, 3],
      ['/console/identity', '还没有合并或拆分', 1],
    ] as const) {
      await page.goto(path);
      await page
        .getByText('network.unreachable')
        .nth(failures - 1)
        .waitFor();
      expect(await page.getByText(empty).count()).toBe(0);
    }
    for (const each of LISTS) await page.unroute(each);
    await page.goto('/console/imports');
    await page.getByText('还没有登记夜间文件').waitFor();
    expect(await page.getByRole('button', { name: '新建导入' }).count()).toBe(0);
    await page.goto('/console/sources');
    await page.getByRole('heading', { name: '数据源' }).waitFor();
    expect(await page.getByRole('button', { name: '新建数据源' }).count()).toBe(0);
    await page.goto('/console/exports');
    await page.getByText('customers.export').waitFor();
    await context.close();
  });

  it('in a file: uploaded again it is one import, and started again it runs once', async () => {
    const before = await stored();
    const { page, context } = await consoleOf('administrator');
    await page.goto('/console/imports');
    await page.getByRole('button', { name: '新建导入' }).first().click();
    await page.getByText('人员资料').click();
    await page.getByLabel('处理活动', { exact: true }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: '客户' }).last().click();
    await page.getByLabel(/编号由谁发放/).fill('crm');
    const row = `会员编号,姓名,手机\nk-1,张三丰,${someone(89).mobile}\n`;
    await page.setInputFiles('#import-file', { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(row) });
    const FILE = `${'**'}/api/v1/imports/*/file`;
    const upload = page.getByRole('button', { name: '上传并预览' });
    await cutNetwork(page, FILE);
    await upload.click();
    await page.getByText('network.unreachable').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.unroute(FILE);
    await loseNextAnswer(page, FILE);
    await upload.click();
    await until(async () => ((await imports()).some(({ status }) => status === 'uploaded') ? true : undefined));
    await until(async () => ((await upload.isEnabled()) ? true : undefined));
    await upload.click();
    await page.getByText('列的对应关系').waitFor();
    expect(await imports()).toEqual([{ status: 'uploaded', accepted: 0 }]);
    const START = `${'**'}/api/v1/imports/*/start`;
    const start = page.getByRole('button', { name: '开始导入' });
    await loseNextAnswer(page, START);
    await start.click();
    await until(async () => ((await imports())[0]?.status === 'finished' ? true : undefined));
    await page.reload();
    await page.getByText(/接受 1 \+ 拒绝 0 \+ 重复 0 = 共 1 行/).waitFor();
    expect(await imports()).toEqual([{ status: 'finished', accepted: 1 }]);
    expect((await stored()).persons).toBe(before.persons + 1);
    await context.close();
  });
});
