import { randomUUID } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { EvidenceContext } from '../evidence-context.ts';
import type { LogDestination } from '../log-destination.ts';
import { latestCheckpoint } from '../store/log.ts';
import {
  claimSelfCheck,
  endSelfCheck,
  insertSelfCheck,
  lastSelfCheck,
  latestSelfChecks,
  releaseSelfCheck,
  runningSelfCheck,
  type SelfCheckRow,
  saveSelfCheck,
} from '../store/self-checks.ts';
import { checkActs } from './check-acts.ts';
import { checkCheckpoints } from './check-checkpoints.ts';
import { checkCopies } from './check-copies.ts';
import { checkEntries } from './check-entries.ts';
import { checkEpochs } from './check-epochs.ts';
import { checkMembers } from './check-members.ts';
import { checkRecords } from './check-records.ts';
import { checkTree } from './check-tree.ts';
import type { Checking, SelfCheckSettings } from './checking.ts';
import { type Finding, SELF_CHECK_PARTS, type SelfCheckPart, type Step } from './finding.ts';

/** Findings that are kept; all are counted. */
const MOST_FINDINGS = 50;
/** For how long a server may be silent before another goes on. */
const CLAIM_MS = 300_000;
const SAVE_EVERY = 32;

/** How a self-check stands, or ended. */
export interface SelfCheckReport {
  readonly id: string;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly state: SelfCheckRow['state'];
  readonly finishedAt: Date | null;
  /** How many entries of the log it covers. */
  readonly size: number;
  /** What it is looking at; null when it is over. */
  readonly part: SelfCheckPart | null;
  /** Parts that are done, of `parts`. */
  readonly done: number;
  readonly parts: number;
  readonly found: number;
  /** The first findings, in the order of the parts and of the log. */
  readonly findings: readonly Finding[];
}

const PARTS: Readonly<Record<SelfCheckPart, (checking: Checking, from: Json) => AsyncGenerator<Step>>> = {
  tree: checkTree,
  checkpoints: checkCheckpoints,
  entries: checkEntries,
  records: checkRecords,
  epochs: checkEpochs,
  members: checkMembers,
  acts: checkActs,
  copies: checkCopies,
};

/** Recomputes the log from what is stored and compares it with everything that was ever said about it. */
export class SelfCheck {
  readonly #context: EvidenceContext;
  readonly #settings: () => SelfCheckSettings;
  readonly #destinations: readonly LogDestination[];
  readonly #name = randomUUID();

  /** `settings` are asked for when a check begins to run: the contexts that it compares with are opened after evidence. */
  constructor(context: EvidenceContext, settings: () => SelfCheckSettings, destinations: readonly LogDestination[]) {
    this.#context = context;
    this.#settings = settings;
    this.#destinations = destinations;
  }

  /** Asks for a self-check; where one is running, that one goes on. `run` does it. */
  async begin(tx: Tx, by: string): Promise<void> {
    const askedAt = this.#context.clock.now();
    const size = (await latestCheckpoint(tx))?.size ?? 0;
    await insertSelfCheck(tx, { id: newId(this.#context.clock), askedAt, askedBy: by, size });
  }

  /** Asks for one unless one has begun in the last `milliseconds`. */
  async beginIfOlder(tx: Tx, milliseconds: number): Promise<void> {
    const last = await lastSelfCheck(tx);
    if (last !== null && this.#context.clock.now().getTime() - last.getTime() < milliseconds) return;
    await this.begin(tx, 'nightly');
  }

  /** Stops the running one for good; false when none is running. */
  async cancel(tx: Tx): Promise<boolean> {
    return endSelfCheck(tx, 'cancelled', this.#context.clock.now());
  }

  /** The newest self-checks, newest first. */
  async reports(tx: Tx, limit = 10): Promise<SelfCheckReport[]> {
    return (await latestSelfChecks(tx, limit)).map(reportOf);
  }

  /**
   * Works on the self-check that was asked for until it is over, cancelled, or `signal` breaks it off; a later call, on any server, goes on from where
   * it stopped. Returns whether there was anything to do.
   */
  async run(signal?: AbortSignal): Promise<boolean> {
    const { database } = this.#context;
    const row = await database.transaction(runningSelfCheck, { readOnly: true });
    if (row === undefined) return false;
    const { now, until } = this.#lease();
    if (!(await database.transaction((tx) => claimSelfCheck(tx, row.id, this.#name, now, until)))) return false;
    const over = await this.#work(new Progress(row), signal);
    await database.transaction(async (tx) => {
      if (over) await endSelfCheck(tx, 'finished', this.#context.clock.now());
      else await releaseSelfCheck(tx, this.#name);
    });
    return true;
  }

  #lease(): { now: Date; until: Date } {
    const now = this.#context.clock.now();
    return { now, until: new Date(now.getTime() + CLAIM_MS) };
  }

  // True when every part is done.
  async #work(progress: Progress, signal: AbortSignal | undefined): Promise<boolean> {
    const context = this.#context;
    const settings = this.#settings();
    for (let part = progress.part; part < SELF_CHECK_PARTS.length; part += 1) {
      const name = SELF_CHECK_PARTS[part] as SelfCheckPart;
      progress.enter(part);
      const checking: Checking = {
        context,
        database: context.database,
        settings,
        destinations: this.#destinations,
        size: progress.size,
        found: (finding) => progress.found({ part: name, ...finding }),
      };
      if (!(await this.#workOn(PARTS[name](checking, progress.cursor), progress, checking, signal))) return false;
      progress.enter(part + 1);
      if (!(await this.#save(progress))) return false;
      this.#tell(progress);
    }
    return true;
  }

  // True when the part is done.
  async #workOn(
    steps: AsyncGenerator<Step>,
    progress: Progress,
    checking: Checking,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    let count = 0;
    try {
      for await (const step of steps) {
        progress.step(step);
        count += 1;
        // A step without a cursor can't be gone on from.
        const stopping = signal?.aborted === true && step.cursor !== null;
        if ((stopping || count % SAVE_EVERY === 0) && (!(await this.#save(progress)) || stopping)) return false;
      }
    } catch (error) {
      if (isAway(error)) throw error;
      checking.found({
        what: 'not-readable',
        at: '',
        expected: 'tables that can be read',
        found: (error as Error).message,
      });
    }
    return true;
  }

  async #save(progress: Progress): Promise<boolean> {
    const claim = { by: this.#name, until: this.#lease().until };
    return this.#context.database.transaction((tx) => saveSelfCheck(tx, progress.row(), claim));
  }

  #tell(progress: Progress): void {
    const [first] = progress.findings;
    if (first === undefined || progress.told) return;
    progress.told = true;
    const { part, what } = first;
    this.#context.log.error(
      { part, what, found: progress.count },
      'the self-check of the evidence log found a divergence',
    );
  }
}

// The database is away: another call goes on. Anything else is a table so changed that it can't even be read. Classes of SQLSTATE: PostgreSQL's
// "Error Codes": connections, rollbacks, resources, an operator's intervention, the system.
function isAway(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connect|terminat|timeout/i.test(String(error));
  return /^(?:08|40|53|55|57|58)...$/.test(code) || /^E(?!RR_)/.test(code);
}

/** Where a self-check is, and what it has found. */
class Progress {
  readonly id: string;
  readonly size: number;
  part: number;
  cursor: Json;
  looked: number;
  count: number;
  told = false;
  readonly findings: Finding[];

  constructor(row: SelfCheckRow) {
    this.id = row.id;
    this.size = row.size;
    this.part = row.part;
    this.cursor = row.cursor;
    this.looked = row.looked;
    this.count = row.found;
    this.findings = [...(row.findings as unknown as Finding[])];
  }

  enter(part: number): void {
    if (part === this.part) return;
    this.part = part;
    this.cursor = null;
  }

  step({ cursor, looked }: Step): void {
    this.cursor = cursor;
    this.looked += looked;
  }

  // A step that is done again after a stop finds the same again.
  found(finding: Finding): void {
    const same = (each: Finding) => each.part === finding.part && each.what === finding.what && each.at === finding.at;
    if (this.findings.some(same)) return;
    this.count += 1;
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
  }

  row() {
    const { id, part, cursor, looked, count } = this;
    return { id, part, cursor, looked, found: count, findings: this.findings as unknown as Json };
  }
}

function reportOf(row: SelfCheckRow): SelfCheckReport {
  const { id, askedAt, askedBy, state, finishedAt, size, found } = row;
  return {
    id,
    askedAt,
    askedBy,
    state,
    finishedAt,
    size,
    part: state === 'running' ? (SELF_CHECK_PARTS[row.part] ?? null) : null,
    done: row.part,
    parts: SELF_CHECK_PARTS.length,
    found,
    findings: row.findings as unknown as Finding[],
  };
}
