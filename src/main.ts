import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, ConfigError, readProcessConfig } from './config.ts';
import { ruleBook } from './contexts/law/index.ts';
import { createMetrics, createServer, type RateLimits } from './http/index.ts';
import { addLawRoutes } from './http/law-routes.ts';
import { addOperationsRoutes } from './http/operations-routes.ts';
import { addBackupRoute } from './platform/backup/index.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { errorWithoutValues } from './platform/error-without-values.ts';
import { Failure } from './platform/failure.ts';
import type { HttpApp } from './platform/http/index.ts';
import { createLogger, type Logger } from './platform/logging.ts';
import { startBackgroundWork } from './wiring/background-work.ts';
import { addLogGauges, createLogScanner, type LogScanner } from './wiring/log-scanner.ts';
import { openStores, type Stores } from './wiring/open-stores.ts';
import { type OperatorNote, operatorNotes } from './wiring/operator-notes.ts';
import { addGauges, operationsState, readinessChecks } from './wiring/process-health.ts';
import { registerSetUpPages } from './wiring/set-up-pages.ts';
import { registerUnsealRoutes } from './wiring/unseal-routes.ts';
import { type Contexts, createContexts, MIGRATIONS, registerJobs, registerRoutes } from './wiring/wire-contexts.ts';

/** Which part of the product a process runs; both unless told. */
export interface Parts {
  readonly server: boolean;
  readonly worker: boolean;
}

/** What a test or the demo chooses for itself. */
export interface Overrides {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** What stands in front of that log. */
  readonly logScanner?: LogScanner;
  readonly parts?: Parts;
  readonly rateLimits?: RateLimits;
  /** False leaves the port closed; requests are put in with `app.inject`. */
  readonly listen?: boolean;
}

/** A running product. */
export interface RunningServer {
  readonly app: HttpApp;
  readonly contexts: Contexts;
  readonly stores: Stores;
  /** What to tell the operator, with links that are for nobody else. */
  readonly notes: readonly OperatorNote[];
  /** Where it listens; undefined when it does not. */
  readonly address: string | undefined;
  /** Stops accepting, finishes requests and jobs, closes the stores. */
  stop(): Promise<void>;
}

/** Starts the product: stores, contexts, routes, work behind them, and last the port. Everything is wired here, top to bottom. */
export async function startServer(config: Config, overrides: Overrides = {}): Promise<RunningServer> {
  const clock = overrides.clock ?? systemClock;
  const logScanner = overrides.logScanner ?? createLogScanner();
  const log = overrides.log ?? createLogger({ level: config.logLevel, scan: logScanner.scan });
  const parts = overrides.parts ?? { server: true, worker: true };

  const stores = await openStores(config, clock, log, MIGRATIONS);
  const { database, keyring } = stores;
  const contexts = createContexts(config, stores, clock, log);
  if (parts.worker) registerJobs(contexts, stores);

  const metrics = createMetrics();
  addGauges(metrics, stores, contexts);
  addLogGauges(metrics, logScanner);
  const { service } = keyring;
  const app = await createServer({
    log,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    resolvers: contexts.resolvers,
    idempotency: { database, clock, sealingKey: service.key('http.answers'), digestKey: service.key('http.keys') },
    readiness: readinessChecks(stores, contexts),
    metrics,
    webRoot: config.webRoot,
    sdkDirectory: join(config.dataDirectory, 'sdk-files'),
    ...(overrides.rateLimits === undefined ? {} : { rateLimits: overrides.rateLimits }),
  });
  registerRoutes(app, contexts, config, stores);
  addBackupRoute(app, { database, service, clock });
  addLawRoutes(app, ruleBook);
  addOperationsRoutes(app, { database, jobs: stores.jobs, state: () => operationsState(stores, contexts) });

  const work = await startBackgroundWork(contexts, stores, { clock, log, worker: parts.worker });
  registerUnsealRoutes(app, {
    access: contexts.access,
    database,
    keyring,
    keys: contexts.vault.keys,
    rootKeyFile: config.rootKeyFile,
    onUnsealed: () => work.unsealed(),
  });
  const doors = registerSetUpPages(app, {
    access: contexts.access,
    database,
    keyring,
    onUnsealed: () => work.unsealed(),
  });
  await app.ready();

  const stop = once(async () => {
    await app.close();
    await work.stop();
    await contexts.customers.close();
    await contexts.access.close();
    await stores.close();
  });
  const listening = parts.server && overrides.listen !== false;
  const address = listening ? await listenOrStop(app, config, stop) : undefined;
  const notes = await operatorNotes(config, stores, contexts, doors, parts);
  return { app, contexts, stores, notes, address, stop };
}

// A port that is taken must not leave PostgreSQL and the jobs running behind a start that failed.
async function listenOrStop(app: HttpApp, { host, port }: Config, stop: () => Promise<void>): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await stop();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

const LONGEST_DRAIN_MS = 60_000;

async function main(): Promise<void> {
  const compiled = import.meta.url.endsWith('.js');
  const webRoot = fileURLToPath(new URL(compiled ? '../web/' : '../dist/web/', import.meta.url));
  const config = readProcessConfig(webRoot);
  const logScanner = createLogScanner();
  const log = createLogger({ level: config.logLevel, scan: logScanner.scan });
  const only = process.argv.slice(2);
  const parts = { server: !only.includes('--worker'), worker: !only.includes('--server') };
  // Signals are heard before the port opens: one that comes while the stores are opening waits for them and then closes them.
  const starting = startServer(config, { log, logScanner, parts });
  const leave = (code: number) => {
    const deadline = setTimeout(() => process.exit(code === 0 ? 1 : code), LONGEST_DRAIN_MS);
    deadline.unref();
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(code),
        () => process.exit(1),
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      log.info({ signal }, 'draining');
      leave(0);
    });
  // A limit on the length of files (ulimit -f) is answered as a full disk and does not end the process.
  process.on('SIGXFSZ', () => undefined);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ event, error: errorWithoutValues(error) }, 'an error that nothing handled; stopping');
      leave(1);
    });
  const running = await starting;
  for (const { zh, en } of running.notes) process.stdout.write(`${zh}\n${en}\n\n`);
}

// What stops a start is told in plain words, and all of it at once.
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `配置有误 / The configuration is not usable:\n${error.message}`;
  if (error instanceof Failure) return `${error.title.zh}\n${error.title.en}\n(${error.code})`;
  if ((error as { code?: unknown }).code === 'EADDRINUSE')
    return '端口已被占用，请设置 ZHINUO_PORT。\nThe port is in use; set ZHINUO_PORT.';
  return `无法启动 / It did not start: ${JSON.stringify(errorWithoutValues(error))}`;
}

const script = process.argv[1];
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  });
}
