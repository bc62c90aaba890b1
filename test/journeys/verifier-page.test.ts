import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, DESKTOP, launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { fitsTheScreen, reachByTab } from '../support/page-checks.ts';

const BUILT = fileURLToPath(new URL('../../dist/web/verifier/index.html', import.meta.url));
const golden = (name: string) => fileURLToPath(new URL(`../../verifier/golden/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zhinuo-verifier-'));
// As somebody keeps it: one file, in a folder of their own, no server anywhere.
const kept = join(folder, 'zhinuo-verify.html');
let browser: Browser;

beforeAll(async () => {
  writeFileSync(kept, readFileSync(BUILT));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(size = DESKTOP, locale = 'zh-CN') {
  const opened = await openPage(browser, size, { baseURL: 'http://127.0.0.1:1', locale });
  await opened.context.setOffline(true);
  await opened.page.goto(pathToFileURL(kept).href);
  return opened;
}

const choose = (page: Page, file: string) => page.locator('.drop input').setInputFiles(file);
const heading = (page: Page) => page.locator('.verdict h2').textContent();

describe('the page that verifies without a network', () => {
  it('accepts every golden bundle against its key, and says what is proven', async () => {
    const { page, context, watch } = await open();
    const forms = ['v1-person', 'v2-person', 'v2-redacted', 'v2-activity', 'v2-attested', 'v2-answered', 'v2-sm2'];
    for (const name of forms) {
      await page.goto(pathToFileURL(kept).href);
      await page.locator('summary').first().click();
      await page.locator('#file-key').setInputFiles(golden(`${name}.key`));
      const judged = ['v2-answered', 'v2-sm2'].includes(name);
      if (judged) await page.locator('#file-tsaRoots').setInputFiles(golden(`${name}.roots`));
      await choose(page, golden(`${name}.json`));
      await page.locator('.verdict.good').waitFor();
      expect(await heading(page)).toBe(name === 'v2-redacted' ? '✓ 验证通过（部分内容未出示）' : '✓ 验证通过');
      const told = await page.locator('.verdict').textContent();
      expect(told).toContain('不能证明');
      const account = await page.locator('#result').textContent();
      expect(account?.includes('吊销信息（CRL、OCSP）中没有')).toBe(judged);
      expect(account?.includes('国密 SM2/SM3，已验证至给定的根证书')).toBe(name === 'v2-sm2');
      expect(told?.includes('不证明其内容')).toBe(name === 'v2-redacted');
      expect(await page.locator('svg circle').count()).toBeGreaterThan(0);
    }
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('refuses a stamp of SM2 under another root, and stays small enough to be mailed', async () => {
    const { page, context, watch } = await open(PHONE);
    await page.locator('summary').first().click();
    await page.locator('#file-tsaRoots').setInputFiles(golden('v2-answered.roots'));
    await choose(page, golden('v2-sm2.json'));
    await page.locator('.verdict.bad').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain('does not lead to a given root');
    expect(watch.problems).toEqual([]);
    await context.close();
    expect(readFileSync(BUILT).length).toBeLessThan(600_000);
  });

  it('refuses a bundle with one word changed, in both languages, with place and code', async () => {
    const tampered = join(folder, 'tampered.json');
    writeFileSync(tampered, readFileSync(golden('v2-person.json'), 'utf8').replace('marketing', 'marketinG'));
    const { page, context, watch } = await open(PHONE);
    await choose(page, tampered);
    await page.locator('.verdict.bad').waitFor();
    const told = await page.locator('.verdict').textContent();
    expect(told).toContain('不成立');
    expect(told).toContain('the signature does not hold');
    expect(told).toContain('signature.signature');
    expect(await fitsTheScreen(page)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('takes a dropped file, speaks English, and says when the signer is unknown or not the one given', async () => {
    const { page, context, watch } = await open(DESKTOP, 'en-GB');
    const file = { name: 'bundle.json', text: readFileSync(golden('v2-person.json'), 'utf8') };
    await page.evaluate(({ name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'application/json' }));
      document.querySelector('.drop')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    }, file);
    await page.locator('.verdict.unsure').waitFor();
    expect(await heading(page)).toContain('the signer is unknown');
    await page.setViewportSize(PHONE);
    expect(await fitsTheScreen(page)).toBe(true);
    const word = await page.locator('[role=img]').getByText('consent', { exact: true }).boundingBox();
    expect(word?.height).toBeGreaterThanOrEqual(12);
    await page.locator('summary').first().click();
    await page.locator('#file-key').setInputFiles(golden('v1-person.key'));
    await page.locator('.verdict.bad').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain('untrusted');
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('keeps checkpoints as a file and finds a log that was rolled back', async () => {
    const { page, context, watch } = await open();
    await choose(page, golden('v2-activity.json'));
    await page.locator('.verdict.unsure').waitFor();
    expect(await page.getByRole('button', { name: '保存检查点' }).count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('签名者未核实，检查点不能保存');
    await page.locator('summary').first().click();
    await page.locator('#file-key').setInputFiles(golden('v2-activity.key'));
    await page.locator('.verdict.good').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '保存检查点' }).click(),
    ]);
    const remembered = join(folder, 'remembered.json');
    await download.saveAs(remembered);
    await page.locator('#file-remembered').setInputFiles(remembered);
    await choose(page, golden('v2-person.json'));
    await page.locator('.verdict.bad').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain('rolled-back');
    expect(watch.problems).toEqual([]);
    await context.close();
  });

  it('tells what can not be read, and is worked by keyboard', async () => {
    const wrong = join(folder, 'gb18030.json');
    writeFileSync(wrong, Buffer.from([0x7b, 0x22, 0xd6, 0xd0, 0x22, 0x7d]));
    const { page, context } = await open();
    await choose(page, wrong);
    await page.locator('.verdict.bad').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain('不是 UTF-8 文本');
    expect(await reachByTab(page, '.drop input')).toBe(true);
    expect(await reachByTab(page, 'summary')).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('#file-tsaRoots').waitFor();
    await context.close();
  });

  it("shows the issuer's own account as a still document, apart from what is proven", async () => {
    const { page, context, watch } = await open();
    await choose(page, golden('v2-person.json'));
    await page.locator('.verdict').waitFor();
    await page.locator('summary', { hasText: '出具方的说明' }).click();
    const frame = page.frameLocator('iframe');
    await frame.locator('title').waitFor({ state: 'attached' });
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(watch.problems).toEqual([]);
    await context.close();
  });
});
