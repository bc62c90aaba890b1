import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';
import { readRootKeyFile } from '../../src/platform/keyring/index.ts';
import { launchBrowser, openPage, PHONE } from '../support/browser.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, personOf, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await until(() => product.act(async (tx) => (await tx.query('select 1 from vault.inbox_key')).length > 0));
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

const keys = () => product.server.stores.keyring.vault;
const counts = () =>
  product.act((tx) =>
    tx.one<{ people: number; waiting: number }>(
      `select (select count(*)::int from customers.person) as people,
              (select count(*)::int from capture.sealed_submission where state = 'waiting') as waiting`,
    ),
  );

async function onAPhone<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const { page, context, watch } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
  await page.goto('/f/autumn');
  const result = await work(page);
  expect(watch.problems).toEqual([]);
  await context.close();
  return result;
}

/** Fills in and sends, and answers what went over the wire. */
async function send(page: Page, person: SamplePerson, tick = true): Promise<URLSearchParams> {
  const loaded = page.waitForResponse((response) => response.url().endsWith('/f/assets/seal.js'));
  await page.fill('#name', person.name);
  await loaded;
  await page.fill('#mobile', person.mobile);
  await page.fill('#email', person.email);
  if (tick) await page.check('#adult');
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await page.click('button[type=submit]');
  const body = new URLSearchParams((await posted).postData() ?? '');
  // Sent beside the page, which goes on when the answer is there.
  await page.waitForURL(({ pathname, search }) => `${pathname}${search}` !== '/f/autumn');
  return body;
}

describe('a hosted form that is sealed in the browser', () => {
  it('sends nothing but what the vault can open, and is taken like any other', async () => {
    const person = someone(61);
    await onAPhone(async (page) => {
      const body = await send(page, person);
      expect([...body.keys()].sort()).toEqual(['sealed', 'sealed_id']);
      expect(Buffer.from(body.get('sealed') ?? '', 'base64url').toString('latin1')).not.toContain(person.mobile);
      await page.waitForURL(/\/f\/autumn\/s\//);
    });
    expect(await personOf(product, person.mobile)).toBeDefined();
  });

  it('advises beside the field, holds nothing back, and the server decides', async () => {
    await onAPhone(async (page) => {
      const before = await counts();
      const wrong = someone(62, { mobile: '12345' });
      await send(page, wrong, false);
      expect(await page.textContent('#mobile-error')).toContain('11 位');
      expect(await page.inputValue('#name')).toBe(wrong.name);
      expect(await counts()).toEqual(before);
      // The page with the mistakes seals too, and says what looks wrong as soon as the field is left.
      await page.fill('#mobile', '123');
      await page.locator('#mobile').blur();
      expect(await page.textContent('#mobile-advice')).toContain('11 位');
    });
  });

  it('advises about a field that was left before what advises was there', async () => {
    await onAPhone(async (page) => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/f/assets/seal.js', async (route) => {
        await held;
        await route.fallback();
      });
      await page.fill('#mobile', '123');
      await page.focus('#name');
      expect(await page.locator('#mobile-advice').count()).toBe(0);
      release();
      await page.locator('#mobile-advice').getByText('11 位').waitFor();
    });
  });

  it('waits while the vault is sealed, unread, and is accepted afterwards', async () => {
    const person = someone(63);
    const root = readRootKeyFile(product.config.rootKeyFile ?? '');
    keys().seal();
    const place = await onAPhone(async (page) => {
      await send(page, person);
      await page.waitForURL(/\/f\/autumn\/w\//);
      expect(await page.textContent('h1')).toBe('已安全收到');
      return page.url();
    });
    expect((await counts()).waiting).toBe(1);
    keys().unseal(root);
    await until(async () => (await counts()).waiting === 0);
    expect(await (await fetch(place)).text()).toContain('已提交');
    expect(await personOf(product, person.mobile)).toBeDefined();
  });

  it('refuses what was changed, cut, moved to another form or sealed twice, stores nothing, and takes a replay once', async () => {
    let cookie = '';
    const body = await onAPhone(async (page) => {
      const sent = await send(page, someone(64));
      cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
      return sent;
    });
    expect(await personOf(product, someone(64).mobile)).toBeDefined();
    const before = await counts();
    const sealed = body.get('sealed') ?? '';
    const id = body.get('sealed_id') ?? '';
    const post = (fields: Record<string, string>, form = 'autumn') =>
      fetch(`${product.base}/f/${form}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: product.base, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields),
      });
    const bytes = Buffer.from(sealed, 'base64url');
    const flipped = Buffer.from(bytes);
    flipped[80] = (flipped[80] ?? 0) ^ 1;
    const generation = Buffer.from(bytes);
    generation.writeUInt32BE(99, 1);
    const bad = [
      { sealed: flipped.toString('base64url'), sealed_id: id },
      { sealed: generation.toString('base64url'), sealed_id: id },
      { sealed: bytes.subarray(0, 60).toString('base64url'), sealed_id: id },
      { sealed, sealed_id: '01890000-0000-4000-8000-00000000000a' },
      { sealed, sealed_id: 'x' },
      { sealed: '***', sealed_id: id },
      { sealed_id: id },
    ];
    for (const fields of bad) {
      const answer = await post(fields as Record<string, string>);
      expect([answer.status, (await answer.text()).includes('capture.sealed-damaged')]).toEqual([422, true]);
    }
    const replay = await post({ sealed, sealed_id: id });
    expect([replay.status, replay.headers.get('location')?.startsWith('/f/autumn/s/')]).toEqual([303, true]);
    expect(await counts()).toEqual(before);
  });

  it('goes unsealed where what seals cannot be loaded', async () => {
    const person = someone(65);
    const { page, context } = await openPage(browser, PHONE, { baseURL: product.base, phone: true });
    await page.route('**/f/assets/seal.js', (route) => route.abort());
    await page.goto('/f/autumn');
    await page.fill('#name', person.name);
    await page.fill('#mobile', person.mobile);
    await page.fill('#email', person.email);
    await page.check('#adult');
    await page.click('button[type=submit]');
    await page.waitForURL(/\/f\/autumn\/s\//);
    await context.close();
    expect(await personOf(product, person.mobile)).toBeDefined();
  });
});
