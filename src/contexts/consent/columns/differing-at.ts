import type { ActivityColumn } from './activity-column.ts';
import type { GateMemory } from './gate-memory.ts';
import { SLICE_WORDS } from './sort-population.ts';
import { dayOf } from './spans.ts';

/**
 * As bits, everybody of whom the order of instants around `at` (ms), or the rows that count, may be others than around `now`; also somebody for whom it
 * is only not known. Who is read again while it is made may be missing. Undefined when memory may no longer answer.
 */
export async function differingAt(
  memory: GateMemory,
  column: ActivityColumn,
  asked: { readonly at: number; readonly now: number; readonly words: number; readonly changed: readonly number[] },
  goOn: () => Promise<boolean>,
): Promise<Uint32Array | undefined> {
  const { at, now, words, changed } = asked;
  const { spans } = memory;
  const bits = new Uint32Array(words);
  const day = dayOf(at);
  const second = Math.floor(at / 1000);
  // The column's own timetable is exact; beyond its end, the day of whatever is next in any activity has to do.
  const isInTimetable = at > now && second < column.horizon;
  const isLater = at > now && !isInTimetable;
  for (let from = 0; from < words; from += SLICE_WORDS) {
    if (!(await goOn())) return undefined;
    for (let word = from; word < Math.min(from + SLICE_WORDS, words); word += 1) {
      let apart = 0;
      for (let bit = 0; bit < 32; bit += 1) {
        const ordinal = word * 32 + bit;
        if (spans.happenedSince(ordinal, day) || (isLater && spans.happensBy(ordinal, day))) apart |= 1 << bit;
      }
      bits[word] = apart;
    }
  }
  const mark = (ordinal: number) => {
    const word = ordinal >>> 5;
    if (word < words) bits[word] = (bits[word] as number) | (1 << (ordinal & 31));
  };
  if (isInTimetable) for (const _ of column.timetable.visit(second, mark)) if (!(await goOn())) return undefined;
  for (const ordinal of changed) mark(ordinal);
  return bits;
}
