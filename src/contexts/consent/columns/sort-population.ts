import type { Reason } from '../domain/decision.ts';
import { PeopleBits } from '../domain/people-bits.ts';
import { placesOf } from '../domain/people-set.ts';
import { PopulationSorting } from '../domain/population-answer.ts';
import type { ActivityColumn } from './activity-column.ts';
import { type GateMemory, othersTurn } from './gate-memory.ts';
import { scanClasses } from './scan-classes.ts';
import type { TableQuestion, VerdictTable } from './verdict-tables.ts';

/** What memory could tell of a population, and the ordinals about whom PostgreSQL has to be asked. */
export interface Sorted {
  readonly sorting: PopulationSorting;
  readonly left: number[];
}

/** What sorting needs beside memory. */
export interface SortingHelp {
  /** The present (ms), when memory may answer; to be asked after each wait. */
  now(): number | undefined;
  /** Judges somebody of each of these classes. */
  fill(table: VerdictTable, classes: readonly number[]): Promise<void>;
}

/** People sorted before others have their turn. */
const SLICE_WORDS = 1 << 14;
/** The group of those about whom PostgreSQL is asked, and of those who may be reached. */
const LEFT = 0;
const ALLOWED = 1;

/** Where each class belongs. */
interface Groups {
  readonly column: ActivityColumn;
  readonly table: VerdictTable;
  readonly of: Uint8Array;
  readonly reasons: readonly Reason[];
}

/** Sorts people by the verdicts of their classes. Undefined when memory may not answer, or changed its ground meanwhile. */
export async function sortPopulation(
  memory: GateMemory,
  question: TableQuestion,
  ordinals: Uint32Array | 'all',
  help: SortingHelp,
): Promise<Sorted | undefined> {
  const column = await filled(memory, question, ordinals, help);
  const now = help.now();
  if (now === undefined || column === undefined || memory.columnOf(question.activity) !== column) return undefined;
  const groups = groupsOf(column, memory.tables.of(question, now));
  // A column that was replaced in a wait is no longer kept current; a class made in one has no group and is asked about.
  const goOn = () => help.now() !== undefined && memory.columnOf(question.activity) === column;
  return ordinals === 'all' ? sortAll(memory, groups, goOn) : sortSome(groups, ordinals, goOn);
}

// The column, once the classes at issue have been judged, as far as they can be.
async function filled(
  memory: GateMemory,
  question: TableQuestion,
  ordinals: Uint32Array | 'all',
  help: SortingHelp,
): Promise<ActivityColumn | undefined> {
  for (let tries = 0; ; tries += 1) {
    const now = help.now();
    const column = now === undefined ? undefined : memory.columnOf(question.activity);
    if (now === undefined || column === undefined) return undefined;
    const table = memory.tables.of(question, now);
    const missing = classesAt(column, ordinals).filter((each) => table.verdicts[each] === undefined);
    if (missing.length === 0 || tries === 2) return column;
    await help.fill(table, missing);
  }
}

function classesAt(column: ActivityColumn, ordinals: Uint32Array | 'all'): number[] {
  if (ordinals === 'all')
    return Array.from({ length: column.classCount }, (_, each) => each).filter(
      (each) => each > 0 && column.count(each) > 0,
    );
  const found = new Set<number>();
  for (const ordinal of ordinals) found.add(column.classes[ordinal] ?? 0);
  found.delete(0);
  return [...found];
}

function groupsOf(column: ActivityColumn, table: VerdictTable): Groups {
  const of = new Uint8Array(column.classCount);
  const reasons: Reason[] = [];
  const groups = new Map<string, number>();
  for (let each = 1; each < of.length; each += 1) {
    const verdict = table.verdicts[each];
    if (verdict === undefined || verdict === null) continue;
    if (verdict.outcome !== 'deny') {
      of[each] = ALLOWED;
      continue;
    }
    const reason = verdict.reasons[0];
    if (reason === undefined) throw new Error('a denial without a reason');
    let group = groups.get(reason.code);
    if (group === undefined) {
      reasons.push(reason);
      group = ALLOWED + reasons.length;
      if (group > 255) throw new Error('more reasons than groups');
      groups.set(reason.code, group);
    }
    of[each] = group;
  }
  return { column, table, of, reasons };
}

async function sortAll(memory: GateMemory, groups: Groups, goOn: () => boolean): Promise<Sorted | undefined> {
  const { column, of, reasons } = groups;
  const { known, pins } = memory;
  const words = (memory.highest >>> 5) + 1;
  const sets = Array.from({ length: reasons.length + 2 }, () => new Uint32Array(words));
  const { version } = column;
  for (let from = 0; from < words; from += SLICE_WORDS) {
    // Also before the first: room for the sets of millions takes its time.
    if (words > SLICE_WORDS) {
      await othersTurn();
      if (!goOn()) return undefined;
    }
    const to = Math.min(from + SLICE_WORDS, words);
    scanClasses(column.classes, of, sets, from, to);
    // Ordinals that nobody has are in class 0 too.
    const left = sets[LEFT] as Uint32Array;
    for (let at = from; at < to; at += 1) left[at] = (left[at] as number) & (known.words[at] as number);
  }
  const left = Array.from(placesOf(sets[LEFT] as Uint32Array));
  // People whom the caller has only just made known.
  for (const ordinal of pins.ordinals()) if (!known.has(ordinal)) left.push(ordinal);
  // Where nobody's class changed meanwhile, how many there are of each class is known without counting.
  const sizes = column.version === version ? sizesOf(groups, sets.length) : [];
  const sorting = new PopulationSorting(new PeopleBits(sets[ALLOWED], sizes[ALLOWED]));
  for (const [at, reason] of reasons.entries()) sorting.under(reason, new PeopleBits(sets[at + 2], sizes[at + 2]));
  return { sorting, left };
}

function sizesOf({ column, of }: Groups, count: number): number[] {
  const sizes = new Array<number>(count).fill(0);
  for (let each = 1; each < of.length; each += 1) {
    const group = of[each] as number;
    sizes[group] = (sizes[group] as number) + column.count(each);
  }
  return sizes;
}

async function sortSome(
  { column, of, reasons }: Groups,
  ordinals: Uint32Array,
  goOn: () => boolean,
): Promise<Sorted | undefined> {
  const sorting = new PopulationSorting();
  const left: number[] = [];
  const people = [undefined, sorting.allowed, ...reasons.map((reason) => sorting.under(reason))];
  for (let from = 0; from < ordinals.length; from += SLICE_WORDS * 8) {
    if (from > 0) {
      await othersTurn();
      if (!goOn()) return undefined;
    }
    const { classes } = column;
    for (const ordinal of ordinals.subarray(from, from + SLICE_WORDS * 8)) {
      const group = people[of[classes[ordinal] ?? 0] ?? 0];
      if (group === undefined) left.push(ordinal);
      else group.add(ordinal);
    }
  }
  return { sorting, left };
}
