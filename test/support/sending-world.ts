import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSmsGateway, startLocalSmsGateway } from '../../src/cli/demo/local-sms-gateway.ts';
import { type LocalSmtpInbox, startLocalSmtpInbox } from '../../src/cli/demo/local-smtp-inbox.ts';
import { type Capture, createCapture, registerCaptureRoutes } from '../../src/contexts/capture/index.ts';
import { createGate, type Gate } from '../../src/contexts/consent/index.ts';
import { type Customers, createCustomers } from '../../src/contexts/customers/index.ts';
import {
  createAliyunSms,
  createEngagement,
  createSmtpEmail,
  type Engagement,
  registerEngagementJobs,
  registerEngagementRoutes,
  USUAL_HOURS,
} from '../../src/contexts/engagement/index.ts';
import { createEvidence, type Evidence } from '../../src/contexts/evidence/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { createRegister, type Register } from '../../src/contexts/register/index.ts';
import { createVault, type Vault } from '../../src/contexts/vault/index.ts';
import { createServer } from '../../src/http/create-server.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import type { Database, Tx } from '../../src/platform/database/index.ts';
import type { HttpApp } from '../../src/platform/http/index.ts';
import { JobQueue } from '../../src/platform/jobs/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { type Keyring, newRootKey, openKeyring } from '../../src/platform/keyring/index.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { activityInput, approve, DELIVERY, HANDLER } from './gate-world.ts';
import { createTestDatabase } from './test-database.ts';

/** Everything from the form to the message, in one process: real database, real SMTP server, the SMS gateway of the demo. */
export interface SendingWorld {
  readonly database: Database;
  readonly url: string;
  readonly keysDirectory: string;
  readonly clock: ManualClock;
  readonly keyring: Keyring;
  readonly rootKey: Buffer;
  readonly evidence: Evidence;
  readonly register: Register;
  readonly gate: Gate;
  readonly vault: Vault;
  readonly customers: Customers;
  readonly capture: Capture;
  readonly engagement: Engagement;
  readonly gateway: LocalSmsGateway;
  readonly inbox: LocalSmtpInbox;
  readonly jobs: JobQueue;
  readonly app: HttpApp;
  readonly logLines: string[];
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** An engagement on the same database whose gateway answers as told: another server, or this one after a crash. */
  anotherEngagement(changes: {
    sms?: string;
    segment?: () => Promise<Uint32Array>;
    move?: () => Promise<number>;
  }): Engagement;
  close(): Promise<void>;
}

export const KEYS = { accessKeyId: 'testId', accessKeySecret: 'testSecret' };
/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: the vendor's brackets */
export const PROMOTION = '秋季新品${offer},到店出示本短信即可,拒收请回复R';
const CODE = '您的验证码为${code},10分钟内有效,请勿告知他人。';
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: the vendor's brackets */
export const TEMPLATES = { SMS_PROMO: PROMOTION, SMS_CODE: CODE };
export const PUBLIC_URL = 'https://crm.example.cn';
const DKIM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** Opens the world with a published notice, the form `autumn` and two filed templates; ordinals of the segment are all people known. */
export async function openSendingWorld(): Promise<SendingWorld> {
  const test = await createTestDatabase({
    contexts: ['evidence', 'register', 'consent', 'vault', 'customers', 'capture', 'engagement'],
  });
  const { database } = test;
  const directory = await mkdtemp(join(tmpdir(), 'zhinuo-sending-'));
  const clock = new ManualClock('2026-11-11T12:00:00+08:00');
  const keyring = openKeyring({ directory: join(directory, 'keys'), clock });
  const rootKey = newRootKey();
  keyring.vault.unseal(rootKey);
  const logLines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void logLines.push(line) } });
  const evidence = createEvidence({ clock, service: keyring.service, database, log, origin: 'example.com/evidence' });
  const register = createRegister({ clock, evidence });
  const secret = keyring.service.key('journal');
  const journal = new Journal({ directory: join(directory, 'journal'), secret, database, clock, log });
  const gate = createGate({ clock, evidence, register, judge, service: keyring.service, journal });
  const vault = createVault({ clock, ring: keyring.vault, gate, evidence, log });
  const jobs = new JobQueue(database, log);
  const analytics = join(directory, 'analytics.duckdb');
  const customers = createCustomers({
    database,
    clock,
    jobs,
    gate,
    register,
    vault,
    evidence,
    analytics,
    log,
    service: keyring.service,
  });
  const { service } = keyring;
  const capture = createCapture({
    clock,
    service,
    gate,
    register,
    jobs,
    persons: customers,
    vault,
    publicUrl: PUBLIC_URL,
  });
  const gateway = await startLocalSmsGateway({ clock, ...KEYS, templates: TEMPLATES, signatures: ['栖野茶饮'] });
  const inbox = await startLocalSmtpInbox({ clock });
  const everybody = async () => {
    const rows = await database.transaction((tx) =>
      tx.query<{ ordinal: number }>('select ordinal from consent.subject order by ordinal'),
    );
    return Uint32Array.from(rows.map(({ ordinal }) => ordinal));
  };
  const anotherEngagement: SendingWorld['anotherEngagement'] = ({
    sms = gateway.url,
    segment = everybody,
    move = () => customers.moveEvents(),
  }) =>
    createEngagement({
      database,
      clock,
      jobs,
      log,
      service,
      gate,
      register,
      vault,
      capture,
      segments: {
        reach: (tx, request) => customers.reach(tx, request),
        moveEvents: move,
        computeSegment: async () => ({
          code: 'all',
          revision: 1,
          ordinals: await segment(),
          unanalysed: 0,
          receipt: '',
        }),
      },
      sms: createAliyunSms({ endpoint: sms, ...KEYS, clock, timeout: 60_000 }),
      email: createSmtpEmail({
        url: inbox.url,
        fromAddress: 'hello@mail.example.cn',
        dkim: { domain: 'mail.example.cn', selector: 'zhinuo', privateKey: DKIM },
      }),
      settings: { signName: '栖野茶饮', hours: USUAL_HOURS, smsPrice: 0.045, publicUrl: PUBLIC_URL },
    });
  const engagement = anotherEngagement({});
  const app = await createServer({
    log,
    publicUrl: PUBLIC_URL,
    rateLimits: { anonymous: 100_000, person: 100_000, staff: 100_000, 'api-key': 100_000 },
    resolvers: {
      apiKey: async (request) =>
        CALLERS.has(request.headers.authorization ?? '')
          ? {
              kind: 'api-key',
              id: CALLERS.get(request.headers.authorization ?? '') ?? '',
              permissions: EVERYTHING,
              tier: 1,
            }
          : undefined,
    },
  });
  registerCaptureRoutes(app, capture, { database, noteStaffAct: async () => undefined });
  registerEngagementRoutes(app, engagement, { database });
  await app.ready();
  registerEngagementJobs(jobs, engagement, { database, capture, loginCodes: null });
  const world: SendingWorld = {
    database,
    url: test.url,
    keysDirectory: join(directory, 'keys'),
    clock,
    keyring,
    rootKey,
    evidence,
    register,
    gate,
    vault,
    customers,
    capture,
    engagement,
    gateway,
    inbox,
    jobs,
    app,
    logLines,
    act: (work) => database.transaction(work),
    anotherEngagement,
    async close() {
      await app.close();
      await gateway.stop();
      await inbox.stop();
      await customers.close();
      await test.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await furnish(world);
  return world;
}

const EVERYTHING: ReadonlySet<string> = new Set([
  'capture.read',
  'capture.manage',
  'capture.assist',
  'capture.read-site-keys',
  'capture.manage-site-keys',
  'engagement.read',
  'engagement.manage',
  'engagement.send',
]);

async function furnish({ act, register, capture, engagement }: SendingWorld): Promise<void> {
  await act(async (tx) => {
    await register.saveHandler(tx, HANDLER);
    await register.saveBrand(tx, {
      code: 'qiye',
      name: { zh: '栖野茶饮', en: 'Qiye Tea' },
      smsSignature: '栖野茶饮',
    });
    await register.seedBuiltIns(tx);
    await register.saveActivity(tx, DELIVERY);
    await register.saveActivity(tx, activityInput());
    await approve(register, tx, 'marketing');
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
    await capture.saveForm(tx, { form: FORM, active: true, by: 'test' });
    for (const [code, text] of Object.entries(TEMPLATES))
      await engagement.saveTemplate(tx, { template: { code, text, commercial: code === 'SMS_PROMO' }, by: 'test' });
  });
}

// Two, for what takes a second look.
const CALLERS = new Map([
  ['Bearer good', 'k1'],
  ['Bearer other', 'k2'],
]);

export const FORM = {
  code: 'autumn',
  brand: 'qiye',
  title: { zh: '领取秋季饮品券', en: 'Get your autumn drink voucher' },
  notice: 'privacy',
  activity: 'order-delivery',
  marketing: 'marketing',
  fields: [
    { field: 'name' as const, required: true },
    { field: 'mobile' as const, required: true },
    { field: 'email' as const, required: false },
  ],
};

/** Somebody who answered the form; addresses of those who agreed are confirmed unless told otherwise. Mobiles are made up from `n`. */
export async function answerForm(
  world: SendingWorld,
  n: number,
  options: { marketing?: boolean; confirm?: boolean; mobile?: string } = {},
): Promise<string> {
  const { marketing = true, confirm = true } = options;
  const mobile = options.mobile ?? `138${String(n).padStart(8, '0')}`;
  return world.act(async (tx) => {
    const session = randomUUID();
    const { presentation } = await world.capture.presentForm(tx, { code: 'autumn', session, locale: 'zh-CN' });
    const result = await world.capture.submitForm(tx, {
      code: 'autumn',
      session,
      body: {
        presentation: presentation.id,
        nonce: presentation.nonce,
        name: `林小${'甲乙丙丁戊己庚辛'[n % 8]}`,
        mobile,
        email: `person${n}@example.cn`,
        adult: 'yes',
        ...(marketing ? { marketing: 'yes' } : {}),
      },
    });
    if (result.kind !== 'accepted') throw new Error(`the form was not accepted: ${JSON.stringify(result)}`);
    const submission = await world.capture.submissionOfToken(tx, world.capture.submissionToken(result.submission));
    if (submission === undefined) throw new Error('the submission is gone');
    if (confirm)
      for (const channel of ['sms', 'email'] as const)
        await world.gate.confirmAddress(tx, { person: submission.person, channel, how: 'code' });
    return submission.person;
  });
}
