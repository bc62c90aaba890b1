import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { ActKind } from './domain/entry.ts';
import type { EvidenceContext } from './evidence-context.ts';
import type { Made } from './made-receipt.ts';
import type { PackHead } from './store/packs.ts';

/** An act to be recorded. */
export interface Act {
  readonly kind: ActKind;
  /** The person whom it concerns; their entries are tagged and numbered. */
  readonly person?: string;
  /** What happened: references, codes, hashes, times, in the form that `domain/payload-table.ts` has for the kind. Hidden in the log, shown in receipts and bundles. */
  readonly payload: Json;
  /** When it happened, if not now. */
  readonly time?: Date;
}

/** What a caller keeps of an act's entry. */
export type Keep<Kept> = (made: Made, act: Act) => Kept;

/** One call: when, where to, and what for. */
export interface Recording<Kept> {
  readonly context: EvidenceContext;
  readonly tx: Tx;
  readonly acts: readonly Act[];
  readonly now: Date;
  /** The id of the signing key, the same for all though it may be changed meanwhile. */
  readonly key: string;
  readonly keep: Keep<Kept>;
}

/** Until when entries of that time are promised to be in the log. */
export function mergeByOf(context: EvidenceContext, now: Date): Date {
  return new Date(now.getTime() + context.mergeDelay);
}

/** What is the same for all packs of a call. */
export function headOf({ context, now, key }: Recording<unknown>): PackHead {
  return { made: now.getTime(), mergeBy: mergeByOf(context, now), key };
}
