import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';

/** A digest and the one of the same value under the newest index secret. */
export interface DigestPair {
  readonly from: Buffer;
  readonly to: Buffer;
}

/** Values of one person, inside the vault; whoever is given them answers from them and keeps nothing. */
export interface PersonValues {
  readonly person: string;
  readonly values: ReadonlyMap<FieldCode, string>;
}

/** Another context that keeps keyed digests of values. While some are under an old index secret, it is not destroyed. */
export interface DigestHolder {
  readonly name: string;
  /** The fields whose digests it keeps. */
  readonly fields: readonly FieldCode[];
  /** Replaces digests in all of its tables at once; those it does not have are passed over. */
  renew(tx: Tx, pairs: readonly DigestPair[]): Promise<void>;
  /** How many are under secrets before `below`, counted up to `MOST_COUNTED`. */
  left(tx: Tx, below: number): Promise<number>;
  /** What is digested under `member_id` for these people and can be computed from values of theirs. */
  formsOf?(tx: Tx, people: readonly PersonValues[]): Promise<string[]>;
}

/** How far old digests are counted: whoever has more has many. */
export const MOST_COUNTED = 10_000;

/**
 * In SQL, whether the digest in `column` is under a secret before `$1`, given as `generationBytes`: the first secret's have 32 bytes, later ones their number
 * in front (decision 0062).
 */
export function underOlder(column: string): string {
  return `(length(${column}) = 32 or substring(${column} from 1 for 4) < $1)`;
}
