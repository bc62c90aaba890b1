import { createRequire } from 'node:module';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../../test/support/until.ts';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

// The package brings no types.
interface SensorsClient {
  subscribe(sink: object): void;
  track(id: string, event: string, properties: object): void;
}
const sensors = createRequire(import.meta.url)('sa-sdk-node') as (new () => SensorsClient) & {
  Submitter: new (options: { url: string; gzip: boolean }) => object;
};

let wire: WireWorld;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());
beforeEach(() => wire.anotherSource());

describe('the clients that engineers already have', () => {
  it('takes what @segment/analytics-node sends, unchanged', async () => {
    const user = await wire.member();
    const client = new Analytics({ writeKey: wire.writeKey, host: wire.base, flushAt: 2 });
    const failures: unknown[] = [];
    client.on('error', (error) => failures.push(error));
    client.track({ userId: user, event: 'Order Completed', properties: { revenue: 199.5, quantity: 2, sku: 'T-1' } });
    client.page({ userId: user, name: 'Home', properties: { path: '/' } });
    client.identify({ userId: user, traits: { plan: 'gold' } });
    await client.closeAndFlush();
    await wire.world.customers.fileEvents();
    expect(failures).toEqual([]);
    const rows = await wire.events(user);
    expect(rows.map(({ name, quantity, amount }) => [name, quantity, amount])).toEqual([
      ['Order Completed', 2, 19_950],
      ['@page', null, null],
    ]);
    expect(await wire.outcomes()).toEqual({ kept: 2, identified: 1 });
  });

  it('takes what @rudderstack/rudder-sdk-node sends: gzip that calls itself a form', async () => {
    const user = await wire.member();
    const client = new RudderAnalytics(wire.writeKey, { dataPlaneUrl: wire.base, flushAt: 20 });
    for (let count = 0; count < 5; count += 1)
      client.track({ userId: user, event: 'Order Completed', properties: { revenue: count, quantity: 1 } });
    await new Promise<void>((resolve, reject) => {
      client.flush((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
    await wire.world.customers.fileEvents();
    expect((await wire.events(user)).map(({ amount }) => amount)).toEqual([0, 100, 200, 300, 400]);
    expect(await wire.outcomes()).toEqual({ kept: 5 });
  });

  it('takes what 神策 sa-sdk-node sends: base64 of gzip of JSON in a form', async () => {
    const user = await wire.member();
    const client = new sensors();
    client.subscribe(
      new sensors.Submitter({ url: `${wire.base}/sa?project=default&token=${wire.writeKey}`, gzip: true }),
    );
    client.track(user, 'OrderCompleted', { revenue: 88, quantity: 1, $is_login_id: true });
    // The client tells nobody when it has sent; what it sent is seen in the table.
    await until(async () => (await wire.world.rows('select 1 from customers.arrival')).length > 0);
    await wire.world.customers.fileEvents();
    expect((await wire.events(user)).map(({ name, amount }) => [name, amount])).toEqual([['OrderCompleted', 8_800]]);
  });
});
