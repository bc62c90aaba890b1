import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { computeSegment } from './compute-segment.ts';
import { OrdinalBits } from './live/ordinal-bits.ts';
import type { SegmentKeeper } from './live/segment-keeper.ts';
import { segment } from './save-segment.ts';

/** Who is in exactly these of the segments. */
export interface Region {
  readonly segments: string[];
  readonly count: number;
}

/** Two or three segments and everybody in any of them, each person in exactly one region. */
export interface Overlap {
  readonly segments: { readonly code: string; readonly count: number }[];
  readonly regions: Region[];
}

/**
 * Counts who is in which of two or three segments. Members that are kept live are taken as they are (their analysis is recorded, decision 0070), others are
 * computed, which leaves a receipt.
 */
export async function overlapSegments(
  deps: CustomersDeps,
  keeper: SegmentKeeper,
  tx: Tx,
  request: { segments: readonly string[]; by: string },
): Promise<Overlap> {
  const codes = [...new Set(request.segments)];
  if (codes.length < 2 || codes.length > 3 || codes.length !== request.segments.length)
    throw badFields('overlap', [
      fieldError('segments', '应为两到三个不同的人群', 'must be two or three different segments'),
    ]);
  const sets: Uint32Array[] = [];
  for (const code of codes) {
    const { revision } = await segment(tx, code);
    const kept = keeper.members(code, revision);
    sets.push(kept ?? (await computeSegment(deps, tx, { code, by: request.by })).ordinals);
  }
  const members = sets.map((set) => new OrdinalBits(set));
  const everybody = new OrdinalBits();
  for (const set of sets) for (const ordinal of set) everybody.add(ordinal);
  const counts = new Uint32Array(2 ** codes.length);
  for (const ordinal of everybody.ordinals()) {
    let region = 0;
    for (const [place, bits] of members.entries()) if (bits.has(ordinal)) region += 2 ** place;
    counts[region] = (counts[region] ?? 0) + 1;
  }
  const regions = Array.from({ length: counts.length - 1 }, (_, index) => ({
    segments: codes.filter((_code, place) => ((index + 1) >>> place) % 2 === 1),
    count: counts[index + 1] ?? 0,
  }));
  return { segments: codes.map((code, place) => ({ code, count: sets[place]?.length ?? 0 })), regions };
}
