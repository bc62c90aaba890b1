import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bilingual } from './platform/failure.ts';
import { readHours } from './read-hours.ts';
import { readLevel } from './read-level.ts';
import { type OutgoingHosts, readList, readOutgoingHosts } from './read-list.ts';
import { readUnknownAge, type UnknownAge } from './unknown-age.ts';

/** Where SMS is handed off: Aliyun's SendSms, or something that speaks it. */
export interface SmsConfig {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The filed signature without its brackets 【】. */
  readonly signature: string;
  /** Shared with the provider's callbacks (replies, delivery reports), at least 16 characters. */
  readonly callbackToken?: string;
}

/** Where email is handed off. */
export interface EmailConfig {
  readonly url: string;
  readonly fromAddress: string;
  /** RFC 6376; without it commercial mail is not sent. */
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string };
}

/** Everything that a company sets from outside; README's chapter "Configuration" explains each. */
export interface Config extends OutgoingHosts {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly keysDirectory: string;
  /** The journal of noes: what a restore replays. */
  readonly journalDirectory: string;
  /** The copy of the evidence log as static files. */
  readonly logDirectory: string;
  /** Folder in which other systems leave files at night, a folder each. */
  readonly inboxDirectory: string;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl?: string;
  /** Undefined: segments are computed in DuckDB. */
  readonly clickhouseUrl?: string;
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
  readonly bootstrapKey?: string;
  readonly rootKeyFile?: string;
  readonly sms?: SmsConfig;
  readonly email?: EmailConfig;
  /** Who attests the evidence log's checkpoints: a time-stamping authority with the PEM of its roots, and witnesses, a line each. */
  readonly attestation: {
    readonly tsa?: { readonly url: string; readonly roots: string; readonly revocation?: string };
    readonly witnesses?: string;
  };
  /** Hours of the day (Asia/Shanghai) for commercial messages, `from` inclusive, `to` exclusive; the usual ones unless told. */
  readonly sendingHours?: { readonly from: number; readonly to: number };
  /** Days for which proof of consent of an erased person is kept for a defence in court. */
  readonly defenceDays: number;
  /** How long a server may allow without news of others' noes, and a no may wait for a server that is gone. */
  readonly leaseSeconds: number;
  /** What is denied to somebody whose age nobody knows: only what age decides, or everything (decision 0038). */
  readonly unknownAge: UnknownAge;
  readonly logLevel: string;
  readonly webRoot: string;
}

/** One setting that can't be used: its variable and what is wrong, without its value. */
export interface ConfigProblem extends Bilingual {
  readonly variable: string;
}

/** Thrown with every problem at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, zh, en }) => `${variable}: ${zh} / ${en}`).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const KNOWN = [
  'ZHINUO_PORT',
  'ZHINUO_HOST',
  'ZHINUO_DATA',
  'ZHINUO_KEYS',
  'ZHINUO_JOURNAL',
  'ZHINUO_LOG',
  'ZHINUO_INBOX',
  'ZHINUO_DATABASE_URL',
  'ZHINUO_CLICKHOUSE_URL',
  'ZHINUO_PUBLIC_URL',
  'ZHINUO_TRUSTED_PROXIES',
  'ZHINUO_BOOTSTRAP_KEY',
  'ZHINUO_ROOT_KEY_FILE',
  'ZHINUO_SMTP_URL',
  'ZHINUO_SMTP_FROM',
  'ZHINUO_DKIM_DOMAIN',
  'ZHINUO_DKIM_SELECTOR',
  'ZHINUO_DKIM_KEY_FILE',
  'ZHINUO_SMS_ENDPOINT',
  'ZHINUO_SMS_ACCESS_KEY_ID',
  'ZHINUO_SMS_ACCESS_KEY_SECRET',
  'ZHINUO_SMS_SIGNATURE',
  'ZHINUO_SMS_CALLBACK_TOKEN',
  'ZHINUO_TSA_URL',
  'ZHINUO_TSA_ROOTS',
  'ZHINUO_TSA_REVOCATION',
  'ZHINUO_WITNESSES',
  'ZHINUO_DEFENCE_DAYS',
  'ZHINUO_LEASE_SECONDS',
  'ZHINUO_UNKNOWN_AGE',
  'ZHINUO_SENDING_HOURS',
  'ZHINUO_OUTBOX_HOSTS',
  'ZHINUO_WAREHOUSE_HOSTS',
  'ZHINUO_LOG_LEVEL',
] as const;

type Variable = (typeof KNOWN)[number];

const LEAST_BOOTSTRAP_KEY = 32;
const LEAST_CALLBACK_TOKEN = 16;
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(variable: Variable): string | undefined {
    const value = this.#environment[variable]?.trim();
    return value === '' ? undefined : value;
  }

  complain(variable: string, zh: string, en: string): undefined {
    this.problems.push({ variable, zh, en });
    return undefined;
  }

  url(variable: Variable, protocols: readonly string[]): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const protocol = URL.canParse(value) ? new URL(value).protocol.replace(':', '') : '';
    if (protocols.includes(protocol)) return value;
    const forms = protocols.map((each) => `${each}://…`);
    return this.complain(variable, `须为网址（${forms.join('、')}）`, `must be an address (${forms.join(', ')})`);
  }

  file(variable: Variable): string | undefined {
    const value = this.text(variable);
    if (value === undefined || existsSync(value)) return value;
    return this.complain(variable, '文件不存在', 'names a file that does not exist');
  }

  /** All or none of several variables. */
  together<V extends Variable>(variables: readonly V[]): Record<V, string> | undefined {
    const values = variables.map((variable) => [variable, this.text(variable)] as const);
    const missing = values.filter(([, value]) => value === undefined);
    if (missing.length === variables.length) return undefined;
    for (const [variable] of missing)
      this.complain(
        variable,
        `须与 ${variables.join('、')} 一起设置`,
        `must be set together with ${variables.join(', ')}`,
      );
    return missing.length > 0 ? undefined : (Object.fromEntries(values) as Record<V, string>);
  }
}

/**
 * Reads the configuration from the environment, the only place that does. Throws `ConfigError` with every problem at once. The result is
 * frozen. `webRoot` is where the build puts the web apps.
 */
export function readConfig(environment: Environment, webRoot: string): Config {
  const reader = new Reader(environment);
  for (const name of Object.keys(environment))
    if (name.startsWith('ZHINUO_') && !name.startsWith('ZHINUO_TEST_') && !(KNOWN as readonly string[]).includes(name))
      reader.complain(name, '没有这个设置项', 'is not a setting');
  const port = readPort(reader);
  const host = reader.text('ZHINUO_HOST') ?? '127.0.0.1';
  const dataDirectory = resolve(reader.text('ZHINUO_DATA') ?? '.zhinuo');
  const config = {
    host,
    port,
    dataDirectory,
    keysDirectory: readDirectory(reader, 'ZHINUO_KEYS', dataDirectory, 'keys'),
    journalDirectory: readDirectory(reader, 'ZHINUO_JOURNAL', dataDirectory, 'journal'),
    logDirectory: readDirectory(reader, 'ZHINUO_LOG', dataDirectory, 'log'),
    inboxDirectory: readDirectory(reader, 'ZHINUO_INBOX', dataDirectory, 'inbox'),
    publicUrl: readPublicUrl(reader) ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    trustedProxies: readList(reader.text('ZHINUO_TRUSTED_PROXIES')),
    ...readOutgoingHosts(reader),
    attestation: readAttestation(reader),
    // Three years, the limitation of actions (Civil Code 188), for showing that there was no fault (PIPL 69).
    defenceDays: readWhole(reader, 'ZHINUO_DEFENCE_DAYS', 1096, 7305),
    leaseSeconds: readWhole(reader, 'ZHINUO_LEASE_SECONDS', 5, 60),
    unknownAge: readUnknownAge(reader.text('ZHINUO_UNKNOWN_AGE'), reader),
    logLevel: readLevel(reader.text('ZHINUO_LOG_LEVEL'), reader),
    webRoot,
    ...present('databaseUrl', reader.url('ZHINUO_DATABASE_URL', ['postgres', 'postgresql'])),
    ...present('clickhouseUrl', reader.url('ZHINUO_CLICKHOUSE_URL', ['http', 'https'])),
    ...present('bootstrapKey', readSecret(reader, 'ZHINUO_BOOTSTRAP_KEY', LEAST_BOOTSTRAP_KEY)),
    ...present('rootKeyFile', reader.file('ZHINUO_ROOT_KEY_FILE')),
    ...present('sendingHours', readHours(reader.text('ZHINUO_SENDING_HOURS'), reader)),
    ...present('sms', readSms(reader)),
    ...present('email', readEmail(reader)),
  } satisfies Config;
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return Object.freeze(config);
}

/** What `readConfig` reads from this process's environment. */
export function readProcessConfig(webRoot: string): Config {
  return readConfig(process.env, webRoot);
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

function readPort(reader: Reader): number {
  const text = reader.text('ZHINUO_PORT');
  if (text === undefined) return 8600;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  reader.complain('ZHINUO_PORT', '须为 0 到 65535 的端口号', 'must be a port from 0 to 65535');
  return 0;
}

function readPublicUrl(reader: Reader): string | undefined {
  const value = reader.url('ZHINUO_PUBLIC_URL', ['https', 'http']);
  if (value === undefined) return undefined;
  const url = new URL(value);
  if (url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '') return url.origin;
  return reader.complain('ZHINUO_PUBLIC_URL', '只能写协议、主机和端口', 'may only name the protocol, host and port');
}

function readDirectory(reader: Reader, variable: Variable, dataDirectory: string, name: string): string {
  const directory = resolve(reader.text(variable) ?? join(dataDirectory, name));
  // Threat: one copy of the database's folder would take the keys along and undo the encryption; its loss would take the journal along.
  const database = join(dataDirectory, 'cluster');
  if (directory === database || directory.startsWith(`${database}/`))
    reader.complain(variable, '不能放在数据库目录之内', "may not lie inside the database's directory");
  return directory;
}

function readSecret(reader: Reader, variable: Variable, least: number): string | undefined {
  const value = reader.text(variable);
  if (value === undefined || (value.length >= least && /^[\x21-\x7e]+$/.test(value))) return value;
  return reader.complain(
    variable,
    `至少 ${least} 个可见 ASCII 字符`,
    `needs at least ${least} visible ASCII characters`,
  );
}

function readWhole(reader: Reader, variable: Variable, usual: number, most: number): number {
  const value = Number(reader.text(variable) ?? usual);
  if (!Number.isInteger(value) || value < 1 || value > most)
    reader.complain(variable, `须为 1 到 ${most} 的整数`, `must be a whole number from 1 to ${most}`);
  return value;
}

function readSms(reader: Reader): SmsConfig | undefined {
  const callbackToken = readSecret(reader, 'ZHINUO_SMS_CALLBACK_TOKEN', LEAST_CALLBACK_TOKEN);
  const endpoint = reader.url('ZHINUO_SMS_ENDPOINT', ['https', 'http']) ?? 'https://dysmsapi.aliyuncs.com';
  const set = reader.together(['ZHINUO_SMS_ACCESS_KEY_ID', 'ZHINUO_SMS_ACCESS_KEY_SECRET', 'ZHINUO_SMS_SIGNATURE']);
  if (set === undefined) return undefined;
  return Object.freeze({
    endpoint,
    accessKeyId: set.ZHINUO_SMS_ACCESS_KEY_ID,
    accessKeySecret: set.ZHINUO_SMS_ACCESS_KEY_SECRET,
    signature: set.ZHINUO_SMS_SIGNATURE,
    ...present('callbackToken', callbackToken),
  });
}

function readEmail(reader: Reader): EmailConfig | undefined {
  const dkim = reader.together(['ZHINUO_DKIM_DOMAIN', 'ZHINUO_DKIM_SELECTOR', 'ZHINUO_DKIM_KEY_FILE']);
  const keyFile = dkim === undefined ? undefined : reader.file('ZHINUO_DKIM_KEY_FILE');
  reader.url('ZHINUO_SMTP_URL', ['smtp', 'smtps']);
  const set = reader.together(['ZHINUO_SMTP_URL', 'ZHINUO_SMTP_FROM']);
  if (set === undefined) return undefined;
  if (!ADDRESS.test(set.ZHINUO_SMTP_FROM))
    reader.complain('ZHINUO_SMTP_FROM', '须为邮箱地址', 'must be an email address');
  const email = { url: set.ZHINUO_SMTP_URL, fromAddress: set.ZHINUO_SMTP_FROM };
  if (dkim === undefined || keyFile === undefined) return Object.freeze(email);
  const { ZHINUO_DKIM_DOMAIN: domain, ZHINUO_DKIM_SELECTOR: selector } = dkim;
  return Object.freeze({
    ...email,
    dkim: Object.freeze({ domain, selector, privateKey: readFileSync(keyFile, 'utf8') }),
  });
}

function readAttestation(reader: Reader): Config['attestation'] {
  const url = reader.url('ZHINUO_TSA_URL', ['https', 'http']);
  const roots = reader.file('ZHINUO_TSA_ROOTS');
  const tsa = reader.together(['ZHINUO_TSA_URL', 'ZHINUO_TSA_ROOTS']);
  const [witnesses, addresses] = [reader.file('ZHINUO_WITNESSES'), reader.file('ZHINUO_TSA_REVOCATION')];
  if (addresses !== undefined) reader.together(['ZHINUO_TSA_URL', 'ZHINUO_TSA_REVOCATION']);
  const revocation = addresses === undefined || !existsSync(addresses) ? undefined : readFileSync(addresses, 'utf8');
  const stamped = tsa === undefined || url === undefined || roots === undefined || !existsSync(roots);
  return Object.freeze({
    ...present(
      'tsa',
      stamped
        ? undefined
        : Object.freeze({ url, roots: readFileSync(roots, 'utf8'), ...present('revocation', revocation) }),
    ),
    ...present('witnesses', witnesses === undefined ? undefined : readFileSync(witnesses, 'utf8')),
  });
}
