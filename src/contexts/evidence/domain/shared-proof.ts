import type { LeafRange } from './merkle.ts';

/**
 * The subtrees whose hashes, from left to right, prove several leaves at once: the largest that hold none of them (section 7 of the format). `indexes` grow and
 * are below `size`; without any there is nothing to prove.
 */
export function restRanges(indexes: readonly number[], size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  const walk = (start: number, width: number, first: number, end: number): void => {
    if (first === end) {
      ranges.push({ start: BigInt(start), end: BigInt(start + width) });
      return;
    }
    if (width === 1) return;
    let half = 1;
    while (half * 2 < width) half *= 2;
    let middle = first;
    while (middle < end && (indexes[middle] ?? 0) < start + half) middle += 1;
    walk(start, half, first, middle);
    walk(start + half, width - half, middle, end);
  };
  if (indexes.length > 0) walk(0, size, 0, indexes.length);
  return ranges;
}
