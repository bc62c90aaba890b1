import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/platform/clock.ts';
import { Database, type Tx } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { ensureBuilt } from './built-server.ts';
import { type ChildProduct, startChild } from './child-product.ts';
import { type ProductFiles, prepareProduct } from './running-product.ts';

/** The built server on its own PostgreSQL, killed round by round and started again on the same files. */
export interface KilledProduct {
  readonly files: ProductFiles;
  /** The server that runs now. */
  readonly child: ChildProduct;
  /** SIGKILL to node, and another one in its place, ready. */
  restart(): Promise<void>;
  /** The same, with the event store lost: the next one fills it anew from the log. */
  restartWithoutEvents(): Promise<void>;
  /**
   * SIGKILL to PostgreSQL or to node, by the dice; resolves when what is in its place is ready. `share`: how often PostgreSQL, of 1; `meanwhile` is
   * called when it is dead.
   */
  killOne(
    random: () => number,
    options?: { readonly share?: number; readonly meanwhile?: () => Promise<void> },
  ): Promise<'postgres' | 'node'>;
  /** Ends the server as an operator does, and reads what it has stored. */
  readStores<T>(work: (tx: Tx, database: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Where the product keeps the event store, under its data. */
export const eventStoreOf = ({ data }: ProductFiles): string => join(data, 'analytics', 'events.duckdb');

/** Opens a product that is to be killed, with these changes of its environment; close it in `afterAll`. */
export async function openKilledProduct(changes: Readonly<Record<string, string>> = {}): Promise<KilledProduct> {
  ensureBuilt();
  const files = await prepareProduct(systemClock);
  let child = await startChild(files, changes);
  const restart = async (between: () => Promise<void> = async () => undefined) => {
    await child.kill();
    await between();
    child = await startChild(files, changes);
  };
  return {
    files,
    get child() {
      return child;
    },
    restart: () => restart(),
    restartWithoutEvents: () =>
      restart(async () => {
        for (const end of ['', '.wal']) await rm(eventStoreOf(files) + end, { force: true });
      }),
    async killOne(random, { share = 0.5, meanwhile } = {}) {
      const victim = random() < share ? 'postgres' : 'node';
      if (victim === 'node') await restart(meanwhile);
      else {
        await child.killPostgres();
        await meanwhile?.();
      }
      await child.ready();
      return victim;
    },
    async readStores(work) {
      await child.stop();
      const server = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
      const database = new Database({ connection: server.connection, log: silentLogger() });
      try {
        return await database.transaction((tx) => work(tx, database));
      } finally {
        await database.close();
        await server.stop();
      }
    },
    async close() {
      await child.kill();
      // The cluster that the killed server left behind is stopped before its directory goes.
      const left = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
      await left.stop();
      await files.remove();
    },
  };
}
