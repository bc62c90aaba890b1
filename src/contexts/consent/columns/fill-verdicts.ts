import { noticeOf } from '../decide.ts';
import { judgePerson } from '../domain/judge-person.ts';
import { completeCase, openCase } from '../open-case.ts';
import { readPersonStates } from '../store/read-person-states.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import type { VerdictTable } from './verdict-tables.ts';

/** People whose states are read at once to fill a table. */
const AT_ONCE = 500;

/**
 * Judges classes of a question on somebody of each, read from PostgreSQL by the usual way. A verdict counts for the class of the state
 * that it was made from, in the same snapshot, whichever class that is.
 */
export async function fillVerdicts(
  deps: ColumnsDeps,
  memory: GateMemory,
  table: VerdictTable,
  classes: readonly number[],
): Promise<void> {
  const { column } = table;
  const people = classes.map((each) => column.exampleOf(each)).filter((ordinal) => ordinal !== 0);
  for (let from = 0; from < people.length; from += AT_ONCE)
    await fill(deps, memory, table, people.slice(from, from + AT_ONCE));
}

async function fill(
  deps: ColumnsDeps,
  memory: GateMemory,
  table: VerdictTable,
  ordinals: readonly number[],
): Promise<void> {
  const { question } = table;
  const { activity, channel } = question;
  const { reader, encoder } = memory;
  const read = await deps.database.transaction(
    async (tx) => {
      const opened = await openCase(deps, tx, question);
      if (opened === undefined) return undefined;
      const states = await readPersonStates(tx, { activity, channel, asOf: null, ordinals }, deps.unseal);
      await reader.read(tx, { ordinals }, [activity]);
      const theCase = await completeCase(deps, tx, opened, states);
      const at = deps.clock.now();
      const moment = { at, live: true };
      const judged = [];
      for (const state of states) {
        const verdict = judgePerson(deps.judge, theCase, state, moment);
        const notice = await noticeOf(deps, tx, theCase.publication, state, channel, moment);
        judged.push({ state, verdict, notice });
      }
      return { theCase, judged, at: at.getTime() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  if (read === undefined || !table.current) return;
  const { column } = table;
  const { theCase, judged, at } = read;
  const keys = new Map<number, number>();
  encoder.begin();
  for (let row = 0; row < reader.subjects.count; row += 1) {
    const ordinal = reader.subjects.ordinals[row] as number;
    encoder.encode(row, [reader.numberOf(activity)], at, (_, { key }) => void keys.set(ordinal, key));
  }
  for (const { state, verdict, notice } of judged) {
    const key = keys.get(state.ordinal) ?? 0;
    const of = key === 0 ? 0 : column.classOf(key);
    if (of === 0) continue;
    const { outcome, articles, reasons, conditions } = verdict;
    const { basis, revision, noticeBy } = theCase.activity;
    // Told by public rules: when that was is an instant of the case that a key does not hold, and consents would be compared with it.
    if (noticeBy === 'public_rules' && state.grants.length > 0) table.verdicts[of] = null;
    else table.verdicts[of] = { outcome, articles, reasons, conditions, basis, notice, activity, revision };
  }
}
