import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';
import type { Tx } from '../../../../platform/database/index.ts';
import { appendEvents, eraseEvents } from '../../events/event-log.ts';
import { ClickhouseClient, ClickhouseError } from './clickhouse-client.ts';
import { ClickhouseStore } from './clickhouse-store.ts';
import { compileClickhouse } from './compile-clickhouse.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const DAY_MS = 86_400_000;
const TABLES = { events: 'event', traits: 'trait', population: 'permitted', outside: new Map<string, string>() };

interface Asked {
  readonly sql: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

// Speaks the part of ClickHouse's HTTP interface that its documentation describes and this product uses; it computes nothing.
async function speakingServer(answer: (asked: Asked) => { status?: number; code?: string; body?: Buffer }) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const query = new URL(request.url ?? '/', 'http://clickhouse').searchParams;
      const one = { sql: query.get('query') ?? body, query, headers: request.headers, body };
      asked.push(one);
      const { status = 200, code, body: bytes = Buffer.alloc(0) } = answer(one);
      if (code !== undefined) response.setHeader('x-clickhouse-exception-code', code);
      response.writeHead(status).end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { asked, url: `http://reader:p%40ss@127.0.0.1:${port}/?database=zhinuo`, close };
}

describe('the ClickHouse target', () => {
  it('writes every value as a typed parameter', () => {
    const { sql, parameters } = compileClickhouse(
      {
        all: [
          { event: { name: "it's", withinDays: 90, atLeast: 2, sumAtMost: 5_000 } },
          { not: [{ trait: { name: 'province', in: ['北京'] } }] },
        ],
      },
      NOW,
      TABLES,
    );
    expect(sql).toBe(
      "(select ordinal from event where name = {p1:String} and happened_at >= {p2:DateTime64(3, 'UTC')} and ordinal in (select ordinal from permitted)" +
        ' group by ordinal having count() >= {p3:UInt64} and sum(ifNull(amount_fen, 0)) <= {p4:Int64}) intersect distinct ' +
        '(select ordinal from permitted except distinct ((select distinct ordinal from trait where name = {p6:String} and value in ({p5:String}) ' +
        'and ordinal in (select ordinal from permitted))))',
    );
    expect(Object.values(parameters).map(({ value }) => value)).toEqual([
      "it's",
      '2026-08-13 16:00:00.000',
      '2',
      '5000',
      '北京',
      'province',
    ]);
  });

  it('chains a funnel by nearest later events', () => {
    const { sql } = compileClickhouse({ sequence: { steps: ['view', 'pay'], withinDays: 7 } }, NOW, TABLES);
    expect(sql).toBe(
      'select distinct ordinal from (select c.ordinal as ordinal, c.begun as begun, e.happened_at as reached from ' +
        '(select ordinal, happened_at as begun, happened_at as reached from event where name = {p1:String} and ordinal in (select ordinal from permitted)) as c ' +
        'asof inner join (select ordinal, happened_at from event where name = {p2:String} and ordinal in (select ordinal from permitted)) as e ' +
        'on c.ordinal = e.ordinal and c.reached < e.happened_at) where reached <= begun + toIntervalDay({p3:UInt64})',
    );
  });

  it('divides into fifths as ntile does', () => {
    const { sql } = compileClickhouse({ rfm: { name: 'pay', withinDays: 30, recency: [5] } }, NOW, TABLES);
    expect(sql).toContain('row_number() over (order by recency, ordinal) as recency_place');
    // The expression of the statement, computed here: the first (rows modulo 5) fifths have one person more.
    const fifth = (place: number, everybody: number) => {
      const large = Math.floor(everybody / 5) + 1;
      const inLarge = (everybody % 5) * large;
      if (place <= inLarge) return Math.floor((place - 1) / large) + 1;
      return Math.floor((place - 1 - inLarge) / Math.max(Math.floor(everybody / 5), 1)) + (everybody % 5) + 1;
    };
    const sizes = (everybody: number) =>
      [1, 2, 3, 4, 5].map(
        (wanted) =>
          Array.from({ length: everybody }, (_, place) => fifth(place + 1, everybody)).filter((each) => each === wanted)
            .length,
      );
    expect([sizes(3), sizes(12), sizes(15)]).toEqual([
      [1, 1, 1, 0, 0],
      [3, 3, 2, 2, 2],
      [3, 3, 3, 3, 3],
    ]);
  });
});

describe('the client', () => {
  it('sends the statement, its parameters and who it is, and reads a column of numbers', async () => {
    const server = await speakingServer(() => ({ body: Buffer.from([7, 0, 0, 0, 1, 1, 0, 0]) }));
    const client = new ClickhouseClient(server.url);
    const found = await client.column('select {p1:String}', {
      parameters: { p1: { type: 'String', value: 'a\tb\\c' } },
    });
    expect([...found]).toEqual([7, 257]);
    const [asked] = server.asked;
    expect(asked?.sql).toBe('select {p1:String} format RowBinary');
    expect(asked?.query.get('param_p1')).toBe('a\\tb\\\\c');
    expect(asked?.query.get('database')).toBe('zhinuo');
    expect(asked?.headers).toMatchObject({ 'x-clickhouse-user': 'reader', 'x-clickhouse-key': 'p@ss' });
    await server.close();
  });

  it('takes no answer with an exception for rows, and repeats no value of it', async () => {
    const server = await speakingServer(() => ({
      status: 200,
      code: '241',
      body: Buffer.from('Code: 241. secret value'),
    }));
    const failed = new ClickhouseClient(server.url).run('select 1').catch((error: unknown) => error);
    expect(await failed).toBeInstanceOf(ClickhouseError);
    expect(String(await failed)).toContain('241');
    expect(String(await failed)).not.toContain('secret');
    await server.close();
  });
});

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

describe('feeding', () => {
  it('goes on behind its position, takes away what a broken batch left, and deletes who was erased in order', async () => {
    let position = '';
    let broken = false;
    const server = await speakingServer(({ sql, body }) => {
      if (sql.startsWith('select position')) return { body: Buffer.from(position) };
      if (sql.startsWith('insert into zhinuo_feed')) {
        if (broken) return { status: 500 };
        position = body;
      }
      return {};
    });
    const store = new ClickhouseStore(server.url, world.database);
    await world.act((tx) => log(tx, 1, 'visit', 0));
    await world.act((tx) => log(tx, 3, 'visit', 0));
    expect(await store.feed()).toBe(2);
    await world.act((tx) => eraseEvents(tx, 1, NOW));
    await world.act((tx) => log(tx, 2, 'visit', 0));
    broken = true;
    await expect(store.feed()).rejects.toThrow(ClickhouseError);
    broken = false;
    server.asked.length = 0;
    expect(await store.feed()).toBe(2);
    const told = server.asked.map(({ sql }) => sql.replace(/\s+/g, ' ')).filter((sql) => !sql.startsWith('create'));
    expect(told).toEqual([
      'select position, mark from zhinuo_feed order by position desc limit 1 format TabSeparatedRaw',
      'delete from zhinuo_feed where position < {p1:UInt64}',
      'delete from zhinuo_event where seq > {p1:UInt64}',
      'delete from zhinuo_trait where seq > {p1:UInt64}',
      'delete from zhinuo_head where seq > {p1:UInt64}',
      'select position, mark from zhinuo_feed order by position desc limit 1 format TabSeparatedRaw',
      'delete from zhinuo_event where has({p1:Array(UInt32)}, ordinal)',
      'delete from zhinuo_trait where has({p1:Array(UInt32)}, ordinal)',
      'delete from zhinuo_head where has({p1:Array(UInt32)}, ordinal)',
      'insert into zhinuo_event format JSONEachRow',
      'insert into zhinuo_feed format TabSeparated',
    ]);
    await server.close();
  });
});

async function log(tx: Tx, ordinal: number, name: string, daysAgo: number): Promise<void> {
  const at = new Date(NOW.getTime() - daysAgo * DAY_MS);
  await appendEvents(tx, [{ ordinal, name, at, quantity: 1, amountFen: 100, properties: null, rowKey: null }]);
}
