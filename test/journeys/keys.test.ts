import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unsealServer } from '../../src/cli/unseal-server.ts';
import { axeFindings, DESKTOP, launchBrowser, openPage, type PageWatch } from '../support/browser.ts';
import { signInToConsole } from '../support/console-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

const PERSON = someone(81);
interface State {
  readonly sealed: boolean;
  readonly secrets: readonly { readonly kind: string; readonly id: number; readonly state: string }[];
  readonly rotations: readonly { readonly kind: string; readonly state: string; readonly done: number }[];
  readonly events: readonly { readonly what: string; readonly receipt: string }[];
}
let product: RunningProduct;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let watch: PageWatch;
beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  await loadBrand(product);
  await joins(product, PERSON);
  ({ page, context, watch } = await openPage(browser, DESKTOP, { baseURL: product.base }));
  await signInToConsole(page, product, 'administrator');
});
afterAll(async () => {
  await context.close();
  await browser.close();
  await product.close();
});

const keys = () => product.api.call<State>('GET', '/api/v1/vault/keys');
const found = async () => {
  const answer = await product.api.call<{ items: unknown[] }>('POST', '/api/v1/persons/searches', {
    field: 'mobile',
    value: PERSON.mobile,
  });
  return answer.items.length;
};

it('rotates every kind of key in the background while people are found, and shows it on the page', async () => {
  await page.goto('/console/keys');
  await page.getByRole('button', { name: '开始轮换' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '开始轮换' }).click();
  await until(async () => (await keys()).rotations[0]?.state === 'done');
  await page.getByText('第 2 代').waitFor();
  for (const kind of ['indexes', 'persons']) {
    await product.api.call('POST', '/api/v1/vault/keys/rotations', { kind });
    await until(async () => (await keys()).rotations.every(({ state }) => state === 'done'));
    expect(await found()).toBe(1);
  }
  const { secrets, rotations, events } = await keys();
  expect(rotations.map(({ kind, done }) => [kind, done > 0])).toEqual([
    ['persons', true],
    ['indexes', true],
    ['generations', true],
  ]);
  expect(secrets.filter(({ state }) => state === 'current').map(({ kind, id }) => [kind, id])).toEqual([
    ['generations', 2],
    ['indexes', 2],
  ]);
  expect(events.filter(({ what }) => what === 'rotation-finished')).toHaveLength(3);
  expect(await axeFindings(page)).toEqual([]);
  expect(watch.problems).toEqual([]);
});

it('replaces the root key in its file, and refuses what is not one of the kinds', async () => {
  const file = product.config.rootKeyFile ?? '';
  const before = readFileSync(file, 'utf8');
  await product.api.call('POST', '/api/v1/vault/keys/root', {});
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  expect(await found()).toBe(1);
  const bad = (body: object, path = 'rotations') =>
    fetch(`${product.base}/api/v1/vault/keys/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${product.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (const body of [{}, { kind: 'root' }, { kind: 'persons', more: 1 }, { kind: 7 }])
    expect((await bad(body)).status).toBe(400);
  expect((await bad({}, 'rotations/pause')).status).toBe(409);
});

it('can be unsealed on the page or by the command with the key in its file', async () => {
  const { vault } = product.server.stores.keyring;
  const [host, port] = [product.config.host, product.config.port];
  const wrong = unsealServer({ host, port, bootstrapKey: 'x'.repeat(40) }, '');
  await expect(wrong).rejects.toMatchObject({ kind: 'refused' });
  vault.seal();
  await unsealServer({ host, port, bootstrapKey: product.apiKey }, '');
  expect([(await keys()).sealed, await found()]).toEqual([false, 1]);
  vault.seal();
  await page.goto('/console/keys');
  await page.getByText('保险箱已封存').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page
    .getByRole('button', { name: '解 封' })
    .or(page.getByRole('button', { name: '解封' }))
    .click();
  await page.getByText('没有进行中的轮换。').waitFor();
  expect(await found()).toBe(1);
});
