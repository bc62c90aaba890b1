import pg from 'pg';
import { Failure } from '../../../../platform/failure.ts';
import { guardedAddress, isLoopback } from '../../../../platform/guarded-address.ts';
import type { WarehouseConnection } from './domain/warehouse.ts';
import { problemOf, warehouseHostNotAllowed, warehouseProblem } from './warehouse-failures.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;

/** Asks the warehouse; every value comes as text or null. */
export type AskWarehouse = (sql: string, values?: readonly unknown[]) => Promise<(string | null)[][]>;

/** Whether the operator has named this host and port word for word. */
export function mayConnect({ host, port }: WarehouseConnection, hosts: readonly string[]): boolean {
  return hosts.includes(`${host.includes(':') ? `[${host}]` : host}:${port}`);
}

/**
 * Works on one snapshot of a warehouse: 1. the host is one that the operator named, and its name leads nowhere that is never called; 2. TLS with a
 * verified certificate, but on a loopback that is named itself; 3. one transaction that can't write, each statement a minute at most, times in
 * Asia/Shanghai. Throws `customers.warehouse-…`; what the warehouse said goes nowhere.
 */
export async function withWarehouse<T>(
  connection: WarehouseConnection,
  hosts: readonly string[],
  work: (ask: AskWarehouse) => Promise<T>,
): Promise<T> {
  if (!mayConnect(connection, hosts)) throw warehouseHostNotAllowed();
  const { host, port, database, user, password, ca } = connection;
  let client: pg.Client | undefined;
  try {
    const address = await guardedAddress(host);
    const tls = { servername: host, minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
    const plain = isLoopback(host) && ca === undefined;
    client = new pg.Client({
      host: address,
      port,
      database,
      user,
      password,
      ssl: plain ? false : tls,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS + CONNECT_MS,
      application_name: 'zhinuo',
    });
    // A connection that ends by itself is told by the statement under way.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(`set local statement_timeout = ${STATEMENT_MS}`);
    await client.query(`set local time zone 'Asia/Shanghai'`);
    await client.query(`set local datestyle = 'ISO, YMD'`);
    const open = client;
    return await work(async (sql, values = []) => {
      const answer = await open.query<(string | null)[]>({ text: sql, values: [...values], rowMode: 'array' });
      return answer.rows;
    });
  } catch (error) {
    if (error instanceof Failure || !isDriverError(error)) throw error;
    throw warehouseProblem(problemOf(error));
  } finally {
    await client?.end().catch(() => undefined);
  }
}

// What the driver, the network or the look-up of a name throws; anything else is this program's own mistake.
function isDriverError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  return error instanceof Error;
}
