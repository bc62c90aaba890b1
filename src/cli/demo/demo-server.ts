import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { type RunningServer, startServer } from '../../main.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLogger, type Logger } from '../../platform/logging.ts';
import { type InboxPage, startInboxPage } from './inbox-page.ts';
import { type LocalSmsGateway, startLocalSmsGateway } from './local-sms-gateway.ts';
import { type LocalSmtpInbox, startLocalSmtpInbox } from './local-smtp-inbox.ts';
import { SAMPLE_BRAND, SMS_TEMPLATES } from './sample-brand.ts';

export interface DemoOptions {
  /** Where the demo keeps its data, and its keys beside them (which a company never would). */
  readonly directory: string;
  /** 0 takes any free port; the inbox page takes the next one. */
  readonly port: number;
  readonly webRoot: string;
  readonly log?: Logger;
}

/** The product with stand-ins for the outside world. */
export interface DemoServer {
  readonly running: RunningServer;
  readonly base: string;
  readonly apiKey: string;
  /** Of every member of the demo's staff: turning on two-step sign-in asks for it. */
  readonly staffPassword: string;
  readonly gateway: LocalSmsGateway;
  readonly inbox: LocalSmtpInbox;
  readonly page: InboxPage;
  stop(): Promise<void>;
}

const LIMITS = { anonymous: 100_000, person: 3000, staff: 12_000, 'api-key': 120_000 };
const SMS_KEYS = { accessKeyId: 'demo-key', accessKeySecret: 'demo-secret' };

/** Starts the stand-ins and then the real server against them; nothing leaves this machine. */
export async function startDemoServer(options: DemoOptions): Promise<DemoServer> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const clock = systemClock;
  const rootKey = keep(directory, 'root.key', () => randomBytes(32).toString('hex'));
  const apiKey = keep(directory, 'api.key', () => randomBytes(32).toString('base64url')).value;
  const staffPassword = keep(directory, 'staff.password', () => randomBytes(12).toString('base64url')).value;
  const callback = keep(directory, 'callback.token', () => randomBytes(24).toString('base64url')).value;
  const dkim = keep(directory, 'dkim.pem', newDkimKey);
  const templates = Object.fromEntries(SMS_TEMPLATES.map(({ code, text }) => [code, text]));
  const signature = SAMPLE_BRAND.smsSignature ?? '';
  const gateway = await startLocalSmsGateway({ clock, ...SMS_KEYS, templates, signatures: [signature] });
  const inbox = await startLocalSmtpInbox({ clock });
  const port = options.port === 0 ? await freePort() : options.port;
  const page = await startInboxPage({ gateway, inbox, port: options.port === 0 ? 0 : port + 1 });
  const stopStandIns = async () => {
    await page.stop();
    await gateway.stop();
    await inbox.stop();
  };
  const config = readConfig(
    {
      ZHINUO_PORT: String(port),
      ZHINUO_PUBLIC_URL: `http://127.0.0.1:${port}`,
      ZHINUO_DATA: directory,
      // So that a campaign that is tried out in the evening does not wait for the morning, as it would anywhere else.
      ZHINUO_SENDING_HOURS: '0-24',
      ZHINUO_ROOT_KEY_FILE: rootKey.path,
      ZHINUO_BOOTSTRAP_KEY: apiKey,
      ZHINUO_SMS_ENDPOINT: gateway.url,
      ZHINUO_SMS_ACCESS_KEY_ID: SMS_KEYS.accessKeyId,
      ZHINUO_SMS_ACCESS_KEY_SECRET: SMS_KEYS.accessKeySecret,
      ZHINUO_SMS_SIGNATURE: signature,
      ZHINUO_SMS_CALLBACK_TOKEN: callback,
      ZHINUO_SMTP_URL: inbox.url,
      ZHINUO_SMTP_FROM: 'hello@mail.qiye.example.com',
      ZHINUO_DKIM_DOMAIN: 'mail.qiye.example.com',
      ZHINUO_DKIM_SELECTOR: 'zhinuo',
      ZHINUO_DKIM_KEY_FILE: dkim.path,
    },
    options.webRoot,
  );
  try {
    const log = options.log ?? fileLogger(join(directory, 'server.log'));
    const running = await startServer(config, { log, rateLimits: LIMITS });
    const base = running.address ?? config.publicUrl;
    const hooks = `${base}/hooks/aliyun/${callback}`;
    gateway.setWebhooks({ uplinkUrl: `${hooks}/up`, reportUrl: `${hooks}/report` });
    const stop = async () => {
      await running.stop();
      await stopStandIns();
    };
    return { running, base, apiKey, staffPassword, gateway, inbox, page, stop };
  } catch (error) {
    await stopStandIns();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port));
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// The terminal is for addresses and progress; the server's own lines go to a file.
function fileLogger(path: string): Logger {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return createLogger({ level: 'info', destination: { write: (line) => void stream.write(line) } });
}

// Made on the first start, read on later ones; readable by the owner alone.
function keep(directory: string, name: string, make: () => string): { path: string; value: string } {
  const path = join(directory, name);
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600 });
  return { path, value: readFileSync(path, 'utf8').trim() };
}

function newDkimKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
