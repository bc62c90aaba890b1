import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../src/cli/demo/api-client.ts';
import { loadRegister } from '../src/cli/demo/load-sample.ts';
import { readConfig } from '../src/config.ts';
import { createServer } from '../src/http/index.ts';
import { type RunningServer, startServer } from '../src/main.ts';
import type { HttpApp } from '../src/platform/http/index.ts';
import { silentLogger } from '../src/platform/logging.ts';
import type { StartedPostgres } from './new-postgres.ts';

const UNLIMITED = { anonymous: 1e9, person: 1e9, staff: 1e9, 'api-key': 1e9 };

/** The whole product in this process on stores of its own, with fsync on, and beside it a bare server for controls. */
export interface BenchProduct {
  readonly running: RunningServer;
  readonly base: string;
  readonly apiKey: string;
  readonly api: ApiClient;
  /** A server with the same parser, authentication, headers and database, for controls; register its routes, then `listen`. */
  bareServer(register: (app: HttpApp) => void): Promise<{ base: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createTcpServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * Starts it without workers (no channel is configured, so no code is sent) and loads the sample brand's register. On a PostgreSQL of its own, or on
 * `postgres`, which ends with it.
 */
export async function openBenchProduct(postgres?: StartedPostgres): Promise<BenchProduct> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-bench-'));
  const apiKey = randomBytes(24).toString('hex');
  const rootKey = join(directory, 'root.key');
  writeFileSync(rootKey, randomBytes(32).toString('hex'), { mode: 0o600 });
  const config = readConfig(
    {
      ZHINUO_PORT: String(await freePort()),
      ZHINUO_DATA: join(directory, 'data'),
      ZHINUO_ROOT_KEY_FILE: rootKey,
      ZHINUO_BOOTSTRAP_KEY: apiKey,
      ...(postgres === undefined ? {} : { ZHINUO_DATABASE_URL: postgres.url }),
    },
    join(directory, 'no-pages'),
  );
  const log = silentLogger();
  const running = await startServer(config, { log, rateLimits: UNLIMITED, parts: { server: true, worker: false } });
  const base = running.address ?? config.publicUrl;
  const api = new ApiClient(base, apiKey);
  await loadRegister(api, { people: 0, say: () => undefined, now: new Date(0) });
  return {
    running,
    base,
    apiKey,
    api,
    async bareServer(register) {
      const app = await createServer({ log, resolvers: running.contexts.resolvers, rateLimits: UNLIMITED });
      register(app);
      const bare = await app.listen({ host: '127.0.0.1', port: 0 });
      return { base: bare, close: () => app.close() };
    },
    async close() {
      await running.stop();
      await postgres?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
