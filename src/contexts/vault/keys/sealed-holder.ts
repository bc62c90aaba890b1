import type { Tx } from '../../../platform/database/index.ts';

/** Gives back bytes of a label sealed under the current generation; undefined when they don't open. */
export type SealAnew = (label: string, sealed: Uint8Array) => Buffer | undefined;

/** One step through a table with sealed bytes. */
export interface SealedStep {
  /** The generation that shall be left behind: everything older is sealed anew. */
  readonly below: number;
  /** Where the step before ended; null at the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

/** Who keeps files or bytes made by `sealBlob` or `sealStream`: while some are under an old generation, it is not destroyed. */
export interface SealedHolder {
  readonly name: string;
  /** Seals a few anew; `after` null: there are no more. Missing where everything has a short term of its own. */
  sealAnew?(
    tx: Tx,
    step: SealedStep,
    seal: SealAnew,
  ): Promise<{ readonly moved: number; readonly after: string | null }>;
  /** How many are under a generation older than `below`. */
  left(tx: Tx, below: number): Promise<number>;
}

/** Who keeps bytes made by `sealForPersons`: they are sealed anew when the keys of their people are renewed. */
export interface PersonBytesHolder {
  readonly name: string;
  /**
   * Seals everything of these people anew, in the transaction that renews their keys; `seal` tries the labels that it may be under and throws when
   * it opens with none.
   */
  sealAnew(
    tx: Tx,
    persons: readonly string[],
    seal: (person: string, labels: readonly string[], sealed: Uint8Array) => Buffer,
  ): Promise<void>;
}

/** Where the generation stands in sealed bytes: in SQL, `substring(sealed from 5 for 4) < $1` finds those older than one. */
export function generationBytes(generation: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(generation);
  return bytes;
}
