import { performance } from 'node:perf_hooks';
import { errorWithoutValues } from '../../platform/error-without-values.ts';
import { readOwnCheckpoint } from './domain/signed-note.ts';
import { hashesAtLevel, TILE_WIDTH, tilePath } from './domain/tiles.ts';
import type { EvidenceContext } from './evidence-context.ts';
import type { LogDestination } from './log-destination.ts';
import { readEntryTile, readTile } from './read-log.ts';
import { latestCheckpoint } from './store/log.ts';
import { isAccepted } from './store/set-backs.ts';
import { TreeReader } from './store/tree-reader.ts';

/**
 * What is wrong with a copy. `set-back`: it has a larger tree than the database, which is older than what was published; `forked`: the
 * database's tree is another one. With these two nothing is signed. `foreign`: the place holds another log; `damaged`: its checkpoint can't
 * be read; `not-written`: the place can't be
 * read or written. With these the copying stands still.
 */
export type CopyFault = 'set-back' | 'forked' | 'foreign' | 'damaged' | 'not-written';

/** How it stands with a copy. */
export interface CopyState {
  readonly destination: string;
  /** The size of the copied checkpoint; null before the first. */
  readonly size: number | null;
  readonly fault: CopyFault | null;
}

/** A signed state of this log that was found in a copy. */
export interface CopiedState {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

interface Judgement {
  readonly fault: CopyFault | null;
  readonly copied?: CopiedState;
  /** An administrator has let the log go on without it. */
  readonly accepted?: boolean;
}

const NOTHING: Judgement = { fault: null };
const CHECKPOINT = 'checkpoint';
/** Milliseconds for which a comparison of copy and database counts. */
const COUNTS_FOR = 5_000;

/**
 * The copy of the log in one place, and the guard that it makes possible: what was published once must be a prefix of everything that is
 * signed later, whatever happens to the database.
 * 1. Tiles and entry bundles are written, each whole or not at all. 2. The checkpoint after them: a kill leaves the copy of an earlier state.
 */
export class LogCopy {
  readonly #context: EvidenceContext;
  readonly #destination: LogDestination;
  #size: number | null = null;
  #fault: CopyFault | null = null;
  #copied: CopiedState | undefined;
  #comparedAt: number | undefined;

  constructor(context: EvidenceContext, destination: LogDestination) {
    this.#context = context;
    this.#destination = destination;
  }

  /** How it stands after the last step or comparison. */
  get state(): CopyState {
    return { destination: this.#destination.name, size: this.#size, fault: this.#fault };
  }

  /** The copied state that the database does not extend; undefined while it does. */
  get conflict(): CopiedState | undefined {
    return this.#fault === 'set-back' || this.#fault === 'forked' ? this.#copied : undefined;
  }

  /** Whether the sequencer may sign: compares the copy with the database if that was not done in the last five seconds. */
  async allowsSigning(): Promise<boolean> {
    if (
      this.#comparedAt === undefined ||
      performance.now() - this.#comparedAt > COUNTS_FOR ||
      this.conflict !== undefined
    )
      await this.compare();
    return this.conflict === undefined;
  }

  /** Compares the copied checkpoint with the database's tree. An error of the database says nothing about the copy and is thrown. */
  async compare(): Promise<void> {
    let bytes: Buffer | undefined;
    try {
      bytes = await this.#destination.read(CHECKPOINT);
    } catch (error) {
      // A disk that went away must not stop the log; a conflict that is known stays.
      this.#tellUnusable(error);
      this.#comparedAt = performance.now();
      return;
    }
    const judged = bytes === undefined ? NOTHING : await this.#judge(bytes.toString('utf8'));
    // Kept beside the new copy: it is what others may hold against this log.
    if (judged.accepted === true && judged.copied !== undefined)
      await this.#destination.setAside(labelOf(judged.copied));
    const { fault, copied } = judged.accepted === true ? NOTHING : judged;
    if (fault !== null && fault !== this.#fault)
      this.#context.log.error(
        { fault, copied: copied?.size },
        'the copy of the evidence log does not fit the database',
      );
    this.#fault = fault;
    this.#copied = copied;
    this.#size = copied?.size ?? null;
    this.#comparedAt = performance.now();
  }

  async #judge(note: string): Promise<Judgement> {
    const { origin, service, database } = this.#context;
    const keys = service.signingKeys.map(({ publicKey }) => publicKey);
    const read = readOwnCheckpoint(note, origin, keys);
    if (typeof read === 'string') return { fault: read };
    const copied = { ...read, note };
    return database.transaction(
      async (tx) => {
        const size = (await latestCheckpoint(tx))?.size ?? 0;
        if (size >= copied.size && (await new TreeReader(tx).root(copied.size)).equals(copied.root))
          return { fault: null, copied };
        if (await isAccepted(tx, copied)) return { fault: null, copied, accepted: true };
        return { fault: size < copied.size ? 'set-back' : 'forked', copied };
      },
      { readOnly: true },
    );
  }

  /**
   * Brings the copy up to the newest checkpoint. Never throws: what is wrong stands in `state` and in the log. The first copy of a large log
   * takes minutes; `signal` breaks it off, and the next step goes on.
   */
  async step(signal?: AbortSignal): Promise<void> {
    try {
      await this.compare();
      if (this.#fault === null) await this.#copy(this.#size ?? 0, signal);
    } catch (error) {
      this.#fault = this.#fault ?? 'not-written';
      this.#context.log.error(
        { error: errorWithoutValues(error) },
        'the evidence log could not be copied; trying again',
      );
    }
  }

  #tellUnusable(error: unknown): void {
    this.#fault = this.#fault ?? 'not-written';
    this.#context.log.error({ error: errorWithoutValues(error) }, 'the evidence log could not be copied; trying again');
  }

  async #copy(from: number, signal: AbortSignal | undefined): Promise<void> {
    const { database } = this.#context;
    const latest = await database.transaction(latestCheckpoint, { readOnly: true });
    if (latest === undefined || latest.size <= from) return;
    const full: string[] = [];
    for (let level = 0; hashesAtLevel(level, latest.size) > 0; level += 1) {
      const first = Math.floor(hashesAtLevel(level, from) / TILE_WIDTH);
      const hashes = hashesAtLevel(level, latest.size);
      for (let tile = first; tile * TILE_WIDTH < hashes; tile += 1) {
        if (signal?.aborted === true) return;
        const width = Math.min(TILE_WIDTH, hashes - tile * TILE_WIDTH);
        await this.#copyTile(level, tile, width);
        if (width === TILE_WIDTH) full.push(`tile/${level}/${tilePath(tile)}.p`);
        if (width === TILE_WIDTH && level === 0) full.push(`tile/entries/${tilePath(tile)}.p`);
      }
    }
    // Only now: whatever a checkpoint names is there.
    await this.#destination.write(CHECKPOINT, Buffer.from(latest.note, 'utf8'));
    this.#size = latest.size;
    // C2SP tlog-tiles: a partial tile may go once the full one is there.
    for (const path of full) await this.#destination.remove(path);
  }

  async #copyTile(level: number, tile: number, width: number): Promise<void> {
    const path = tilePath(tile) + (width === TILE_WIDTH ? '' : `.p/${width}`);
    const read = { readOnly: true, pipelined: true };
    const [hashes, entries] = await this.#context.database.transaction(
      (tx) => Promise.all([readTile(tx, String(level), path), level === 0 ? readEntryTile(tx, path) : undefined]),
      read,
    );
    await this.#put(`tile/${level}/${path}`, hashes);
    if (entries !== undefined) await this.#put(`tile/entries/${path}`, entries);
  }

  // What an earlier step, cut off before its checkpoint, has left may be of a history that was lost since: it is compared, not trusted.
  async #put(path: string, bytes: Buffer): Promise<void> {
    const found = await this.#destination.read(path);
    if (found === undefined || !found.equals(bytes)) await this.#destination.write(path, bytes);
  }
}

function labelOf({ size, root }: CopiedState): string {
  return `set-aside-${size}-${root.toString('hex').slice(0, 8)}`;
}
