/** A share and between which bounds it honestly lies. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided 95 % point of the normal distribution. */
export const Z95 = 1.959963984540054;

/**
 * The Wilson score interval of a share (E. B. Wilson, 1927): also honest for small counts and for shares near 0 and 1, where "share ± margin"
 * leaves the possible. Null where nothing was counted.
 */
export function wilson(hits: number, of: number, z = Z95): Interval | null {
  if (of <= 0) return null;
  const share = hits / of;
  const square = z * z;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const half = (z / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** The interval of the difference of two shares, second less first, from their Wilson intervals (R. G. Newcombe, 1998, method 10). */
export function newcombe(
  first: { readonly hits: number; readonly of: number },
  second: { readonly hits: number; readonly of: number },
  z = Z95,
): Interval | null {
  const a = wilson(first.hits, first.of, z);
  const b = wilson(second.hits, second.of, z);
  if (a === null || b === null) return null;
  const shareA = first.hits / first.of;
  const shareB = second.hits / second.of;
  const difference = shareB - shareA;
  return {
    low: difference - Math.hypot(shareB - b.low, a.high - shareA),
    high: difference + Math.hypot(b.high - shareB, shareA - a.low),
  };
}
