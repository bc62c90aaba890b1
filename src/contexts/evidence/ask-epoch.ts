import type { Tx } from '../../platform/database/index.ts';
import { coverActs } from './cover-acts.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { logHalted } from './evidence-failures.ts';
import { type EpochRow, isEpochBeingMade, latestEpoch } from './store/epochs.ts';
import { latestCheckpoint } from './store/log.ts';

/** An epoch that somebody asked this process for. */
export interface AskedEpoch {
  readonly by: string;
  readonly at: Date;
  /** `nothing-new`: no entry of a person has come since the newest epoch. `not-merged`: another server was merging for too long; it can be asked for again. */
  readonly state: 'running' | 'made' | 'nothing-new' | 'not-merged' | 'failed';
  readonly finishedAt: Date | null;
  /** How many entries were covered before. */
  readonly from: number;
}

/** How far the map of tags covers the log. */
export interface EpochState {
  /** Entries in the log. */
  readonly logSize: number;
  /** The newest epoch; null before the first. */
  readonly newest: (Pick<EpochRow, 'number' | 'size' | 'count' | 'entry' | 'time'> & { readonly root: string }) | null;
  /** Whether one is being made at this moment, on any server. */
  readonly running: boolean;
  /** The last that somebody asked this server for; null since it was started. */
  readonly asked: AskedEpoch | null;
}

/** Epochs that are made because somebody asks, beside those of every hour: one at a time in a process, and in PostgreSQL. */
export class AskedEpochs {
  readonly #context: EvidenceContext;
  #asked: AskedEpoch | null = null;
  #work: Promise<void> | undefined;

  constructor(context: EvidenceContext) {
    this.#context = context;
  }

  /** How far the log is covered, and how it goes with what was asked for. */
  async state(tx: Tx): Promise<EpochState> {
    const newest = await latestEpoch(tx);
    return {
      logSize: (await latestCheckpoint(tx))?.size ?? 0,
      newest: newest === undefined ? null : { ...newest, root: newest.root.toString('base64url') },
      running: this.#asked?.state === 'running' || (await isEpochBeingMade(tx)),
      asked: this.#asked,
    };
  }

  /**
   * Begins an epoch over everything that is committed; true if it did, false while the one that was asked for before is being made. It goes on
   * behind the request. Throws `evidence.log-halted` where nothing may be signed. Outside any transaction.
   */
  async begin(by: string): Promise<boolean> {
    const context = this.#context;
    if (!(await context.maySign())) throw logHalted();
    const before = await context.database.transaction((tx) => latestEpoch(tx), { readOnly: true });
    // From here to the assignment nothing is awaited: of two who ask at once one begins.
    if (this.#asked?.state === 'running') return false;
    const asked: AskedEpoch = {
      by,
      at: context.clock.now(),
      state: 'running',
      finishedAt: null,
      from: before?.size ?? 0,
    };
    this.#asked = asked;
    this.#work = this.#make(asked, before?.number ?? 0);
    return true;
  }

  /** Waits for the one that is being made. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #make(asked: AskedEpoch, before: number): Promise<void> {
    const { clock } = this.#context;
    const state = await this.#outcome(before);
    this.#asked = { ...asked, state, finishedAt: clock.now() };
  }

  async #outcome(before: number): Promise<AskedEpoch['state']> {
    const context = this.#context;
    try {
      if (!(await coverActs(context))) return 'not-merged';
      const newest = await context.database.transaction((tx) => latestEpoch(tx), { readOnly: true });
      return (newest?.number ?? 0) > before ? 'made' : 'nothing-new';
    } catch (error) {
      context.log.error({ err: { message: (error as Error).message } }, 'an epoch that was asked for failed');
      return 'failed';
    }
  }
}
