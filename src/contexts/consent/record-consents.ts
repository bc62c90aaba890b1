import type { Outcome, Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { Act, Receipt } from '../evidence/index.ts';
import { admitSessions, NOT_YET, placeStrangers, withSubject } from './admit-sessions.ts';
import {
  type AnswerBasis,
  type AnsweredPresentation,
  type CheckedAnswer,
  checkAnswers,
  readBasis,
} from './check-answers.ts';
import { takenBackBy } from './domain/act-rules.ts';
import type { AnswerInput, ConsentAct } from './domain/acts.ts';
import { disjointWaves } from './domain/disjoint-waves.ts';
import { foreseeAnswers } from './foresee-answers.ts';
import type { GateContext } from './gate-context.ts';
import { presentationAct } from './settle-presentations.ts';
import { keepUntil, type Recorded, storeAnswers } from './store-answers.ts';

/** Acts that stand or fall together: the answers to what was shown at once. */
export type Answers = readonly AnswerInput[];

type Acts = readonly ConsentAct[];

type Accepted = {
  readonly shown: readonly AnsweredPresentation[];
  readonly answers: readonly CheckedAnswer[];
};

/**
 * Records answers to presentations. Each presentation's nonce burns once, also when several acts answer it together; what was shown and
 * what was answered are entries of the same transaction. A refusal counts at once and ends an earlier consent to the same activity.
 */
export async function recordConsents(context: GateContext, tx: Tx, acts: Answers): Promise<Receipt[]> {
  const [outcome] = await recordEach(context, tx, [acts], ADMITS_ALL);
  if (outcome === undefined) throw new Error('no outcome');
  if (!outcome.ok) throw outcome.failure;
  return outcome.value;
}

/** What a touchpoint finds out about its callers beside the gate: why the answers of a place in the batch are not taken, if they are not. */
export type Admission = (tx: Tx) => Promise<(place: number) => Failure | undefined>;

const ADMITS_ALL: Admission = async () => () => undefined;

/**
 * Records the answers of many at once, each with an outcome of its own: a refused one leaves no trace and spoils nobody else's. The number of
 * statements does not grow with the number of answers. What `admission` asks first leaves together with what the gate reads.
 */
export async function tryRecordConsents(
  context: GateContext,
  tx: Tx,
  all: readonly Answers[],
  admission = ADMITS_ALL,
): Promise<Outcome<Receipt[]>[]> {
  return recordEach(context, tx, all, admission);
}

async function recordEach(
  context: GateContext,
  tx: Tx,
  all: readonly Answers[],
  admission: Admission,
): Promise<Outcome<Receipt[]>[]> {
  const outcomes: Outcome<Receipt[]>[] = [];
  const named = all.map((answers) => attempt(() => answers.map(withSubject)));
  const acts: (Acts | undefined)[] = named.map((each) => (each.ok ? each.value : undefined));
  for (const [index, each] of named.entries()) if (!each.ok) outcomes[index] = each;
  // Answers that touch the same person or presentation keep their order: the second is checked against what the first has left.
  const touched = (answers: Acts | undefined) => (answers ?? []).flatMap((act) => [act.person, act.presentation]);
  let admitted: ReturnType<Admission> | undefined;
  for (const wave of disjointWaves(acts, touched)) {
    const places = wave.filter((index) => acts[index] !== undefined);
    const found = await tx.corked(() => {
      admitted ??= admission(tx);
      return recordWave(
        context,
        tx,
        places.map((place) => ({ place, acts: acts[place] ?? [] })),
        admitted,
      );
    });
    for (const [place, index] of places.entries()) {
      const outcome = found[place];
      if (outcome !== undefined) outcomes[index] = outcome;
    }
  }
  return outcomes;
}

async function recordWave(
  context: GateContext,
  tx: Tx,
  all: readonly { readonly place: number; readonly acts: Acts }[],
  admission: ReturnType<Admission>,
): Promise<Outcome<Receipt[]>[]> {
  const asked = all.flatMap(({ acts }) => acts);
  const foreseen = foreseeAnswers(context, tx, asked);
  const [basis, refusalOf] = await Promise.all([foreseen?.basis ?? readBasis(context, tx, asked), admission]);
  const checked = all.map(({ place, acts }) =>
    attempt(() => {
      const refusal = refusalOf(place);
      if (refusal !== undefined) throw refusal;
      return checkAnswers(basis, acts);
    }),
  );
  const found = checked.flatMap((each) => (each.ok ? [each.value] : []));
  const answering = found.flatMap(({ answers }) => answers.map(({ act }) => act.person));
  const first = foreseen?.strangers === true ? placeStrangers(basis, answering) : undefined;
  const admitted = first !== undefined || (await admitSessions(context, tx, basis, answering));
  const accepted = admitted ? found.map((each) => withOrdinals(each, basis)) : found;
  const answered = accepted.map(({ shown, answers }) => ({ shown, answers: withReceipts(answers, basis.now) }));
  // What is stored names the entries by their ids, so that PostgreSQL is at work on it while they are made.
  const recorded = answered.flatMap(({ answers }) => answers);
  const shown = answered.flatMap((each) => each.shown);
  await storeAnswers(context, tx, { recorded, shown, basis, admitted: first });
  const receipts = await recordEntries(context, tx, answered, basis.now);
  let next = 0;
  return checked.map((each) => {
    if (!each.ok) return each;
    const value = receipts[next] ?? [];
    next += 1;
    return { ok: true, value };
  });
}

interface Answered {
  readonly shown: readonly AnsweredPresentation[];
  readonly answers: readonly Recorded[];
}

// What was shown, then what was answered, group by group; the receipts of each group's answers. Nobody is told a promise before it has committed.
async function recordEntries(
  context: GateContext,
  tx: Tx,
  all: readonly Answered[],
  now: Date,
): Promise<readonly Receipt[][]> {
  const acts = all.flatMap(({ shown, answers }) => [
    ...shown.map((each) => Object.assign(presentationAct(each), { id: newIdAt(now) })),
    ...answers.map((each) => entryOf(each, now)),
  ]);
  const made = await context.evidence.recordActs(tx, acts);
  let next = 0;
  const receipts = all.map(({ shown, answers }) => {
    const from = next + shown.length;
    next = from + answers.length;
    return made.slice(from, next);
  });
  context.evidence.signAhead(tx, receipts.flat());
  return receipts;
}

// What was found acceptable stays so; only now has each session its ordinal.
function withOrdinals({ shown, answers }: Accepted, { ordinals }: AnswerBasis): Accepted {
  const placed = (person: string, ordinal: number) =>
    ordinal === NOT_YET ? (ordinals.get(person) ?? NOT_YET) : ordinal;
  return {
    shown: shown.map((each) => ({ ...each, ordinal: placed(each.person, each.ordinal) })),
    answers: answers.map((each) => ({ ...each, ordinal: placed(each.act.person, each.ordinal) })),
  };
}

function attempt<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error };
    throw error;
  }
}

function withReceipts(answers: readonly CheckedAnswer[], now: Date): Recorded[] {
  const acts = answers.map(({ act }) => act);
  return answers.map(({ act, ordinal, activity, presentation }, index) => {
    return { act, ordinal, activity, presentation, receipt: newIdAt(now), takenBack: takenBackBy(acts, index) };
  });
}

function entryOf({ act, activity, presentation, receipt }: Recorded, now: Date): Act {
  return {
    kind: act.answer === 'granted' ? 'consent' : 'refusal',
    person: act.person,
    payload: {
      activity: activity.code,
      revision: activity.revision,
      purpose: activity.purpose,
      answer: act.answer,
      kind: act.kind,
      how: act.how,
      channel: act.channel ?? null,
      validUntil: act.validUntil?.toISOString() ?? null,
      oneTime: act.oneTime ?? false,
      recipient: act.recipient ?? null,
      control: act.control ?? null,
      adultDeclared: act.adultDeclared === true || act.ageDeclared === 18,
      ...(act.ageDeclared === undefined ? {} : { ageDeclared: act.ageDeclared }),
      ...(act.guardian === undefined ? {} : { guardian: act.guardian }),
      notice: presentation.notice,
      noticeVersion: presentation.noticeVersion,
      presentation: presentation.id,
      presentationHash: presentation.hash.toString('hex'),
      // Without it, a row could be made to last longer than what was said.
      ...(act.answer === 'granted' ? { keepUntil: keepUntil(activity, now).toISOString() } : {}),
    },
    time: now,
    id: receipt,
  };
}
