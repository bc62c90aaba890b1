import type { Tx } from '../../../platform/database/index.ts';
import { type Bilingual, Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { DAY_MS } from '../domain/china-time.ts';
import { moveEvents } from '../events/move-events.ts';
import type { Definition } from './domain/definition.ts';
import { describeDefinition } from './domain/describe-definition.ts';
import { type Mode, modeOf } from './domain/mode.ts';
import type { Trouble } from './domain/trouble.ts';
import { type Estimate, type EstimateRequest, Estimates } from './estimate-segment.ts';
import { type Explanation, explainMembership } from './explain-membership.ts';
import { type KeeperDeps, SegmentKeeper } from './live/segment-keeper.ts';
import { type Overlap, overlapSegments } from './overlap-segments.ts';
import { partNames } from './part-names.ts';
import { type Failed, REFRESH_MINUTES, refreshSegments } from './refresh-segments.ts';
import { refuseUncovered, segment } from './save-segment.ts';
import { dropOldChanges, findMemberState, readSizes } from './store/member-store.ts';
import { listRevisions, type SegmentRevision, type SegmentRow } from './store/segment-store.ts';
import { findTrouble } from './store/trouble-store.ts';
import { wholeDefinition } from './whole-definition.ts';

/** What the outside tells segments. */
export interface SegmentationSettings {
  /** Address of a ClickHouse for computing segments, with user and password; DuckDB without it. */
  readonly clickhouseUrl?: string | undefined;
  /** Tells of whom decisions may differ from before; without it live segments ask about everybody at every step. */
  readonly whenPermissionsChange?: (listener: (whom: 'everybody' | readonly number[]) => void) => void;
  /** Whether the gate answers from memory by now; nothing is computed in the background before. */
  readonly gateIsRead?: () => boolean;
}

/** How a segment is kept. */
export interface SegmentMode {
  readonly kind: Mode;
  /** Minutes between two computations; undefined for a live one. */
  readonly everyMinutes?: number;
}

/** Why a segment is not computed, or has nobody (decision 0120). */
export type SegmentTrouble = Trouble & { readonly since: Date };

/** How many people a segment has. */
export interface MembersCount {
  readonly code: string;
  readonly revision: number;
  readonly mode: SegmentMode;
  /** Null until this revision has been computed for the first time. */
  readonly count: number | null;
  /** The instant for which the count is right. */
  readonly asOf: Date | null;
  /** Why it is not computed, or has nobody; null where nothing is wrong. */
  readonly trouble: SegmentTrouble | null;
}

/** Segments as they are kept: live ones with every event, the others every so many minutes. */
export interface Segmentation {
  /** Brings live segments up to date: what the background does several times a second. */
  keep(): Promise<void>;
  /** Moves the event log to wherever segments are computed; returns how many entries were moved. */
  move(): Promise<number>;
  /** Computes those that are not live and due. */
  refresh(): Promise<number>;
  mode(tx: Tx, row: SegmentRow): Promise<SegmentMode>;
  membersCount(code: string): Promise<MembersCount>;
  /** Definitions as sentences, with the names of what they name. */
  sentences(tx: Tx, definitions: readonly Definition[]): Promise<Bilingual[]>;
  /** How many people a segment has; null until its revision has been computed. */
  count(tx: Tx, row: SegmentRow): Promise<number | null>;
  /** What is wrong with a segment; null where nothing is. */
  trouble(tx: Tx, row: SegmentRow): Promise<SegmentTrouble | null>;
  /** The number of people at the end of each hour of the last days. */
  sizes(tx: Tx, code: string, days: number): Promise<{ at: Date; size: number }[]>;
  /** Every revision of a segment, the newest first. */
  revisions(tx: Tx, code: string): Promise<SegmentRevision[]>;
  /** How many people a definition that is being edited would have, over a sample where there are many. */
  estimate(tx: Tx, request: EstimateRequest): Promise<Estimate>;
  /** Who is in which of two or three segments. */
  overlap(tx: Tx, request: { segments: readonly string[]; by: string }): Promise<Overlap>;
  /** Why one person is in a segment or not. */
  explain(tx: Tx, request: { code: string; person: string; by: string }): Promise<Explanation>;
  /** Removes changes of members that are in the stored sets and older than a month; returns how many. */
  forget(tx: Tx): Promise<number>;
  /** Bytes of what live segments count. */
  bytes(): number;
  close(): Promise<void>;
}

const MOST_REVISIONS = 200;
const CHANGES_KEPT_DAYS = 30;

/** Opens it; nothing runs by itself. */
export function createSegmentation(
  deps: CustomersDeps,
  watch: Pick<KeeperDeps, 'whenPermissionsChange' | 'gateIsRead' | 'onStep'> = {},
): Segmentation {
  const keeper = new SegmentKeeper({ ...deps, ...watch });
  const estimates = new Estimates(deps);
  const failed: Failed = new Map();
  return {
    keep: () => keeper.step(),
    async move() {
      const moved = await moveEvents(deps);
      await deps.clickhouse?.feed();
      return moved;
    },
    async refresh() {
      if (watch.gateIsRead?.() === false) return 0;
      await deps.clickhouse?.feed();
      return refreshSegments(deps, keeper.server, failed);
    },
    mode: segmentMode,
    sentences: async (tx, definitions) => {
      const nameOf = await partNames(deps, tx, definitions);
      return definitions.map((definition) => describeDefinition(definition, nameOf));
    },
    membersCount: (code) => membersCount(deps, keeper, code),
    count: async (tx, row) => (await counted(tx, keeper, row)).count,
    trouble: (tx, row) => troubleOf(deps, tx, row),
    sizes: async (tx, code, days) => {
      await segment(tx, code);
      return readSizes(tx, code, new Date(deps.clock.now().getTime() - days * DAY_MS));
    },
    revisions: async (tx, code) => {
      await segment(tx, code);
      return listRevisions(tx, code, MOST_REVISIONS);
    },
    estimate: (tx, request) => estimates.of(tx, request),
    overlap: (tx, request) => overlapSegments(deps, keeper, tx, request),
    explain: (tx, request) => explainMembership(deps, tx, request),
    forget: (tx) => dropOldChanges(tx, new Date(deps.clock.now().getTime() - CHANGES_KEPT_DAYS * DAY_MS)),
    bytes: () => keeper.bytes,
    close: () => keeper.close(),
  };
}

/** How a segment is kept, by its definition and those of the segments inside. */
export async function segmentMode(tx: Tx, row: SegmentRow): Promise<SegmentMode> {
  if (modeOf(await wholeDefinition(tx, row.definition, [row.code])) === 'live') return { kind: 'live' };
  return { kind: 'refreshed', everyMinutes: row.refreshMinutes ?? REFRESH_MINUTES };
}

async function membersCount(deps: CustomersDeps, keeper: SegmentKeeper, code: string): Promise<MembersCount> {
  return deps.database.transaction(
    async (tx) => {
      const row = await segment(tx, code);
      const { revision } = row;
      const mode = await segmentMode(tx, row);
      return { code, revision, mode, ...(await counted(tx, keeper, row)), trouble: await troubleOf(deps, tx, row) };
    },
    { readOnly: true },
  );
}

async function counted(
  tx: Tx,
  keeper: SegmentKeeper,
  { code, revision }: SegmentRow,
): Promise<{ count: number | null; asOf: Date | null }> {
  const kept = keeper.count(code, revision);
  if (kept !== undefined) return kept;
  const state = await findMemberState(tx, code);
  return state?.revision === revision ? { count: state.size, asOf: state.keptAt } : { count: null, asOf: null };
}

// The gate says that a field is not declared; which one, and which condition asks for it, is looked up as it is now.
async function troubleOf(deps: CustomersDeps, tx: Tx, row: SegmentRow): Promise<SegmentTrouble | null> {
  const kept = await findTrouble(tx, row.code, row.revision);
  if (kept === undefined) return null;
  const { trouble, since } = kept;
  if (trouble.kind !== 'activity') return { ...trouble, since };
  const refusal = await refuseUncovered(deps, tx, row.definition, row.activity).then(
    () => undefined,
    (error: unknown) => (error instanceof Failure ? error : Promise.reject(error)),
  );
  return { ...trouble, ...(refusal === undefined ? {} : { detail: wordsOf(refusal) }), since };
}

function wordsOf({ title, options: { detail } }: Failure): Bilingual {
  return detail === undefined
    ? { zh: `${title.zh}。`, en: `${title.en}.` }
    : { zh: `${title.zh}。${detail.zh}`, en: `${title.en}. ${detail.en}` };
}
