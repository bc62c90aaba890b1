import type { Config } from '../config.ts';
import { type Access, accessMigrations, createAccess, registerAccessRoutes } from '../contexts/access/index.ts';
import {
  type Capture,
  captureHolders,
  captureMigrations,
  createCapture,
  registerCaptureRoutes,
} from '../contexts/capture/index.ts';
import {
  type Columns,
  consentMigrations,
  consentSealedTables,
  createColumns,
  createGate,
  createLeases,
  type Gate,
  type GateContext,
  type Leases,
  membersOfUse,
  registerConsentRoutes,
  registerRestorationRoutes,
} from '../contexts/consent/index.ts';
import {
  type Customers,
  createCustomers,
  customersMigrations,
  registerCustomersJobs,
  registerCustomersRoutes,
} from '../contexts/customers/index.ts';
import {
  createEngagement,
  type Engagement,
  engagementMigrations,
  registerEngagementJobs,
  registerEngagementRoutes,
} from '../contexts/engagement/index.ts';
import {
  createEvidence,
  directoryDestination,
  type Evidence,
  evidenceMigrations,
  registerEvidenceRoutes,
  registerLogRoutes,
  registerSelfCheckRoutes,
} from '../contexts/evidence/index.ts';
import { DEFAULT_SETTINGS, judge as judgeBy } from '../contexts/law/index.ts';
import {
  createRegister,
  type Register,
  registerMigrations,
  registerRegisterRoutes,
} from '../contexts/register/index.ts';
import {
  createErasureDesk,
  createProofDesk,
  createRights,
  type ErasureDesk,
  type ProofDesk,
  privacyCentreResolver,
  type Rights,
  registerBundleRoutes,
  registerErasureRoutes,
  registerPrivacyCentreRoutes,
  registerProofDeskRoutes,
  rightsMigrations,
  rightsSealedHolders,
} from '../contexts/rights/index.ts';
import {
  createSealedInbox,
  createVault,
  type Retention,
  registerKeyRoutes,
  registerVaultRoutes,
  type SealedInbox,
  type Vault,
  vaultMigrations,
} from '../contexts/vault/index.ts';
import { type CallerResolvers, httpMigrations } from '../http/index.ts';
import { platformMigrations } from '../platform/backup/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Listener, MigrationSet } from '../platform/database/index.ts';
import type { HttpApp } from '../platform/http/index.ts';
import type { ServiceRing } from '../platform/keyring/index.ts';
import type { Logger } from '../platform/logging.ts';
import { ACT_TABLES } from './act-tables.ts';
import { collectedRecords } from './collected-records.ts';
import { digestHolders } from './digest-holders.ts';
import { notedCheckpoints } from './noted-checkpoints.ts';
import { openChannels } from './open-channels.ts';
import type { Stores } from './open-stores.ts';
import { addRetentionRoutes, handleLastErasures, wireRetention } from './wire-retention.ts';

/** Every schema of the product, the lower contexts first. */
export const MIGRATIONS: readonly MigrationSet[] = [
  platformMigrations,
  httpMigrations,
  evidenceMigrations,
  accessMigrations,
  registerMigrations,
  consentMigrations,
  vaultMigrations,
  customersMigrations,
  captureMigrations,
  engagementMigrations,
  rightsMigrations,
];

// What the self-check of the log compares it with; contexts that are not here record no acts of their own.
const checkedAgainst = (journalDirectory: string, service: ServiceRing) => () => ({
  tables: ACT_TABLES,
  sealed: consentSealedTables(service),
  members: membersOfUse,
  notes: () => notedCheckpoints(journalDirectory, service.key('journal')),
});

/** The contexts, each opened with what it may call. */
export interface Contexts {
  readonly evidence: Evidence;
  readonly access: Access;
  readonly register: Register;
  readonly gate: Gate;
  /** What the gate holds in memory. */
  readonly columns: Columns;
  /** Until when this server may allow (decision 0037), and what wakes it. */
  readonly leases: Leases;
  readonly wakeUps: Listener;
  readonly vault: Vault;
  readonly customers: Customers;
  readonly inbox: SealedInbox;
  readonly capture: Capture;
  readonly engagement: Engagement;
  readonly rights: Rights;
  readonly erasure: ErasureDesk;
  readonly proof: ProofDesk;
  /** Erases and locks what nobody needs any more. */
  readonly retention: Retention;
  /** Who calls, by each kind of credential. */
  readonly resolvers: CallerResolvers;
}

/** Opens the contexts bottom up. Nothing runs yet. */
export function createContexts(config: Config, stores: Stores, clock: Clock, log: Logger): Contexts {
  const { database, jobs, keyring, connection } = stores;
  const { service } = keyring;
  const { publicUrl } = config;
  const bootstrap = config.bootstrapKey === undefined ? {} : { bootstrapKey: config.bootstrapKey };
  const lawSettings = { ...DEFAULT_SETTINGS, unknownAge: config.unknownAge };
  const judge = (facts: unknown) => judgeBy(facts, lawSettings);
  const { attestation } = config;
  const copies = [directoryDestination(config.logDirectory)];
  const against = checkedAgainst(config.journalDirectory, service);
  const outside = { attestation, copies, connection, checkedAgainst: against };
  const evidence = createEvidence({ clock, service, database, log, ...outside });
  const access = createAccess({ database, connection, clock, service, evidence, log, publicUrl, ...bootstrap });
  const register: Register = createRegister({ clock, evidence, changing: (tx) => columns.registerChanging(tx) });
  const columns = createColumns({ database: stores.gateDatabase, clock, log, register, judge, service });
  const { leases, listener: wakeUps } = createLeases({
    database: stores.leaseDatabase,
    connection,
    columns,
    log,
    lengthMs: config.leaseSeconds * 1000,
    alone: config.databaseUrl === undefined,
  });
  const { journal } = stores;
  // `customers` stands above the gate: facts go up through this alone.
  const tellOutside: GateContext['tellOutside'] = (tx, no) => customers.outbox.noteNo(tx, no);
  const gate = createGate({
    clock,
    evidence,
    register,
    service,
    judge,
    lawSettings,
    journal,
    columns,
    leases,
    tellOutside,
  });
  const vault = createVault({
    clock,
    ring: keyring.vault,
    gate,
    evidence,
    log,
    noteStaffAct: access.recordStaffAct,
  });
  const customers = createCustomers({
    ...{ database, clock, jobs, gate, register, vault, evidence },
    analytics: stores.analytics,
    log,
    messagesOf: (tx, person, limit) => engagement.messagesOf(tx, person, limit),
    service,
    ...{ outboxHosts: config.outboxHosts, warehouseHosts: config.warehouseHosts },
    inbox: config.inboxDirectory,
    noteStaffAct: access.recordStaffAct,
    clickhouseUrl: config.clickhouseUrl,
    whenPermissionsChange: (listener) => void columns.listeners.push(listener),
    gateIsRead: () => columns.memory.columns.size > 0 && columns.memory.loading.size === 0,
  });
  const inbox = createSealedInbox({ ring: keyring.vault, macKey: service.key('vault.inbox'), log });
  const capture = createCapture({ clock, service, gate, register, jobs, persons: customers, vault, inbox, publicUrl });
  const engagement: Engagement = createEngagement({
    database,
    clock,
    jobs,
    log,
    service,
    gate,
    register,
    vault,
    segments: customers,
    capture,
    ...openChannels(config, clock),
  });
  const rightsContext = {
    clock,
    database,
    jobs,
    gate,
    register,
    vault,
    evidence,
    customers,
    wordings: capture.wordingTexts,
    codeKey: service.key('rights.login-code'),
    service,
  };
  const rights = createRights({ ...rightsContext, records: collectedRecords(customers, engagement) });
  const retention = wireRetention(stores, clock, { evidence, access, gate, register, customers });
  const proof = createProofDesk({ ...rightsContext, engagement });
  const { defenceDays } = config;
  const erasure = createErasureDesk({
    clock,
    access,
    evidence,
    gate,
    vault,
    customers,
    capture,
    engagement,
    defenceDays,
  });
  vault.keys.hold(
    [...customers.holders.sealed, ...captureHolders.sealed, ...rightsSealedHolders],
    [...customers.holders.ofPersons, ...captureHolders.ofPersons],
    digestHolders({ gate, evidence }),
  );
  const resolvers = { ...access.resolvers, person: privacyCentreResolver(database, rights) };
  return {
    evidence,
    access,
    register,
    gate,
    columns,
    leases,
    wakeUps,
    vault,
    customers,
    inbox,
    capture,
    engagement,
    rights,
    erasure,
    proof,
    retention,
    resolvers,
  };
}

/** Puts every context's routes on the server. */
export function registerRoutes(app: HttpApp, contexts: Contexts, config: Config, stores: Stores): void {
  const { database } = stores;
  const { evidence, access } = contexts;
  registerEvidenceRoutes(app, evidence, database);
  const ofLog = { evidence, database, noteStaffAct: access.recordStaffAct };
  registerLogRoutes(app, ofLog);
  registerSelfCheckRoutes(app, ofLog);
  registerAccessRoutes(app, contexts.access, database, config.publicUrl);
  registerRegisterRoutes(app, contexts.register, database);
  registerConsentRoutes(app, contexts.gate, database);
  registerRestorationRoutes(app, { gate: contexts.gate, access: contexts.access, database });
  registerVaultRoutes(app, contexts.vault, database);
  addRetentionRoutes(app, contexts, database);
  registerKeyRoutes(app, {
    vault: contexts.vault,
    database,
    noteStaffAct: access.recordStaffAct,
    sealed: () => stores.keyring.vault.isSealed(),
  });
  registerCustomersRoutes(app, contexts.customers, database);
  registerCaptureRoutes(app, contexts.capture, { database, noteStaffAct: access.recordStaffAct });
  registerEngagementRoutes(app, contexts.engagement, { database });
  const secureCookies = config.publicUrl.startsWith('https:');
  registerPrivacyCentreRoutes(app, { database, rights: contexts.rights, secureCookies, publicUrl: config.publicUrl });
  registerErasureRoutes(app, { database, erasure: contexts.erasure });
  registerBundleRoutes(app, { database, rights: contexts.rights });
  registerProofDeskRoutes(app, { database, desk: contexts.proof });
}

/** Registers what runs every context's jobs. */
export function registerJobs(contexts: Contexts, stores: Stores): void {
  registerCustomersJobs(stores.jobs, contexts.customers);
  handleLastErasures(stores, contexts);
  const { capture, engagement, rights } = contexts;
  stores.jobs.handle('rights.waiting-login', async ({ challenge }) => {
    await stores.database.transaction((tx) => rights.endWaitingLogin(tx, String(challenge)));
  });
  registerEngagementJobs(stores.jobs, engagement, { database: stores.database, capture, loginCodes: contexts.rights });
}
