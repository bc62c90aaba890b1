import { createRequire } from 'node:module';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../../test/support/until.ts';
import { bought, openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

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

// Every case ends: what a client gives up it tells, and what it may send again is sent once more and taken.
describe('the same clients when something is refused', () => {
  /** Answers of the server to a client of Segment, in order, and what the client told of its failures. */
  async function segmentSends(
    writeKey: string,
    send: (client: Analytics) => void,
  ): Promise<{ statuses: number[]; failures: number }> {
    const client = new Analytics({ writeKey, host: wire.base, flushAt: 20 });
    const statuses: number[] = [];
    let failures = 0;
    client.on('http_response', ({ status }) => void statuses.push(status));
    client.on('error', () => {
      failures += 1;
    });
    send(client);
    await client.closeAndFlush();
    return { statuses, failures };
  }

  it('tells a client of Segment once that its key has ended, or that its events cannot be taken', async () => {
    const track = (client: Analytics) => client.track({ userId: 'x', event: 'Order Completed' });
    expect(await segmentSends(`wk_${'x'.repeat(32)}`, track)).toEqual({ statuses: [401], failures: 1 });
    const bad = await segmentSends(wire.writeKey, (client) => client.track({ userId: 'x', event: 'a\u0000b' }));
    expect(bad).toEqual({ statuses: [400], failures: 1 });
  });

  it('has both servers’ clients wait as long as it says above the quota, and loses nothing', async () => {
    const user = await wire.member();
    await wire.world.act((tx) => tx.execute('update customers.source set quota = 1 where code = $1', [wire.source]));
    const { clock } = wire.world;
    // The quota is spent a second before the minute ends, so that the clients wait no longer than that.
    const spend = async () => {
      clock.advance(119_000 - (clock.now().getTime() % 60_000));
      expect((await wire.post('/v1/track', bought(user))).status).toBe(200);
    };
    await spend();
    const client = new Analytics({ writeKey: wire.writeKey, host: wire.base });
    const statuses: number[] = [];
    client.on('http_response', ({ status }) => {
      statuses.push(status);
      if (status === 429) clock.advance(1000);
    });
    client.track({ userId: user, event: 'Order Completed' });
    await client.closeAndFlush({ timeout: 60_000 });
    await spend();
    const rudder = new RudderAnalytics(wire.writeKey, {
      dataPlaneUrl: wire.base,
      axiosRetryConfig: { onRetry: () => clock.advance(1000) },
    });
    rudder.track({ userId: user, event: 'Order Completed' });
    await new Promise<void>((resolve, reject) => {
      rudder.flush((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
    await wire.world.customers.fileEvents();
    expect(statuses).toEqual([429, 200]);
    expect(await wire.events(user)).toHaveLength(4);
  });
});
