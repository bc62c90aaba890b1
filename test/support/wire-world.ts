import { randomUUID } from 'node:crypto';
import { registerCustomersRoutes } from '../../src/contexts/customers/http/customers-routes.ts';
import { createServer } from '../../src/http/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type CustomersWorld, openCustomersWorld } from './customers-world.ts';

/** An event as the log holds it. */
export interface LoggedRow {
  readonly name: string;
  readonly quantity: number | null;
  /** In fen. */
  readonly amount: number | null;
  readonly at: Date;
}

/** A server that trackers send to, with a source of its own for each test. */
export interface WireWorld {
  readonly world: CustomersWorld;
  readonly base: string;
  /** The source in use, and its key. */
  readonly source: string;
  readonly writeKey: string;
  /** Sets up another source with the tracking plan of the tests. */
  anotherSource(): Promise<void>;
  /** A person with a member number of the shop. */
  member(): Promise<string>;
  /** What the log holds of a member. */
  events(member: string): Promise<LoggedRow[]>;
  /** What became of the events of the source. */
  outcomes(): Promise<Record<string, number>>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  close(): Promise<void>;
}

const PLAN = [
  {
    name: 'Order Completed',
    properties: {
      revenue: { kind: 'number', field: 'behaviour', column: 'amount-yuan' },
      quantity: { kind: 'number', field: 'behaviour', column: 'quantity' },
      sku: { kind: 'text', field: 'behaviour' },
    },
  },
  { name: 'OrderCompleted', properties: { revenue: { kind: 'number', field: 'behaviour', column: 'amount-yuan' } } },
  { name: '@page', properties: { path: { kind: 'text', field: 'behaviour' } } },
] as const;

/** Opens one; close it in `afterAll`. */
export async function openWireWorld(
  options: { outboxHosts?: readonly string[]; further?: readonly string[] } = {},
): Promise<WireWorld> {
  const world = await openCustomersWorld(options);
  const app = await createServer({ log: silentLogger(), resolvers: {} });
  registerCustomersRoutes(app, world.customers, world.database);
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const inUse = { source: '', writeKey: '' };
  const identifier = (value: string) => ({ type: 'member_id', issuer: 'shop', value });
  return {
    world,
    base,
    get source() {
      return inUse.source;
    },
    get writeKey() {
      return inUse.writeKey;
    },
    async anotherSource() {
      inUse.source = `shop-${randomUUID().slice(0, 8)}`;
      const { source } = inUse;
      await world.act(async (tx) => {
        const made = await world.customers.createSource(tx, {
          code: source,
          name: { zh: '商城', en: 'Shop' },
          issuer: 'shop',
          activity: 'customer-administration',
          by: 'staff:test',
        });
        inUse.writeKey = made.writeKey;
        await world.customers.saveTrackingPlan(tx, { source, plan: PLAN, by: 'staff:test' });
      });
    },
    async member() {
      const value = `m-${randomUUID().slice(0, 12)}`;
      const person = { activity: 'customer-administration', source: 'from_individual', attributes: {} };
      await world.act((tx) => world.customers.createPerson(tx, { ...person, identifiers: [identifier(value)] }));
      return value;
    },
    async events(member) {
      const person = await world.act((tx) => world.customers.personOf(tx, identifier(member)));
      return world.rows<LoggedRow>(
        `select e.name, e.quantity, e.amount_fen::int as amount, e.happened_at as at
           from customers.event e join customers.person p using (ordinal) where p.id = '${person}' order by e.seq`,
      );
    },
    async outcomes() {
      const sources = await world.act((tx) => world.customers.sources(tx));
      return { ...sources.find(({ code }) => code === inUse.source)?.hours[0]?.outcomes };
    },
    async post(path, body, headers = {}) {
      const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const authorization = `Basic ${Buffer.from(`${inUse.writeKey}:`).toString('base64')}`;
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        body: payload as BodyInit,
        headers: { authorization, ...headers },
      });
      const told = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, body: told, headers: answer.headers };
    },
    async close() {
      await app.close();
      await world.close();
    },
  };
}

/** A purchase as a Segment client sends it. */
export function bought(userId: string, more: object = {}): object {
  const properties = { revenue: 199.5, quantity: 2, sku: 'T-1' };
  return { type: 'track', event: 'Order Completed', userId, messageId: randomUUID(), properties, ...more };
}
