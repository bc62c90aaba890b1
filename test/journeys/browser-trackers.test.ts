import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { openWireWorld, type WireWorld } from '../support/wire-world.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const SEGMENT = join(MODULES, '@segment/analytics-next/dist/umd');
const SENSORS = join(MODULES, 'sa-sdk-javascript/sensorsdata.es6.min.js');

let wire: WireWorld;
let shop: Server;
let browser: Browser;

// A shop's site on an origin of its own, with the clients' bundles as npm brings them.
beforeAll(async () => {
  wire = await openWireWorld();
  browser = await launchBrowser();
  shop = createServer((request, response) => {
    const path = request.url ?? '/';
    const file = path === '/sensors.js' ? SENSORS : /^\/[\w.-]+\.js$/.test(path) ? join(SEGMENT, path) : undefined;
    response.setHeader('content-type', file === undefined ? 'text/html; charset=utf-8' : 'text/javascript');
    response.end(file === undefined ? '<!doctype html><title>shop</title>' : readFileSync(file));
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => shop.close(resolve));
  await wire.close();
});
beforeEach(() => wire.anotherSource());

async function visit(): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  return page;
}

async function filed(user: string, least: number) {
  return until(async () => {
    await wire.world.customers.fileEvents();
    const rows = await wire.events(user);
    return rows.length >= least ? rows : false;
  });
}

describe('the browser clients, unchanged and from another origin', () => {
  it('takes what @segment/analytics-next sends', async () => {
    const user = await wire.member();
    const page = await visit();
    await page.addScriptTag({ url: '/index.js' });
    const settings = await page.evaluate(
      async ([base, writeKey, userId]) => {
        const { AnalyticsBrowser } = (globalThis as unknown as { AnalyticsNext: { AnalyticsBrowser: Loader } })
          .AnalyticsNext;
        const [client] = await AnalyticsBrowser.load({ writeKey: writeKey ?? '', cdnURL: base ?? '' });
        await client.identify(userId ?? '');
        await client.page();
        await client.track('Order Completed', { revenue: 12.5, quantity: 3 });
        return client.settings.cdnSettings?.integrations;
        interface Loader {
          load(settings: { writeKey: string; cdnURL: string }): Promise<[Client]>;
        }
        interface Client {
          readonly settings: { cdnSettings?: { integrations: Record<string, unknown> } };
          identify(user: string): Promise<unknown>;
          page(): Promise<unknown>;
          track(event: string, properties: object): Promise<unknown>;
        }
      },
      [wire.base, wire.writeKey, user],
    );
    expect(Object.keys(settings ?? {})).toEqual(['Segment.io']);
    const rows = await filed(user, 2);
    expect(rows.map(({ name, quantity, amount }) => [name, quantity, amount])).toEqual([
      ['@page', null, null],
      ['Order Completed', 3, 1_250],
    ]);
    await page.close();
  });

  it.each(['ajax', 'image', 'beacon'] as const)('takes what sa-sdk-javascript sends as %s', async (how) => {
    const user = await wire.member();
    const page = await visit();
    await page.addScriptTag({
      type: 'module',
      content: `
        import sensors from '/sensors.js';
        sensors.init({ server_url: '${wire.base}/sa?project=default&token=${wire.writeKey}', send_type: '${how}', show_log: false });
        sensors.login('${user}');
        sensors.track('OrderCompleted', { revenue: 9.9 });`,
    });
    const rows = await filed(user, 1);
    expect(rows.map(({ name, amount }) => [name, amount])).toEqual([['OrderCompleted', 990]]);
    await page.close();
  });
});
