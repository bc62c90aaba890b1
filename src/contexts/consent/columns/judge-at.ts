import { judgePerson, type PersonVerdict } from '../domain/judge-person.ts';
import { completeCase, openCase } from '../open-case.ts';
import { readPersonStates } from '../store/read-person-states.ts';
import type { ActivityColumn } from './activity-column.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import type { TableQuestion } from './verdict-tables.ts';

/** People whose states are read at once. */
const AT_ONCE = 500;

/** By class: its verdict at an instant; nothing where nobody could be judged for it. */
export type VerdictsAt = readonly (Pick<PersonVerdict, 'outcome' | 'reasons'> | undefined)[];

/**
 * Judges classes at an instant, on somebody of each: the verdict is that of the rows as they are now, judged at the instant, and counts for the class
 * whose order of instants around `at` is that of the state which was read. All in one snapshot, by one state of the register.
 */
export async function judgeAt(
  deps: ColumnsDeps,
  memory: GateMemory,
  column: ActivityColumn,
  question: TableQuestion,
  { at, examples }: { readonly at: Date; readonly examples: readonly number[] },
): Promise<VerdictsAt> {
  const { activity, channel } = question;
  const { reader } = memory;
  const verdicts: Pick<PersonVerdict, 'outcome' | 'reasons'>[] = [];
  await deps.database.transaction(
    async (tx) => {
      const opened = await openCase(deps, tx, question);
      if (opened === undefined) return;
      for (let from = 0; from < examples.length; from += AT_ONCE) {
        const ordinals = examples.slice(from, from + AT_ONCE);
        const states = await readPersonStates(tx, { activity, channel, asOf: null, ordinals }, deps.unseal);
        await reader.read(tx, { ordinals }, [activity]);
        const theCase = await completeCase(deps, tx, opened, states);
        const classes = classesAt(memory, column, at);
        for (const state of states) {
          const of = classes.get(state.ordinal) ?? 0;
          // Told by public rules: when that was is an instant of the case, and consents would be compared with it.
          const apart = theCase.activity.noticeBy === 'public_rules' && state.grants.length > 0;
          if (of === 0 || apart) continue;
          verdicts[of] = judgePerson(deps.judge, theCase, state, { at, live: false });
        }
      }
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  return verdicts;
}

// The classes of those whom the reader has just read, by the order of their instants around another one than now.
function classesAt({ reader, encoder }: GateMemory, column: ActivityColumn, at: Date): Map<number, number> {
  const classes = new Map<number, number>();
  const numbers = [reader.numberOf(column.code)];
  encoder.begin();
  for (let row = 0; row < reader.subjects.count; row += 1) {
    const ordinal = reader.subjects.ordinals[row] as number;
    encoder.encode(row, numbers, at.getTime(), (_, { key }) => void classes.set(ordinal, column.classKnownBy(key)));
  }
  return classes;
}
