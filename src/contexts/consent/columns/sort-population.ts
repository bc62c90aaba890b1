import type { Reason } from '../domain/decision.ts';
import { PeopleBits } from '../domain/people-bits.ts';
import { countBits, placesOf } from '../domain/people-set.ts';
import { PopulationSorting } from '../domain/population-answer.ts';
import { Turn } from '../turn.ts';
import type { ActivityColumn } from './activity-column.ts';
import type { GateMemory } from './gate-memory.ts';
import { ClassScan } from './scan-classes.ts';
import type { FinishedVerdict, TableQuestion, VerdictTable } from './verdict-tables.ts';

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

/** Words, of 32 people each, sorted before the clock is looked at: about half a millisecond on an idle machine. */
export const SLICE_WORDS = 1 << 12;
/** From so many words on, others have their turn before the first slice too. */
const MANY_WORDS = 1 << 14;
/** The group of those about whom PostgreSQL is asked, and of those who may be reached. */
export const LEFT = 0;
export const ALLOWED = 1;

/** Where each class belongs: the number of its group by class, and the reason of each group from 2 on. */
export interface Groups {
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
  const groups = groupsOf(memory.tables.of(column, question, now).verdicts, column.classCount);
  // A column that was replaced in a wait is no longer kept current; a class made in one has no group and is asked about.
  const goOn = async () => {
    if (help.now() === undefined) return false;
    await memory.drain();
    return memory.columnOf(question.activity) === column;
  };
  return ordinals === 'all' ? sortAll(memory, column, groups, goOn) : sortSome(column, groups, ordinals, goOn);
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
    if (now !== undefined) await memory.drain();
    const column = now === undefined ? undefined : memory.columnOf(question.activity);
    if (now === undefined || column === undefined) return undefined;
    const table = memory.tables.of(column, question, now);
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

/** The groups of so many classes, by their verdicts; a class without one is asked about. */
export function groupsOf(
  verdicts: readonly (Pick<FinishedVerdict, 'outcome' | 'reasons'> | null | undefined)[],
  classCount: number,
): Groups {
  const of = new Uint8Array(classCount);
  const reasons: Reason[] = [];
  const groups = new Map<string, number>();
  for (let each = 1; each < of.length; each += 1) {
    const verdict = verdicts[each];
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
  return { of, reasons };
}

async function sortAll(
  memory: GateMemory,
  column: ActivityColumn,
  groups: Groups,
  goOn: () => Promise<boolean>,
): Promise<Sorted | undefined> {
  const { of, reasons } = groups;
  const { known, pins } = memory;
  const words = (memory.highest >>> 5) + 1;
  const turn = new Turn();
  const mayGoOn = async () => {
    if (!turn.over) return true;
    await turn.pass();
    return goOn();
  };
  // What led here may have taken its time.
  if (words > MANY_WORDS) {
    await turn.pass();
    if (!(await goOn())) return undefined;
  }
  const sets: Uint32Array[] = [];
  for (let set = 0; set < reasons.length + 2; set += 1) {
    sets.push(new Uint32Array(words));
    if (!(await mayGoOn())) return undefined;
  }
  const { version } = column;
  const scan = new ClassScan(of, sets);
  const left = sets[LEFT] as Uint32Array;
  for (let from = 0; from < words; from += SLICE_WORDS) {
    if (!(await mayGoOn())) return undefined;
    const to = Math.min(from + SLICE_WORDS, words);
    scan.write(column.classes, from, to);
    // Ordinals that nobody has are in class 0 too.
    for (let at = from; at < to; at += 1) left[at] = (left[at] as number) & (known.words[at] as number);
  }
  // Where nobody's class changed meanwhile, how many there are of each class is known without counting.
  const sizes = column.version === version ? sizesOf(column, of, sets.length) : await counted(sets, mayGoOn);
  if (sizes === undefined) return undefined;
  const sorting = new PopulationSorting(new PeopleBits(sets[ALLOWED], sizes[ALLOWED]));
  for (const [at, reason] of reasons.entries()) sorting.under(reason, new PeopleBits(sets[at + 2], sizes[at + 2]));
  const asked = await placed(left, mayGoOn);
  // People who have only just been made known: pinned, or being read.
  const fresh = new Set([...pins.ordinals(), ...memory.underway].filter((ordinal) => !known.has(ordinal)));
  for (const ordinal of fresh) asked?.push(ordinal);
  return asked === undefined ? undefined : { sorting, left: asked };
}

/** How many are in each of these sets; undefined when memory may no longer answer. */
export async function counted(
  sets: readonly Uint32Array[],
  mayGoOn: () => Promise<boolean>,
): Promise<number[] | undefined> {
  const sizes: number[] = [];
  for (const set of sets) {
    if (!(await mayGoOn())) return undefined;
    sizes.push(countBits(set));
  }
  return sizes;
}

/** The ordinals in a set, ascending; undefined when memory may no longer answer. */
export async function placed(set: Uint32Array, mayGoOn: () => Promise<boolean>): Promise<number[] | undefined> {
  const found: number[] = [];
  for (let from = 0; from < set.length; from += SLICE_WORDS) {
    if (!(await mayGoOn())) return undefined;
    for (const place of placesOf(set.subarray(from, from + SLICE_WORDS))) found.push(from * 32 + place);
  }
  return found;
}

function sizesOf(column: ActivityColumn, of: Uint8Array, count: number): number[] {
  const sizes = new Array<number>(count).fill(0);
  for (let each = 1; each < of.length; each += 1) {
    const group = of[each] as number;
    sizes[group] = (sizes[group] as number) + column.count(each);
  }
  return sizes;
}

async function sortSome(
  column: ActivityColumn,
  { of, reasons }: Groups,
  ordinals: Uint32Array,
  goOn: () => Promise<boolean>,
): Promise<Sorted | undefined> {
  const sorting = new PopulationSorting();
  const left: number[] = [];
  const people = [undefined, sorting.allowed, ...reasons.map((reason) => sorting.under(reason))];
  const turn = new Turn();
  for (let from = 0; from < ordinals.length; from += SLICE_WORDS * 8) {
    if (turn.over) {
      await turn.pass();
      if (!(await goOn())) return undefined;
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
