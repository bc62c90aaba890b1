import { type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { bundleSigners } from './bundle-signers.ts';
import type { BundleEntry, BundleParts } from './domain/bundle.ts';
import { consistencyRanges } from './domain/merkle.ts';
import type { Opening } from './domain/receipt.ts';
import { restRanges } from './domain/shared-proof.ts';
import { readOwnCheckpoint } from './domain/signed-note.ts';
import type { HistoryPart } from './domain/timestamp-part.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { gatherAttestations } from './gather-attestations.ts';
import type { PersonKeys } from './person-keys.ts';
import { readCheckpoint } from './read-log.ts';
import { openRow, promiseOf } from './read-receipt.ts';
import type { EntryRow } from './store/entries.ts';
import { bundleCheckpoints } from './store/issued-bundles.ts';
import { latestCheckpoint } from './store/log.ts';
import { TreeReader } from './store/tree-reader.ts';

/** What an issuer withholds: categories by name, and which openings fall under them. */
export interface Redaction {
  readonly categories: readonly string[];
  withholds(kind: string, payload: Json): boolean;
}

/** Withholds nothing. */
export const UNREDACTED: Redaction = { categories: [], withholds: () => false };

// Without these the person's chain, the map and the keys could not be followed.
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['key', 'bundle-issued', 'epoch', 'signing-key']);

/** The state of the log that a bundle is proven against, and the places in it that its entries claim. */
export class BundleState {
  readonly #context: EvidenceContext;
  readonly #tx: Tx;
  readonly #redaction: Redaction;
  readonly #reader: TreeReader;
  readonly #indexes = new Set<number>();
  readonly #promiseKeys = new Set<string>();
  readonly checkpoint: string;
  readonly size: number;

  private constructor(
    context: EvidenceContext,
    tx: Tx,
    redaction: Redaction,
    at: { readonly checkpoint: string; readonly size: number },
  ) {
    this.#context = context;
    this.#tx = tx;
    this.#redaction = redaction;
    this.#reader = new TreeReader(tx);
    this.checkpoint = at.checkpoint;
    this.size = at.size;
  }

  /** The newest state; what is merged after it counts as promised. */
  static async open(context: EvidenceContext, tx: Tx, redaction: Redaction): Promise<BundleState> {
    const size = (await latestCheckpoint(tx))?.size ?? 0;
    return new BundleState(context, tx, redaction, { checkpoint: await readCheckpoint(context, tx), size });
  }

  /** An entry as the bundle shows it, opened unless it is withheld. */
  entry(row: EntryRow, keys: PersonKeys | undefined): BundleEntry {
    const opening = openRow(this.#context, row, keys);
    const { kind } = JSON.parse(row.entry) as { kind: string };
    const withheld = !ALWAYS_SHOWN.has(kind) && this.#redaction.withholds(kind, opening.payload);
    return this.#place(row, withheld ? null : opening);
  }

  /** An entry as the bundle shows it without looking inside. */
  closedEntry(row: EntryRow): BundleEntry {
    return this.#place(row, null);
  }

  #place(row: EntryRow, opening: Opening | null): BundleEntry {
    if (row.index !== null && row.index < this.size) {
      this.#indexes.add(row.index);
      return { entry: row.entry, index: row.index, opening, promise: null };
    }
    this.#promiseKeys.add(row.key);
    return { entry: row.entry, index: null, opening, promise: promiseOf(this.#context, row) };
  }

  /** What every bundle holds besides its entries; asked for last. */
  async frame(
    id: string,
  ): Promise<
    Pick<BundleParts, 'id' | 'issued' | 'signers' | 'checkpoint' | 'inclusion' | 'history' | 'timestamps' | 'redacted'>
  > {
    const indexes = [...this.#indexes].sort((one, other) => one - other);
    const hashes = await this.#reader.rangeHashes(restRanges(indexes, this.size));
    const past = await this.#past(indexes);
    const notes = [...past.history, ...past.timestamps].map(({ checkpoint }) => checkpoint);
    return {
      id,
      issued: this.#context.clock.now().toISOString(),
      signers: bundleSigners(this.#context, [this.checkpoint, ...notes], this.#promiseKeys),
      checkpoint: this.checkpoint,
      inclusion: hashes.map(toBase64url),
      ...past,
      redacted: [...this.#redaction.categories].sort(),
    };
  }

  // What others attested and, for whoever remembers the checkpoint of an earlier bundle, that the log still begins with it.
  async #past(indexes: readonly number[]): Promise<Pick<BundleParts, 'history' | 'timestamps'>> {
    const { history, timestamps } = await gatherAttestations(this.#tx, indexes, this.size);
    const attested = new Set(history.map(({ checkpoint }) => sizeOf(checkpoint)));
    const earlier: HistoryPart[] = [];
    for (const row of await bundleCheckpoints(this.#tx, this.size)) {
      // One that only a retired key signed would ask trust for that key too.
      if (attested.has(row.size) || !this.#signedNow(row.note)) continue;
      const hashes = await this.#reader.rangeHashes(consistencyRanges(BigInt(row.size), BigInt(this.size)));
      earlier.push({ checkpoint: row.note, consistency: hashes.map(toBase64url) });
    }
    const all = [...history, ...earlier];
    return { history: all.sort((one, other) => sizeOf(one.checkpoint) - sizeOf(other.checkpoint)), timestamps };
  }

  #signedNow(note: string): boolean {
    const { origin, service } = this.#context;
    return typeof readOwnCheckpoint(note, origin, [service.signingKey.publicKey]) === 'object';
  }
}

function sizeOf(checkpoint: string): number {
  return Number(checkpoint.split('\n')[1]);
}
