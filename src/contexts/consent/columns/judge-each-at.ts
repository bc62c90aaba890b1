import type { Tx } from '../../../platform/database/index.ts';
import type { ActivityCase } from '../domain/activity-case.ts';
import { judgePerson, type PersonVerdict } from '../domain/judge-person.ts';
import type { PeopleBits } from '../domain/people-bits.ts';
import type { PopulationSorting } from '../domain/population-answer.ts';
import { completeCase, openCase } from '../open-case.ts';
import { readPersonStates } from '../store/read-person-states.ts';
import { Turn } from '../turn.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import { PeopleEncoder } from './encode-people.ts';
import type { GateMemory } from './gate-memory.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { AskedAt } from './sort-at.ts';
import { StateKeys } from './state-keys.ts';

/** People read at once, and of how many of them a state is judged at once. */
const AT_ONCE = 4_096;
const JUDGED_AT_ONCE = 500;

/** By key of a state around the instant: its verdict; null where each has to be judged alone. */
type Verdicts = Map<number, PersonVerdict | null>;

/**
 * Judges people at another instant whom memory does not know as of then: the rows that counted then are read in bulk, as columns are, and put in order
 * around the instant; one of each order is judged. Sorts them, and answers who is left for the caller's transaction: strangers, whom a transaction of
 * this process is changing, and who has no order, since something of theirs is of that very second. All in one snapshot, by one state of the register.
 */
export async function judgeEachAt(
  deps: ColumnsDeps,
  memory: GateMemory,
  { question, at }: AskedAt,
  { ordinals, sorting }: { readonly ordinals: readonly number[]; readonly sorting: PopulationSorting },
  turns: OneAtATime,
): Promise<number[]> {
  const left: number[] = [];
  const verdicts: Verdicts = new Map();
  const encoder = new PeopleEncoder(memory.reader, new StateKeys());
  const leave = (ordinal: number) => void left.push(ordinal);
  await deps.database.transaction(
    async (tx) => {
      const opened = await openCase(deps, tx, question);
      // Each part is small, so that looking through a whole table for it never pays.
      await tx.execute('set local enable_seqscan = off');
      for (let from = 0; from < ordinals.length; from += AT_ONCE) {
        const part = ordinals.slice(from, from + AT_ONCE);
        const keys = await turns.run(async () => {
          await memory.reader.read(tx, { ordinals: part }, [question.activity], at);
          return keysAt(memory, encoder, question.activity, at);
        });
        if (opened !== undefined) await judgeNew(deps, tx, { question, at }, { opened, verdicts, keys });
        const turn = new Turn();
        for (const ordinal of part) {
          const verdict = verdicts.get(keys.get(ordinal) ?? 0);
          // What this process is changing is seen by its own transaction alone, which may be the caller's.
          if (verdict == null || memory.pins.has(ordinal)) leave(ordinal);
          else groupOf(sorting, verdict).add(ordinal);
          if (turn.over) await turn.pass();
        }
      }
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  await turns.run(async () => memory.release());
  return left;
}

// The keys of those whom the reader has just read; nobody's who had two addresses on a channel, as clocks that differ may have it.
async function keysAt(
  { reader }: GateMemory,
  encoder: PeopleEncoder,
  activity: string,
  at: Date,
): Promise<Map<number, number>> {
  const [numbers, keys, turn] = [[reader.numberOf(activity)], new Map<number, number>(), new Turn()];
  const twice = heldTwice(reader);
  encoder.begin();
  for (let row = 0; row < reader.subjects.count; row += 1) {
    const ordinal = reader.subjects.ordinals[row] as number;
    encoder.encode(row, numbers, at.getTime(), (_, { key }) => {
      if (key !== 0 && !twice.has(ordinal)) keys.set(ordinal, key);
    });
    if ((row & 127) === 127 && turn.over) await turn.pass();
  }
  return keys;
}

function heldTwice({ addresses }: GateMemory['reader']): Set<number> {
  const [seen, twice] = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < addresses.count; row += 1) {
    const ordinal = addresses.ordinals[row] as number;
    const address = ordinal * 256 + (addresses.categories[row] as number);
    if (seen.has(address)) twice.add(ordinal);
    seen.add(address);
  }
  return twice;
}

interface Unjudged {
  readonly opened: Omit<ActivityCase, 'changesSince'>;
  readonly verdicts: Verdicts;
  /** By ordinal. */
  readonly keys: ReadonlyMap<number, number>;
}

// Judges somebody of each key that has no verdict yet.
async function judgeNew(
  deps: ColumnsDeps,
  tx: Tx,
  { question, at }: Pick<AskedAt, 'question' | 'at'>,
  { opened, verdicts, keys }: Unjudged,
): Promise<void> {
  const examples = new Map<number, number>();
  for (const [ordinal, key] of keys) if (!verdicts.has(key)) examples.set(key, ordinal);
  const all = [...examples.values()];
  for (let from = 0; from < all.length; from += JUDGED_AT_ONCE) {
    const ordinals = all.slice(from, from + JUDGED_AT_ONCE);
    const { activity, channel } = question;
    const states = await readPersonStates(tx, { activity, channel, asOf: at, ordinals }, deps.unseal);
    const theCase = await completeCase(deps, tx, opened, states);
    for (const state of states) {
      // Told by public rules: when that was is an instant of the case, and consents would be compared with it.
      const alone = theCase.activity.noticeBy === 'public_rules' && state.grants.length > 0;
      const verdict = alone ? null : judgePerson(deps.judge, theCase, state, { at, live: false });
      verdicts.set(keys.get(state.ordinal) as number, verdict);
    }
  }
}

function groupOf(sorting: PopulationSorting, verdict: PersonVerdict): PeopleBits {
  if (verdict.outcome !== 'deny') return sorting.allowed;
  const [reason] = verdict.reasons;
  if (reason === undefined) throw new Error('a denial without a reason');
  return sorting.under(reason);
}
