import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import type { ExportWish } from '../vault/index.ts';
import { type Charts, createCharts } from './charts/charts.ts';
import { type ComputedDesk, createComputedDesk } from './computed/computed-desk.ts';
import { type CorrectionDesk, createCorrectionDesk } from './corrections/correction-desk.ts';
import type { CustomersDependencies, CustomersDeps } from './customers-deps.ts';
import { erasePerson } from './erase-person.ts';
import { Analytics } from './events/analytics.ts';
import { createExport, type ExportInput, type QueuedExport } from './exports/create-export.ts';
import { cancelExport, type Download, downloadExport } from './exports/download-export.ts';
import { expireExports } from './exports/expire-exports.ts';
import { runExport } from './exports/run-export.ts';
import { type ExportView, viewExports } from './exports/view-exports.ts';
import { createPerson, type PersonInput } from './identity/create-person.ts';
import { type Identifier, identifierKey } from './identity/identify.ts';
import { createLinking, type Linking } from './identity/linking.ts';
import { type Cluster, clusterOf } from './identity/store/cluster-store.ts';
import { deleteIdentifiers, findByIdentifiers } from './identity/store/person-store.ts';
import { type CallbackDesk, callbackDesk } from './ingest/callback/callback-desk.ts';
import { fileCallbacks } from './ingest/callback/file-callbacks.ts';
import { cancelImport } from './ingest/cancel-import.ts';
import { checkImport, type ImportCheck } from './ingest/check-import.ts';
import { createImport, type ImportInput } from './ingest/create-import.ts';
import type { Mapping } from './ingest/domain/mapping.ts';
import { createNightly, type Nightly } from './ingest/nightly/nightly.ts';
import { type ImportPreview, previewImport } from './ingest/preview-import.ts';
import { refusedRows } from './ingest/refused-rows.ts';
import { removeUnneededFiles } from './ingest/remove-unneeded-files.ts';
import { resumeImport, resumeInterruptedImports } from './ingest/resume-import.ts';
import { type RunOptions, runImport } from './ingest/run-import.ts';
import { startImport } from './ingest/start-import.ts';
import { type UploadedFile, uploadFile } from './ingest/upload-file.ts';
import { type ImportView, viewImport, viewImports } from './ingest/view-import.ts';
import { createWarehouses, type Warehouses } from './ingest/warehouse/warehouses.ts';
import { type Accepted, EventIntake, type Incoming } from './ingest/wire/accept-events.ts';
import { ArrivalRate } from './ingest/wire/arrival-rate.ts';
import type { WireProblem } from './ingest/wire/domain/source-event.ts';
import type { PlannedEvent } from './ingest/wire/domain/tracking-plan.ts';
import { fileEvents } from './ingest/wire/file-events.ts';
import {
  createSource,
  replaceKey,
  revokeSource,
  type SourceInput,
  savePlan,
  source,
} from './ingest/wire/manage-sources.ts';
import { RefusedCounts } from './ingest/wire/refused-counts.ts';
import { type SourceHealth, sourceHealth } from './ingest/wire/source-health.ts';
import { SourceQuota } from './ingest/wire/source-quota.ts';
import type { SourceRow } from './ingest/wire/store/source-store.ts';
import { createOrganisationDesk, type OrganisationDesk } from './organisations/organisation-desk.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { type CollectedCount, eventCounts, traitCounts } from './profile/event-counts.ts';
import { exactSearchesLeft } from './profile/note-exact-search.ts';
import { personTimeline, type TimelinePage, type TimelineRequest } from './profile/person-timeline.ts';
import { deleteTraitSources } from './profile/store/trait-store.ts';
import {
  type PersonPage,
  type PersonQuery,
  type PersonView,
  searchPersons,
  type Viewer,
  viewPerson,
  viewPersons,
} from './profile/view-persons.ts';
import { type Profile, viewProfile } from './profile/view-profile.ts';
import { sealedHolders } from './sealed-holders.ts';
import { ClickhouseStore } from './segment/clickhouse/clickhouse-store.ts';
import { type ComputedSegment, computeSegment } from './segment/compute-segment.ts';
import { type Reach, type ReachRequest, reach } from './segment/reach.ts';
import { deleteSegment, type SegmentInput, saveSegment, segment, segments } from './segment/save-segment.ts';
import { createSegmentation, type Segmentation } from './segment/segmentation.ts';
import type { SegmentRow } from './segment/store/segment-store.ts';
import { ADMIT_TASK, admitStock } from './stock/admit-stock.ts';
import { declareStock, type StockInput } from './stock/declare-stock.ts';
import type { Assumptions } from './stock/domain/forecast.ts';
import { findStock, listStocks, type StockTake } from './stock/find-stock.ts';
import { reportStock, type StockReport } from './stock/report-stock.ts';
import { type Ruling, ruleGroup } from './stock/rule-group.ts';
import { createTagDesk, type TagDesk } from './tags/tag-desk.ts';

/** A page of a list. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** Customers: people and their identifiers, imports, behaviour events, segments and their reach. */
export interface Customers {
  createPerson(tx: Tx, input: PersonInput): Promise<{ id: string }>;
  /** Who stands behind an identifier. */
  personOf(tx: Tx, identifier: Identifier): Promise<string | undefined>;
  /** The records that are held to be one human with this one, itself among them; undefined when nobody is known by the id. */
  clusterOf(tx: Tx, person: string): Promise<Cluster | undefined>;
  /** Customers; with an activity of the HR basis or about business contacts these instead. */
  persons(
    tx: Tx,
    page: PageRequest & { readonly activity?: string; readonly organisation?: string },
    viewer: Viewer,
  ): Promise<PersonPage>;
  /** Organisations that we deal with, and whose contacts people are. */
  readonly organisations: OrganisationDesk;
  searchPersons(tx: Tx, query: PersonQuery, viewer: Viewer & { readonly exactly: boolean }): Promise<PersonPage>;
  /** How many looks for a whole number a caller has left in this hour (decision 0095). */
  exactSearchesLeft(tx: Tx, by: string): Promise<{ left: number; nextAt: Date | null }>;
  /** Which records are one human, why, and what staff ruled of it. */
  readonly linking: Linking;
  person(tx: Tx, id: string, viewer: Viewer & { activity?: string }): Promise<PersonView & { receipt: string | null }>;
  /** One human with everything held, masked; one receipt. */
  profile(tx: Tx, person: string, viewer: Viewer): Promise<Profile>;
  /** What a person did, said and was sent, newest first, a page at a time; one receipt a page. */
  timeline(tx: Tx, request: TimelineRequest, viewer: Viewer): Promise<TimelinePage>;
  /** What people did, and what was inferred about them, by name with its number; no values. */
  eventCounts(tx: Tx, persons: readonly string[]): Promise<CollectedCount[]>;
  traitCounts(tx: Tx, persons: readonly string[]): Promise<CollectedCount[]>;
  erasePerson(tx: Tx, person: string): Promise<void>;
  /** Drops the identifiers that are derived from fields which are kept no more, and where their values came from. */
  forgetIdentifiers(tx: Tx, person: string, types: readonly string[]): Promise<void>;
  createImport(tx: Tx, input: ImportInput): Promise<{ id: string }>;
  /** Opens transactions of its own: the body streams for as long as it takes. */
  uploadFile(request: { import: string; body: Readable; limit?: number }): Promise<UploadedFile>;
  previewImport(id: string): Promise<ImportPreview>;
  /** What a run would do, counted without storing anything. */
  checkImport(request: { import: string; mapping: Mapping }): Promise<ImportCheck>;
  startImport(tx: Tx, request: { import: string; mapping: Mapping; by: string }): Promise<{ receipt: string }>;
  /** What the job `customers.import` does; safe to call again after a crash. */
  runImport(id: string, options?: RunOptions): Promise<void>;
  cancelImport(tx: Tx, id: string): Promise<void>;
  resumeImport(tx: Tx, id: string): Promise<void>;
  /** Called once at start: goes on with the imports that were at work when the process ended. */
  resumeInterruptedImports(tx: Tx): Promise<number>;
  import(tx: Tx, id: string): Promise<ImportView>;
  imports(tx: Tx, page: PageRequest): Promise<{ items: ImportView[]; next?: string }>;
  /** The refused rows as CSV; handing them out is an act of staff with its entry. */
  refusedRows(request: { import: string; by: string }): Promise<Readable>;
  /** Takes in events of a client with a write key; resolves when they are durable. */
  acceptEvents(incoming: Incoming): Promise<Accepted>;
  /** Counts a body under its source that was refused before anything of it was read. */
  countRefusedEvents(writeKey: string | undefined, problem: WireProblem): Promise<void>;
  /** Messages of WeCom and of systems that sign theirs. */
  readonly callbacks: CallbackDesk;
  /** Files that other systems leave in folders at night. */
  readonly nightly: Nightly;
  /** Warehouses whose rows are pulled. */
  readonly warehouses: Warehouses;
  /** Word to everybody outside who holds copies of people. */
  readonly outbox: Outbox;
  /** Files what has arrived, with transactions of its own; returns how many events were filed. */
  fileEvents(): Promise<number>;
  /** Sets up a source of events; its write key is shown once. */
  createSource(tx: Tx, input: SourceInput): Promise<{ code: string; writeKey: string }>;
  source(tx: Tx, code: string): Promise<SourceRow & { plan: PlannedEvent[] }>;
  /** Every source with what became of its events in the last day, and what waits. */
  sources(tx: Tx): Promise<SourceHealth[]>;
  /** Ends a source's key, in force with the next request. */
  revokeSource(tx: Tx, code: string): Promise<void>;
  /** Gives a source another key; the one before ends at once. */
  replaceSourceKey(tx: Tx, code: string): Promise<{ writeKey: string }>;
  saveTrackingPlan(tx: Tx, request: { source: string; plan: readonly PlannedEvent[]; by: string }): Promise<void>;
  /** Throws unless the caller may take these fields out now; see `checkExport` of the vault. */
  checkExport(tx: Tx, wish: ExportWish): Promise<void>;
  /** Queues an encrypted file of some people's fields; the passphrase is answered once. */
  createExport(tx: Tx, input: ExportInput): Promise<QueuedExport>;
  /** What the job `customers.export` does; safe to call again after a crash. */
  runExport(id: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  exports(tx: Tx, limit: number): Promise<ExportView[]>;
  /** The file for who asked for it; when `stale`, throw that after the transaction has committed. */
  downloadExport(tx: Tx, request: { readonly export: string; readonly by: string }): Promise<Download>;
  cancelExport(tx: Tx, request: { readonly export: string; readonly by: string }): Promise<void>;
  /** Destroys the files whose time is over; returns how many. */
  expireExports(tx: Tx): Promise<number>;
  saveSegment(tx: Tx, input: SegmentInput): Promise<{ code: string; revision: number }>;
  segment(tx: Tx, code: string): Promise<SegmentRow>;
  segments(tx: Tx, page: PageRequest): Promise<{ items: SegmentRow[]; next?: string }>;
  deleteSegment(tx: Tx, code: string): Promise<void>;
  computeSegment(tx: Tx, request: { code: string; by: string }): Promise<ComputedSegment>;
  reach(tx: Tx, request: ReachRequest): Promise<Reach>;
  /** Live and refreshed segments: who is in them now, since when, and how many. */
  readonly segmentation: Segmentation;
  /** Funnels and retention. */
  readonly charts: Charts;
  /** Moves the event log to DuckDB, with transactions of its own; returns how many entries were moved. */
  moveEvents(): Promise<number>;
  /** Opens a stock-take (A8); its file is uploaded, previewed and started like any import. */
  declareStock(tx: Tx, input: StockInput): Promise<{ id: string }>;
  /** The DPO's ruling on a group of partly proven consents. */
  ruleStock(tx: Tx, ruling: Ruling): Promise<Receipt>;
  /** Orders what is proven or ruled on to be taken over. */
  requestAdmission(tx: Tx, id: string): Promise<void>;
  /** What the job `customers.admit-stock` does; safe to call again. */
  admitStock(id: string, signal?: AbortSignal): Promise<void>;
  stockTakes(tx: Tx): Promise<StockTake[]>;
  stockReport(tx: Tx, id: string, assumptions?: Assumptions): Promise<StockReport>;
  /** Corrections and deletions by hand. */
  readonly corrections: CorrectionDesk;
  readonly tags: TagDesk;
  readonly computed: ComputedDesk;
  /** What this context keeps under keys of the vault, for the rotation of those. */
  readonly holders: ReturnType<typeof sealedHolders>;
  /** Closes the DuckDB file. */
  close(): Promise<void>;
}

/** Opens the context; the DuckDB file is opened when it is first needed. */
export function createCustomers(dependencies: CustomersDependencies): Customers {
  const { analytics: path, clickhouseUrl, ...rest } = dependencies;
  const analytics = new Analytics(path);
  const noteStaffAct = dependencies.noteStaffAct ?? (async () => undefined);
  const messagesOf = dependencies.messagesOf ?? (async () => []);
  const { outboxHosts = [], warehouseHosts = [] } = dependencies;
  const deps: CustomersDeps = {
    ...{ ...rest, outboxHosts, warehouseHosts, noteStaffAct, messagesOf },
    analytics,
    files: join(path, '..', 'imports'),
    ...(clickhouseUrl === undefined ? {} : { clickhouse: new ClickhouseStore(clickhouseUrl, rest.database) }),
  };
  const refused = new RefusedCounts();
  const quota = new SourceQuota(deps.clock, refused);
  const rate = new ArrivalRate(deps.clock);
  const intake = new EventIntake(deps, quota, refused, rate);
  const { whenPermissionsChange, gateIsRead } = dependencies;
  const segmentation = createSegmentation(deps, {
    ...(whenPermissionsChange === undefined ? {} : { whenPermissionsChange }),
    ...(gateIsRead === undefined ? {} : { gateIsRead }),
  });
  const changed = <T>(tx: Tx, work: Promise<T>): Promise<T> => {
    tx.afterCommit(() => intake.forgetKeys());
    return work;
  };
  return {
    createPerson: (tx, input) => createPerson(deps, tx, input),
    personOf: async (tx, identifier) => (await findByIdentifiers(tx, [identifierKey(deps, identifier)]))[0]?.person,
    clusterOf,
    linking: createLinking(deps),
    persons: (tx, page, viewer) => viewPersons(deps, tx, page, viewer),
    organisations: createOrganisationDesk(deps),
    searchPersons: (tx, query, viewer) => searchPersons(deps, tx, query, viewer),
    exactSearchesLeft: (tx, by) => exactSearchesLeft(deps, tx, by),
    person: (tx, id, viewer) => viewPerson(deps, tx, id, viewer),
    profile: (tx, person, viewer) => viewProfile(deps, tx, person, viewer),
    eventCounts,
    traitCounts,
    timeline: (tx, request, viewer) => personTimeline(deps, tx, request, viewer),
    erasePerson: (tx, person) => erasePerson(deps, tx, person),
    forgetIdentifiers: async (tx, person, types) => {
      await deleteIdentifiers(tx, person, types);
      await deleteTraitSources(tx, person, types);
    },
    createImport: (tx, input) => createImport(deps, tx, input),
    uploadFile: (request) => uploadFile(deps, request),
    previewImport: (id) => previewImport(deps, id),
    checkImport: (request) => checkImport(deps, request),
    startImport: (tx, request) => startImport(deps, tx, request),
    runImport: (id, options) => runImport(deps, id, options),
    cancelImport: (tx, id) => cancelImport(deps, tx, id),
    resumeImport: (tx, id) => resumeImport(deps, tx, id),
    resumeInterruptedImports: async (tx) => {
      tx.afterCommit(() => removeUnneededFiles(deps));
      return resumeInterruptedImports(deps, tx);
    },
    import: (tx, id) => viewImport(deps, tx, id),
    imports: (tx, page) => viewImports(deps, tx, page),
    refusedRows: (request) => refusedRows(deps, request),
    acceptEvents: (incoming) => intake.accept(incoming),
    countRefusedEvents: (writeKey, problem) => intake.countRefused(writeKey, problem),
    callbacks: callbackDesk(deps, quota, refused),
    outbox: createOutbox(deps),
    nightly: createNightly(deps),
    warehouses: createWarehouses(deps),
    fileEvents: async () => {
      await refused.store(deps);
      return (await fileCallbacks(deps)) + (await fileEvents(deps, rate));
    },
    createSource: (tx, input) => createSource(deps, tx, input),
    source,
    sources: (tx) => sourceHealth(deps, tx),
    revokeSource: (tx, code) => changed(tx, revokeSource(tx, code, deps.clock.now())),
    replaceSourceKey: (tx, code) => changed(tx, replaceKey(tx, code)),
    saveTrackingPlan: (tx, request) => savePlan(deps, tx, request),
    checkExport: (tx, wish) => deps.vault.checkExport(tx, wish),
    createExport: (tx, input) => createExport(deps, tx, input),
    runExport: (id, options) => runExport(deps, id, options),
    exports: (tx, limit) => viewExports(deps, tx, limit),
    downloadExport: (tx, request) => downloadExport(deps, tx, request),
    cancelExport: (tx, request) => cancelExport(deps, tx, request),
    expireExports: (tx) => expireExports(deps, tx),
    saveSegment: (tx, input) => saveSegment(deps, tx, input),
    segment,
    segments,
    deleteSegment,
    computeSegment: (tx, request) => computeSegment(deps, tx, request),
    reach: (tx, request) => reach(deps, tx, request),
    segmentation,
    charts: createCharts(deps),
    moveEvents: () => segmentation.move(),
    declareStock: (tx, input) => declareStock(deps, tx, input),
    ruleStock: (tx, ruling) => ruleGroup(deps, tx, ruling),
    requestAdmission: async (tx, id) => {
      await findStock(tx, id);
      await deps.jobs.enqueue(tx, ADMIT_TASK, { import: id });
    },
    admitStock: (id, signal) => admitStock(deps, id, signal),
    stockTakes: listStocks,
    stockReport: (tx, id, assumptions) => reportStock(deps, tx, id, assumptions),
    corrections: createCorrectionDesk(deps),
    tags: createTagDesk(deps),
    computed: createComputedDesk(deps),
    holders: sealedHolders(deps),
    async close() {
      await segmentation.close();
      await analytics.close();
    },
  };
}
