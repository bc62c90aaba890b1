// Takes the pictures of docs/tour.md: the demo's brand in a temporary folder, walked through in Chromium. `node tools/tour.mjs [people]`.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildServer, isStale, root } from './build.mjs';

if (isStale()) buildServer();
const { startDemoServer } = await import('../dist/src/cli/demo/demo-server.js');
const { openDemoStaff } = await import('../dist/src/cli/demo/demo-staff.js');
const { loadCustomerData } = await import('../dist/src/cli/demo/load-customer-data.js');
const { loadSample } = await import('../dist/src/cli/demo/load-sample.js');
const { answerForm } = await import('../dist/src/cli/demo/answer-form.js');
const { ApiClient } = await import('../dist/src/cli/demo/api-client.js');

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const VISITOR = {
  name: '周行知',
  mobile: '13700000001',
  email: 'visitor@example.org',
  marketing: true,
  confirms: ['sms', 'email'],
};
const codeOf = (text) => /(?<!\d)\d{6}(?!\d)/.exec(text ?? '')?.[0];
const pictures = join(root, 'docs/tour');
mkdirSync(pictures, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), 'zhinuo-tour-'));
const executablePath =
  process.env.ZHINUO_TEST_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const demo = await startDemoServer({ directory, port: 0, webRoot: join(root, 'dist/web') });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const sample = { base: demo.base, people: Number(process.argv[2] ?? 60), say: () => undefined, now: new Date() };
  await loadSample(demo, sample);
  await loadCustomerData(new ApiClient(demo.base, demo.apiKey), sample);
  await walk();
} finally {
  await browser.close();
  await demo.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function open(viewport) {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: demo.base,
    hasTouch: viewport === PHONE,
    reducedMotion: 'reduce',
  });
  return context.newPage();
}

async function shoot(page, name, height) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({
    path: join(pictures, `${name}.png`),
    animations: 'disabled',
    ...(height === undefined ? {} : { clip: { x: 0, y: 0, width: page.viewportSize().width, height } }),
  });
  console.log(name);
}

async function waitFor(condition) {
  for (;;) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function walk() {
  const phone = await open(PHONE);
  await phone.goto('/n/privacy');
  await shoot(phone, '01-notice');
  await phone.goto('/f/autumn');
  for (const field of ['name', 'mobile', 'email']) await phone.fill(`#${field}`, VISITOR[field]);
  await shoot(phone, '02-form');
  await phone.check('#adult');
  await phone.check('#marketing');
  await phone.locator('button[type=submit]').scrollIntoViewIfNeeded();
  await shoot(phone, '03-answers');
  await phone.click('button[type=submit]');
  const code = await waitFor(() =>
    codeOf(demo.gateway.messages.findLast((sms) => sms.mobile === VISITOR.mobile)?.text),
  );
  await phone.fill('#sms', code);
  await phone.click('form:has(#sms) button:not(.plain)');
  await shoot(phone, '04-confirmed');
  await walkConsole();
  await walkPrivacyCentre(phone);
}

async function walkConsole() {
  const api = new ApiClient(demo.base, demo.apiKey);
  const [administrator] = await openDemoStaff(demo);
  const page = await open(DESKTOP);
  await page.goto(administrator.url);
  await page.click('form button');
  await page.waitForURL(/\/console/);
  await page.locator('h1').first().waitFor();
  await page.locator('canvas').first().waitFor();
  await shoot(page, '05-workbench');
  await visit(page, '/console/activities', '06-activities');
  await visit(page, '/console/persons', '07-persons');
  await visit(page, '/console/imports', '08-imports');
  await visit(page, '/console/forms', '16-forms');
  await visit(page, '/console/law', '17-law');
  await visit(page, '/console/fields', '18-fields');
  await visit(page, '/console/keys', '19-keys');
  await visit(page, '/console/segments', undefined);
  await page.getByRole('button', { name: '新建人群' }).first().click();
  await page.getByRole('button', { name: '添加分组' }).first().click();
  await shoot(page, '20-segment');
  await walkCustomerData(page, api);
  const { items } = await api.call('GET', '/api/v1/campaigns');
  for (const { id } of items) await api.call('POST', `/api/v1/campaigns/${id}/start`);
  await waitFor(async () => (await api.call('GET', '/api/v1/campaigns')).items.every(({ state }) => state === 'done'));
  await visit(page, '/console/segments', undefined);
  await page.getByText('近90天购买两次及以上').first().click();
  await page.getByRole('button', { name: /^分\s*析$/ }).click();
  await page.getByRole('columnheader', { name: '条款' }).waitFor();
  await shoot(page, '09-reach');
  await visit(page, '/console/campaigns', undefined);
  await page.getByText('秋季新品 · 老客优惠').first().click();
  await shoot(page, '10-campaign');
  await visit(page, '/console/log', undefined);
  await page.locator('canvas').first().waitFor();
  await shoot(page, '11-log', 640);
  const inbox = await open(PHONE);
  await inbox.goto(demo.page.url);
  await shoot(inbox, '12-inbox');
}

async function walkCustomerData(page, api) {
  const linked = async () => (await api.call('GET', '/api/v1/identity')).clusters > 0;
  await waitFor(linked);
  await visit(page, '/console/identity', undefined);
  await page.locator('table').last().locator('tbody a').first().click();
  await page.getByRole('heading', { name: '这些记录为什么是同一人' }).waitFor();
  await shoot(page, '21-one-human');
  await visit(page, '/console/charts', undefined);
  const steps = page.getByRole('combobox', { name: '事件（按顺序）' });
  for (const key of ['Backspace', 'Backspace']) await steps.press(key);
  for (const event of ['product_viewed', 'cart_added', 'order_completed']) {
    await steps.fill(event);
    await steps.press('Enter');
  }
  await page.locator('h1').click();
  await page
    .getByRole('button', { name: /^计\s*算$/ })
    .first()
    .click();
  await page.locator('canvas').first().waitFor();
  await shoot(page, '22-charts');
  await visit(page, '/console/rates', undefined);
  await page.locator('canvas').first().waitFor();
  await shoot(page, '23-rates');
}

async function visit(page, path, name) {
  await page.goto(path);
  await page.locator('h1').first().waitFor();
  if (name !== undefined) await shoot(page, name);
}

async function walkPrivacyCentre(phone) {
  await answerForm(demo.base, 'autumn', { ...VISITOR, mobile: '13700000002', email: 'second@example.org' }, demo);
  const seen = demo.gateway.messages.length;
  await phone.goto('/me');
  await phone.fill('#address', '13700000002');
  await phone.click('button[type=submit]');
  const arrived = () => demo.gateway.messages.slice(seen).find(({ mobile }) => mobile === '13700000002');
  await phone.fill('#code', await waitFor(() => codeOf(arrived()?.text)));
  await phone.click('button[type=submit]');
  await phone.locator('.doors').waitFor();
  await shoot(phone, '13-privacy-centre');
  await phone.goto('/me#uses');
  await phone.locator('.row').first().waitFor();
  await shoot(phone, '14-uses');
  await phone.goto('/me#');
  await phone.getByText('不再接收任何营销').tap();
  await phone.getByText('确认停止').tap();
  await phone.getByText('已经生效').waitFor();
  await shoot(phone, '15-stopped');
}
