import type { WarehouseInput } from '../../src/contexts/customers/ingest/warehouse/save-warehouse.ts';
import type { WarehouseView } from '../../src/contexts/customers/ingest/warehouse/warehouses.ts';
import { Failure } from '../../src/platform/failure.ts';
import { type CustomersWorld, openCustomersWorld } from './customers-world.ts';
import { createEmptyDatabase, type TestDatabase } from './test-database.ts';
import { openWarehouseDoor, type WarehouseDoor } from './warehouse-door.ts';

/** Customers with a warehouse of their own: a real PostgreSQL behind a port, plain and with TLS. */
export interface WarehouseWorld {
  readonly world: CustomersWorld;
  readonly test: TestDatabase;
  readonly door: WarehouseDoor;
  readonly tls: WarehouseDoor;
  /** Runs statements in the warehouse. */
  run(sql: string): Promise<unknown>;
  /** Makes the warehouse of the next test another one; none of those before is left. */
  next(): Promise<void>;
  code(): string;
  input(more?: Partial<WarehouseInput>): WarehouseInput;
  save(more?: Partial<WarehouseInput>): Promise<void>;
  view(): Promise<WarehouseView>;
  /** Pulls and runs what was begun. */
  pull(options?: { mostRows?: number }): Promise<void>;
  /** The members of the warehouse, each with how many hours ago it was changed. */
  fill(rows: readonly (readonly [id: number, phone: string, hoursAgo: number])[]): Promise<void>;
  later(): void;
  close(): Promise<void>;
}

const TABLES = `create schema dw;
  create table dw.member (id bigint primary key, phone text, full_name varchar(40), changed timestamptz, blob bytea);
  create table dw.sale (no text primary key, member text, paid_at timestamp, yuan numeric(12, 2));
  create table dw.empty (id int primary key, n int);
  create function dw.leak() returns text language sql volatile as $$ insert into dw.empty values (1, 1) returning 'x' $$;
  create view dw.writing as select id, dw.leak() as phone, changed from dw.member;`;

/** Opens one; close it in `afterAll`. Nothing listens on port 1, which is allowed too. */
export async function openWarehouseWorld(): Promise<WarehouseWorld> {
  const test = await createEmptyDatabase();
  const door = await openWarehouseDoor(test.url);
  const tls = await openWarehouseDoor(test.url, { tls: true });
  const hosts = [`127.0.0.1:${door.port}`, `localhost:${tls.port}`, '127.0.0.1:1', 'metadata.invalid:5432'];
  const world = await openCustomersWorld({ warehouseHosts: hosts });
  const run = (sql: string) => test.database.transaction((tx) => tx.execute(sql));
  await run(TABLES);
  let number = 0;
  const code = () => `dw-${number}`;
  const input = (more: Partial<WarehouseInput> = {}): WarehouseInput => ({
    code: code(),
    name: { zh: '会员宽表', en: 'Members' },
    rows: {
      ...{ kind: 'people', activity: 'customer-administration', source: 'import', issuer: code() },
      notice: null,
      supplier: null,
    },
    connection: { host: '127.0.0.1', port: door.port, database: door.database, user: door.user, password: 'any' },
    table: { schema: 'dw', name: 'member', cursor: 'changed', key: 'id' },
    mapping: { member_id: 'id', name: 'full_name', mobile: 'phone' },
    everyMinutes: 60,
    by: 'staff:test',
    ...more,
  });
  return {
    ...{ world, test, door, tls, run, code, input },
    async next() {
      number += 1;
      await world.act((tx) => tx.execute('delete from customers.warehouse'));
    },
    save: (more = {}) => world.customers.warehouses.save(input(more)),
    async view() {
      const found = await world.act((tx) => world.customers.warehouses.view(tx));
      const own = found.find((each) => each.code === code());
      if (own === undefined) throw new Error('it is not on the list');
      return own;
    },
    async pull(options = {}) {
      // What is left of a large table follows as soon as the import before is done.
      world.clock.advance(6_000);
      await world.customers.warehouses.pull(options);
      const queued = await world.rows<{ id: string }>(
        `select id from customers.import where status = 'queued' order by id`,
      );
      for (const { id } of queued) await world.customers.runImport(id);
    },
    async fill(rows) {
      const values = rows.map(
        ([id, phone, hours]) => `(${id}, '${phone}', '测试${id}号', now() - interval '${hours} hours')`,
      );
      await run(
        `truncate dw.member; insert into dw.member (id, phone, full_name, changed) values ${values.join(', ')}`,
      );
    },
    later: () => world.clock.advance(3_600_001),
    async close() {
      await world.close();
      await door.close();
      await tls.close();
      await test.drop();
    },
  };
}

/** The code of the refusal and the paths of the fields at fault, or "none". */
export function faultOf(done: Promise<unknown>): Promise<string> {
  return done.then(
    () => 'none',
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return [error.code, ...(error.options.errors ?? []).map(({ path }) => path)].join(' ');
    },
  );
}
