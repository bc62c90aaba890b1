import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { timeOfId } from '../../platform/ids.ts';
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
  /** The id of its entry, where that was needed before; drawn (`newIdAt`) at one time for all acts of a call, which are recorded as of then. */
  readonly id?: string;
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

/** When acts are recorded: now, or when their ids were drawn. Throws (a bug, not a refusal) unless one time holds for all. */
export function recordedAt({ clock }: EvidenceContext, acts: readonly Act[]): Date {
  const drawnAt = ({ id }: Act) => (id === undefined ? undefined : timeOfId(id));
  const [first] = acts;
  const drawn = first && drawnAt(first);
  if (acts.some((act) => drawnAt(act) !== drawn))
    throw new Error('acts of one call whose ids were drawn at several times');
  return drawn === undefined ? clock.now() : new Date(drawn);
}

/** Until when entries of that time are promised to be in the log. */
export function mergeByOf(context: EvidenceContext, now: Date): Date {
  return new Date(now.getTime() + context.mergeDelay);
}

/** What is the same for all packs of a call. */
export function headOf({ context, now, key }: Recording<unknown>): PackHead {
  return { made: now.getTime(), mergeBy: mergeByOf(context, now), key };
}
