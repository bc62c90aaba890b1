import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from '../../src/cli/demo/api-client.ts';
import { type LocalSmsGateway, startLocalSmsGateway } from '../../src/cli/demo/local-sms-gateway.ts';
import { type LocalSmtpInbox, startLocalSmtpInbox } from '../../src/cli/demo/local-smtp-inbox.ts';
import { SAMPLE_BRAND, SMS_TEMPLATES } from '../../src/cli/demo/sample-brand.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { dayClock } from './day-clock.ts';
import { freePort } from './free-port.ts';
import { createEmptyDatabase, type TestDatabase } from './test-database.ts';

export const SMS_ACCOUNT = { accessKeyId: 'testId', accessKeySecret: 'testSecret' };
export const MAIL_DOMAIN = 'mail.qiye.example.com';
const SIGNATURE = SAMPLE_BRAND.smsSignature ?? '';
const TEMPLATES = Object.fromEntries(SMS_TEMPLATES.map(({ code, text }) => [code, text]));

/** The whole product in this process, with a phone network and mailboxes of its own. */
export interface RunningProduct {
  readonly base: string;
  readonly config: Config;
  readonly server: RunningServer;
  readonly clock: Clock;
  /** An administrator's key, as automation has it. */
  readonly api: ApiClient;
  readonly apiKey: string;
  readonly gateway: LocalSmsGateway;
  readonly inbox: LocalSmtpInbox;
  readonly data: string;
  /** Where the tests' database is, for reading what is stored. */
  readonly databaseUrl: string;
  /** PEM of the key under which mail is signed. */
  readonly dkimPublicKey: string;
  /** What has been logged, a JSON line each. */
  readonly logLines: string[];
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Files, keys and ports of a product that is about to start; the same for one in this process and one in a child. */
export interface ProductFiles {
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly base: string;
  readonly apiKey: string;
  readonly gateway: LocalSmsGateway;
  readonly inbox: LocalSmtpInbox;
  readonly clock: Clock;
  readonly dkimPublicKey: string;
  remove(): Promise<void>;
}

/** The local SMS gateway with the brand's account; on `port` again after it was stopped. */
export function openGateway(clock: Clock, port?: number): Promise<LocalSmsGateway> {
  const at = port === undefined ? {} : { port };
  return startLocalSmsGateway({ clock, ...SMS_ACCOUNT, templates: TEMPLATES, signatures: [SIGNATURE], ...at });
}

/** Prepares the surroundings of a product: a data directory, a root key, a DKIM key, the local gateway and inbox. */
export async function prepareProduct(clock: Clock = dayClock()): Promise<ProductFiles> {
  const data = mkdtempSync(join(tmpdir(), 'zhinuo-product-'));
  const beside = mkdtempSync(join(tmpdir(), 'zhinuo-beside-'));
  const rootKeyFile = join(beside, 'root.key');
  writeFileSync(rootKeyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const dkim = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dkimFile = join(beside, 'dkim.pem');
  writeFileSync(dkimFile, dkim.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  // Tests close these two and open them again at the same place.
  const gateway = await openGateway(clock, await freePort());
  const inbox = await startLocalSmtpInbox({ clock, port: await freePort() });
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const apiKey = randomBytes(24).toString('hex');
  return {
    data,
    base,
    apiKey,
    gateway,
    inbox,
    clock,
    dkimPublicKey: dkim.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    environment: {
      ZHINUO_PORT: String(port),
      ZHINUO_DATA: data,
      ZHINUO_PUBLIC_URL: base,
      ZHINUO_ROOT_KEY_FILE: rootKeyFile,
      ZHINUO_BOOTSTRAP_KEY: apiKey,
      // Nobody listens there: a receiver of the outbox that can't be reached.
      ZHINUO_OUTBOX_HOSTS: '127.0.0.1:9',
      ZHINUO_SMS_ENDPOINT: gateway.url,
      ZHINUO_SMS_ACCESS_KEY_ID: SMS_ACCOUNT.accessKeyId,
      ZHINUO_SMS_ACCESS_KEY_SECRET: SMS_ACCOUNT.accessKeySecret,
      ZHINUO_SMS_SIGNATURE: SIGNATURE,
      ZHINUO_SMTP_URL: inbox.url,
      ZHINUO_SMTP_FROM: `hello@${MAIL_DOMAIN}`,
      ZHINUO_DKIM_DOMAIN: MAIL_DOMAIN,
      ZHINUO_DKIM_SELECTOR: 'zhinuo',
      ZHINUO_DKIM_KEY_FILE: dkimFile,
    },
    async remove() {
      await gateway.stop();
      await inbox.stop();
      for (const folder of [data, beside]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the product on a free port and a database of its own in the run's PostgreSQL; close it in `afterAll`. */
export async function startProduct(options: { logLevel?: string } = {}): Promise<RunningProduct> {
  const files = await prepareProduct();
  const database: TestDatabase = await createEmptyDatabase();
  const webRoot = fileURLToPath(new URL('../../dist/web/', import.meta.url));
  const config = readConfig({ ...files.environment, ZHINUO_DATABASE_URL: database.url }, webRoot);
  const logLines: string[] = [];
  const log = createLogger({
    level: options.logLevel ?? 'info',
    destination: { write: (line) => void logLines.push(line) },
  });
  const many = 1_000_000;
  const rateLimits = { anonymous: many, person: many, staff: many, 'api-key': many };
  const server = await startServer(config, { log, clock: files.clock, rateLimits });
  const api = new ApiClient(files.base, files.apiKey);
  await connectWebhooks(files, api);
  return {
    ...files,
    config,
    server,
    api,
    databaseUrl: database.url,
    logLines,
    act: (work) => server.stores.database.transaction(work),
    async close() {
      await server.stop();
      await database.drop();
      await files.remove();
    },
  };
}

/** Tells the gateway where replies and delivery reports are pushed, as an operator does in the vendor's console. */
export async function connectWebhooks(files: ProductFiles, api: ApiClient): Promise<void> {
  const { webhooks } = await api.call<{ webhooks: { uplink: string; report: string } }>('GET', '/api/v1/channels');
  files.gateway.setWebhooks({ uplinkUrl: files.base + webhooks.uplink, reportUrl: files.base + webhooks.report });
}
