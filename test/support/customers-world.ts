import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGate, type Gate } from '../../src/contexts/consent/index.ts';
import {
  type Customers,
  createCustomers,
  type ImportInput,
  type ImportView,
} from '../../src/contexts/customers/index.ts';
import { createEvidence, type Evidence } from '../../src/contexts/evidence/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { createRegister, type FieldCode, type Register } from '../../src/contexts/register/index.ts';
import { createVault, type Vault } from '../../src/contexts/vault/index.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import type { Database, Tx } from '../../src/platform/database/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { newRootKey, openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { activityInput, approve, DELIVERY, HANDLER } from './gate-world.ts';
import { createTestDatabase } from './test-database.ts';

/** Customers over the real register, gate and vault, with a brand's activities published. */
export interface CustomersWorld {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly evidence: Evidence;
  readonly register: Register;
  readonly gate: Gate;
  readonly vault: Vault;
  readonly customers: Customers;
  /** Folder of the DuckDB file and the sealed uploads. */
  readonly folder: string;
  /** Tasks that were enqueued. */
  readonly enqueued: string[];
  /** The same stores opened by another process. */
  another(): Customers;
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  rows<Row>(sql: string): Promise<Row[]>;
  /** Declares, uploads and starts an import with the proposed mapping; it has not run yet. */
  start(bytes: Buffer, input?: Partial<ImportInput>): Promise<string>;
  /** The same, run to its end. */
  import(bytes: Buffer, input?: Partial<ImportInput>): Promise<ImportView>;
  close(): Promise<void>;
}

const field = (code: FieldCode) => ({ field: code, necessary: true });

/** Opens one; close it in `afterAll`. */
export async function openCustomersWorld(
  options: {
    outboxHosts?: readonly string[];
    warehouseHosts?: readonly string[];
    inbox?: boolean;
    further?: readonly string[];
  } = {},
): Promise<CustomersWorld> {
  const test = await createTestDatabase({
    contexts: ['evidence', 'register', 'consent', 'vault', 'customers', ...(options.further ?? [])],
  });
  const { database } = test;
  const folder = await mkdtemp(join(tmpdir(), 'zhinuo-customers-'));
  const clock = new ManualClock('2026-11-11T12:00:00.000Z');
  const { service, vault: ring } = openKeyring({ directory: join(folder, 'keys'), clock });
  ring.unseal(newRootKey());
  const log = silentLogger();
  const evidence = createEvidence({ clock, service, database, log });
  const register = createRegister({ clock, evidence });
  const secret = service.key('journal');
  const journal = new Journal({ directory: join(folder, 'journal'), secret, database, clock, log });
  const gate = createGate({
    clock,
    evidence,
    register,
    judge,
    service,
    journal,
    tellOutside: (tx, no) => customers.outbox.noteNo(tx, no),
  });
  const vault = createVault({ clock, ring, gate, evidence, log });
  const enqueued: string[] = [];
  const jobs = {
    enqueue: async (_tx: Tx, task: string) => {
      enqueued.push(task);
    },
  };
  const analytics = join(folder, 'analytics.duckdb');
  const { outboxHosts = [], warehouseHosts = [] } = options;
  const inbox = options.inbox === true ? { inbox: join(folder, 'inbox') } : {};
  const another = () =>
    createCustomers({
      outboxHosts,
      warehouseHosts,
      ...inbox,
      database,
      clock,
      jobs,
      gate,
      register,
      vault,
      evidence,
      analytics,
      log,
      service,
    });
  const customers = another();
  const act = <T>(work: (tx: Tx) => Promise<T>) => database.transaction(work);
  await act((tx) => registerActivities(register, tx));
  const start = async (bytes: Buffer, input: Partial<ImportInput> = {}) => {
    const declared = { ...DECLARED, ...input };
    const { id } = await act((tx) => customers.createImport(tx, declared));
    await customers.uploadFile({ import: id, body: Readable.from([bytes]) });
    const { mapping } = await customers.previewImport(id);
    await act((tx) => customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
    return id;
  };
  return {
    database,
    clock,
    evidence,
    register,
    gate,
    vault,
    customers,
    folder,
    enqueued,
    another,
    act,
    rows: (sql) => act((tx) => tx.query(sql)),
    start,
    async import(bytes, input) {
      const id = await start(bytes, input);
      await customers.runImport(id);
      return act((tx) => customers.import(tx, id));
    },
    async close() {
      await customers.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const DECLARED: ImportInput = {
  kind: 'purchases',
  activity: 'order-delivery',
  source: 'import',
  issuer: 'cdnow',
  notice: null,
  by: 'staff:test',
};

async function registerActivities(register: Register, tx: Tx): Promise<void> {
  await register.saveHandler(tx, HANDLER);
  await register.seedBuiltIns(tx);
  const fields = [...DELIVERY.fields, field('address'), field('member_id'), field('order_record')];
  await register.saveActivity(tx, { ...DELIVERY, fields });
  await register.saveActivity(tx, activityInput());
  await approve(register, tx, 'marketing');
  const activities = (await register.activities(tx)).map((activity) => activity.code);
  await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
  await register.publishNotice(tx, 'privacy');
}
