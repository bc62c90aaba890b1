import { PeopleBits } from '../domain/people-bits.ts';
import { PopulationSorting } from '../domain/population-answer.ts';
import { Turn } from '../turn.ts';
import type { ActivityColumn } from './activity-column.ts';
import { differingAt } from './differing-at.ts';
import type { GateMemory } from './gate-memory.ts';
import type { VerdictsAt } from './judge-at.ts';
import { ClassScan } from './scan-classes.ts';
import { ALLOWED, counted, groupsOf, LEFT, placed, SLICE_WORDS, type Sorted } from './sort-population.ts';
import type { TableQuestion } from './verdict-tables.ts';

/** What is asked about another instant. */
export interface AskedAt {
  readonly question: TableQuestion;
  readonly ordinals: Uint32Array | 'all';
  readonly at: Date;
}

/** What sorting at another instant needs beside memory. */
export interface SortingAtHelp {
  /** The present (ms), when memory may answer; to be asked after each wait. */
  now(): number | undefined;
  /** Whose rows that count at the instant are not those that count now. */
  changedAfter(): Promise<readonly number[]>;
  /** Judges these people at the instant, for the classes that they are in. */
  judge(column: ActivityColumn, examples: readonly number[]): Promise<VerdictsAt>;
}

/**
 * Sorts people as of another instant: whoever's instants all lie on the same side of it as of now is in the same class as now, and each class is
 * judged anew at the instant on somebody like that. Everybody else is left to PostgreSQL, and so is whoever was read again meanwhile (decision 0128).
 */
export async function sortAt(memory: GateMemory, asked: AskedAt, help: SortingAtHelp): Promise<Sorted | undefined> {
  const now = help.now();
  if (now !== undefined) await memory.drain();
  const column = now === undefined ? undefined : memory.columnOf(asked.question.activity);
  if (now === undefined || column === undefined || Number.isNaN(asked.at.getTime())) return undefined;
  const touched = new Set<number>();
  column.watch(touched);
  try {
    return await sortWatched(memory, column, asked, { now, touched, help });
  } finally {
    column.unwatch(touched);
  }
}

interface Watched {
  readonly now: number;
  readonly touched: ReadonlySet<number>;
  readonly help: SortingAtHelp;
}

async function sortWatched(
  memory: GateMemory,
  column: ActivityColumn,
  { question, ordinals, at }: AskedAt,
  { now, touched, help }: Watched,
): Promise<Sorted | undefined> {
  const { cases } = memory.tables;
  const turn = new Turn();
  const stands = async () => {
    if (help.now() === undefined) return false;
    await memory.drain();
    return memory.columnOf(question.activity) === column && memory.tables.cases === cases;
  };
  const goOn = async () => {
    if (!turn.over) return true;
    await turn.pass();
    return stands();
  };
  const changed = await help.changedAfter();
  if (!(await stands())) return undefined;
  const words = (memory.highest >>> 5) + 1;
  const differing = await differingAt(memory, column, { at: at.getTime(), now, words, changed }, goOn);
  const examples = differing === undefined ? undefined : await examplesOf(column, differing, goOn);
  if (differing === undefined || examples === undefined) return undefined;
  const { of, reasons } = groupsOf(await help.judge(column, examples), column.classCount);
  if (!(await stands())) return undefined;
  const sets = Array.from({ length: reasons.length + 2 }, () => new Uint32Array(words));
  const scan = new ClassScan(of, sets);
  const wanted = ordinals === 'all' ? memory.known : await bitsOf(ordinals, goOn);
  if (wanted === undefined) return undefined;
  for (let from = 0; from < words; from += SLICE_WORDS) {
    if (!(await goOn())) return undefined;
    const to = Math.min(from + SLICE_WORDS, words);
    scan.write(column.classes, from, to);
    setApart(sets, differing, wanted.words, from, to);
  }
  const sizes = await counted(sets, goOn);
  const left = await placed(sets[LEFT] as Uint32Array, goOn);
  if (sizes === undefined || left === undefined || !(await stands())) return undefined;
  // From here on nobody else has their turn.
  const asked = ordinals === 'all' ? undefined : wanted;
  for (const ordinal of touched) takeOut(sets, sizes, ordinal);
  const further = new Set([...touched, ...unknownOf(memory, asked, words)]);
  for (const ordinal of further)
    if (!has(sets[LEFT] as Uint32Array, ordinal) && asked?.has(ordinal) !== false) left.push(ordinal);
  const sorting = new PopulationSorting(new PeopleBits(sets[ALLOWED], sizes[ALLOWED]));
  for (const [place, reason] of reasons.entries())
    sorting.under(reason, new PeopleBits(sets[place + 2], sizes[place + 2]));
  return { sorting, left };
}

// Somebody of each class who is in the same position at the instant as now.
async function examplesOf(
  column: ActivityColumn,
  differing: Uint32Array,
  goOn: () => Promise<boolean>,
): Promise<number[] | undefined> {
  const found = new Uint8Array(65_536);
  const examples: number[] = [];
  let missing = column.classCount - 1;
  for (let from = 0; from < differing.length && missing > 0; from += SLICE_WORDS) {
    if (!(await goOn())) return undefined;
    const { classes } = column;
    for (let at = from; at < Math.min(from + SLICE_WORDS, differing.length); at += 1) {
      const apart = differing[at] as number;
      if (apart === 0xffff_ffff) continue;
      for (let bit = 0; bit < 32; bit += 1) {
        const of = classes[at * 32 + bit] ?? 0;
        if (of === 0 || found[of] === 1 || ((apart >>> bit) & 1) === 1) continue;
        found[of] = 1;
        examples.push(at * 32 + bit);
        missing -= 1;
      }
    }
  }
  return examples;
}

async function bitsOf(ordinals: Uint32Array, goOn: () => Promise<boolean>): Promise<PeopleBits | undefined> {
  const bits = new PeopleBits();
  for (let from = 0; from < ordinals.length; from += SLICE_WORDS * 8) {
    if (!(await goOn())) return undefined;
    for (const ordinal of ordinals.subarray(from, from + SLICE_WORDS * 8)) bits.add(ordinal);
  }
  return bits;
}

// Who is in another position at the instant is asked about; who is not at issue, or is nobody, is in no set.
function setApart(
  sets: readonly Uint32Array[],
  differing: Uint32Array,
  wanted: Uint32Array,
  from: number,
  to: number,
): void {
  const left = sets[LEFT] as Uint32Array;
  for (let at = from; at < to; at += 1) {
    const [asked, apart] = [wanted[at] ?? 0, differing[at] as number];
    left[at] = ((left[at] as number) | apart) & asked;
    for (let set = ALLOWED; set < sets.length; set += 1) {
      const words = sets[set] as Uint32Array;
      words[at] = (words[at] as number) & ~apart & asked;
    }
  }
}

function has(words: Uint32Array, ordinal: number): boolean {
  return (((words[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) === 1;
}

function takeOut(sets: readonly Uint32Array[], sizes: number[], ordinal: number): void {
  const word = ordinal >>> 5;
  for (let set = ALLOWED; set < sets.length; set += 1) {
    const words = sets[set] as Uint32Array;
    if (!has(words, ordinal)) continue;
    words[word] = (words[word] as number) & ~(1 << (ordinal & 31));
    sizes[set] = (sizes[set] as number) - 1;
  }
}

// People at issue above the highest whom memory knew; of everybody, those who have only just been made known.
function unknownOf(memory: GateMemory, asked: PeopleBits | undefined, words: number): number[] {
  const { pins, underway, known, highest } = memory;
  const people = asked ?? known;
  const late = asked === undefined ? [...pins.ordinals(), ...underway].filter((each) => !known.has(each)) : [];
  const end = Math.max(asked === undefined ? highest + 1 : people.words.length * 32, words * 32);
  for (let ordinal = words * 32; ordinal < end; ordinal += 1) if (people.has(ordinal)) late.push(ordinal);
  return late;
}
