import type { HandOff } from './channels/hand-off.ts';

/** Between deciding and calling the provider at most so long, in milliseconds: a process that was stopped meanwhile decides again. */
const LONGEST_MS = 10_000;

/**
 * Hands over what was decided since `began` (of `performance.now()`), unless that is too long ago: then the provider is not called, and the
 * message goes back to be decided again. So a no that was acknowledged before is never followed by an old decision's message much later.
 */
export async function handOffInTime(began: number, hand: () => Promise<HandOff>): Promise<HandOff> {
  if (performance.now() - began > LONGEST_MS) return { kind: 'not-handed', code: 'decided-too-long-ago' };
  return hand();
}
