import { join } from 'node:path';
import { systemClock } from '../../src/platform/clock.ts';
import { type ChildProduct, startChild } from './child-product.ts';
import { type ProductFiles, prepareProduct } from './running-product.ts';
import { type SilentProxy, startSilentProxy } from './silent-proxy.ts';
import { createEmptyDatabase } from './test-database.ts';

/** Two built servers, each a process, on one PostgreSQL; the second reaches it through a network that can be cut. */
export interface TwoServers {
  readonly files: ProductFiles;
  readonly first: ChildProduct;
  readonly second: ChildProduct;
  readonly bases: readonly [string, string];
  readonly network: SilentProxy;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** Starts them with leases of so many seconds. They share the keys; data directories are each one's own. */
export async function startTwoServers(leaseSeconds: number): Promise<TwoServers> {
  const database = await createEmptyDatabase();
  const network = await startSilentProxy(database.url);
  const files = await prepareProduct(systemClock);
  const other = await prepareProduct(systemClock);
  const common = { ZHINUO_LEASE_SECONDS: String(leaseSeconds), ZHINUO_KEYS: join(files.data, 'keys') };
  const first = await startChild(files, { ...common, ZHINUO_DATABASE_URL: database.url });
  const own = ['ZHINUO_PORT', 'ZHINUO_DATA', 'ZHINUO_PUBLIC_URL'].map((name) => [name, other.environment[name]]);
  const environment = { ...files.environment, ...Object.fromEntries(own) };
  const second = await startChild(
    { ...other, environment, apiKey: files.apiKey },
    { ...common, ZHINUO_DATABASE_URL: network.url },
  );
  return {
    files,
    first,
    second,
    bases: [files.base, other.base],
    network,
    databaseUrl: database.url,
    async close() {
      await first.kill();
      await second.kill();
      await network.close();
      await database.drop();
      await files.remove();
      await other.remove();
    },
  };
}
