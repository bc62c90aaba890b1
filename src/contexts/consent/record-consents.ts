import type { Outcome, Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { Act, Receipt } from '../evidence/index.ts';
import { CHANNELS } from '../register/index.ts';
import { admitSessions, withSubject } from './admit-sessions.ts';
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
import type { GateContext } from './gate-context.ts';
import { guardianOrdinal } from './guardian-answers.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { presentationAct, settlePresentations, storeSettled } from './settle-presentations.ts';
import type { ChangeRow } from './store/changes.ts';
import { everGranted, insertGrants, insertRefusals } from './store/grants.ts';
import { learnAges } from './store/subjects.ts';
import { liftDigestSuppressions, liftPersonSuppressions, type NamedChannel } from './store/suppressions.ts';
import { storeYeses } from './store/yeses.ts';

const DAY_MS = 86_400_000;

/** Acts that stand or fall together: the answers to what was shown at once. */
export type Answers = readonly AnswerInput[];

type Acts = readonly ConsentAct[];

type Accepted = {
  readonly shown: readonly AnsweredPresentation[];
  readonly answers: readonly CheckedAnswer[];
};

/** A checked answer with its receipt. */
type Recorded = CheckedAnswer & { readonly receipt: Receipt; readonly takenBack: boolean };

/**
 * Records answers to presentations. Each presentation's nonce burns once, also when several acts answer it together; what was shown and
 * what was answered are entries of the same transaction. A refusal counts at once and ends an earlier consent to the same activity.
 */
export async function recordConsents(context: GateContext, tx: Tx, acts: Answers): Promise<Receipt[]> {
  const [outcome] = await tryRecordConsents(context, tx, [acts]);
  if (outcome === undefined) throw new Error('no outcome');
  if (!outcome.ok) throw outcome.failure;
  return outcome.value;
}

/**
 * Records the answers of many at once, each with an outcome of its own: a refused one leaves no trace and spoils nobody else's. The number of
 * statements does not grow with the number of answers.
 */
export async function tryRecordConsents(
  context: GateContext,
  tx: Tx,
  all: readonly Answers[],
): Promise<Outcome<Receipt[]>[]> {
  const outcomes: Outcome<Receipt[]>[] = [];
  const named = all.map((answers) => attempt(() => answers.map(withSubject)));
  const acts: (Acts | undefined)[] = named.map((each) => (each.ok ? each.value : undefined));
  for (const [index, each] of named.entries()) if (!each.ok) outcomes[index] = each;
  // Answers that touch the same person or presentation keep their order: the second is checked against what the first has left.
  const touched = (answers: Acts | undefined) => (answers ?? []).flatMap((act) => [act.person, act.presentation]);
  for (const wave of disjointWaves(acts, touched)) {
    const places = wave.filter((index) => acts[index] !== undefined);
    const found = await recordWave(
      context,
      tx,
      places.map((index) => acts[index] ?? []),
    );
    for (const [place, index] of places.entries()) {
      const outcome = found[place];
      if (outcome !== undefined) outcomes[index] = outcome;
    }
  }
  return outcomes;
}

async function recordWave(context: GateContext, tx: Tx, all: readonly Acts[]): Promise<Outcome<Receipt[]>[]> {
  const basis = await readBasis(context, tx, all.flat());
  const check = () => all.map((answers) => attempt(() => checkAnswers(basis, answers)));
  let checked = check();
  const answering = checked.flatMap((each) => (each.ok ? each.value.answers.map(({ act }) => act.person) : []));
  if (await admitSessions(context, tx, basis, answering)) checked = check();
  const accepted = checked.flatMap((each) => (each.ok ? [each.value] : []));
  // Evidence: what was shown, then what was answered, group by group.
  const receipts = await context.evidence.recordActs(
    tx,
    accepted.flatMap(({ shown, answers }) => [
      ...shown.map(presentationAct),
      ...answers.map((each) => entryOf(each, basis.now)),
    ]),
  );
  const recorded = pair(accepted, receipts);
  const shown = accepted.flatMap((each) => each.shown);
  await store(context, tx, { recorded: recorded.flat(), shown, basis });
  let next = 0;
  return checked.map((each) => {
    if (!each.ok) return each;
    const value = (recorded[next] ?? []).map(({ receipt }) => receipt);
    next += 1;
    return { ok: true, value };
  });
}

async function store(
  context: GateContext,
  tx: Tx,
  what: {
    readonly recorded: readonly Recorded[];
    readonly shown: readonly AnsweredPresentation[];
    readonly basis: AnswerBasis;
  },
): Promise<void> {
  const { recorded, shown, basis } = what;
  const { now } = basis;
  const settled = settlePresentations(basis, shown);
  const named = namedChannels(recorded, basis);
  const changes = recorded.map(changeOf);
  const grants = recorded.filter(({ act }) => act.answer === 'granted').map((each) => grantOf(each, basis));
  // Nothing is read any more: the statements leave with the commit.
  if (grants.length === recorded.length && named.length === 0) {
    const { burnt, standings, ages } = settled;
    const yeses = { grants, standings, burnt, at: now };
    tx.later(() => noteChanges(context, tx, changes, now, () => storeYeses(tx, yeses)));
    if (ages.length > 0) tx.later(() => learnAges(tx, ages));
    return;
  }
  await storeRefusals(context, tx, recorded, now);
  const lifted: ChangeRow[] = [];
  await tx.inOrder(
    () => insertGrants(tx, grants),
    ...liftSuppressions(tx, named, now, lifted),
    () => noteChanges(context, tx, changes, now),
    ...storeSettled(tx, settled, now),
  );
  // Others may share an address whose no has ended.
  await noteChanges(context, tx, lifted, now);
}

function changeOf({ act, ordinal }: Recorded): ChangeRow {
  return { ordinal, kind: act.answer, activity: act.activity, channel: act.channel ?? null };
}

function attempt<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error };
    throw error;
  }
}

function pair(accepted: readonly Accepted[], receipts: readonly Receipt[]): Recorded[][] {
  let next = 0;
  return accepted.map(({ shown, answers }) => {
    next += shown.length;
    const acts = answers.map(({ act }) => act);
    return answers.map((each, index) => {
      const receipt = receipts[next];
      if (receipt === undefined) throw new Error('no receipt');
      next += 1;
      return { ...each, receipt, takenBack: takenBackBy(acts, index) };
    });
  });
}

function entryOf({ act, activity, presentation }: CheckedAnswer, now: Date): Act {
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
  };
}

function keepUntil(activity: CheckedAnswer['activity'], now: Date): Date {
  return new Date(now.getTime() + activity.retention.days * DAY_MS);
}

/** The channels that grants have named, of people who had unsubscribed. */
function namedChannels(recorded: readonly Recorded[], { unsubscribed }: AnswerBasis): NamedChannel[] {
  return recorded.flatMap(({ act, activity, ordinal }) =>
    act.answer !== 'granted' || act.channel === undefined || !activity.commercial || !unsubscribed.has(ordinal)
      ? []
      : [{ ordinal, channel: act.channel }],
  );
}

function liftSuppressions(
  tx: Tx,
  named: readonly NamedChannel[],
  now: Date,
  lifted: ChangeRow[],
): (() => Promise<void>)[] {
  return [
    () => liftPersonSuppressions(tx, named, CHANNELS, now),
    async () => {
      for (const address of await liftDigestSuppressions(tx, named, now))
        lifted.push({ ordinal: 0, kind: 'lifted', ...address });
    },
  ];
}

// Refusals come first: they end what was granted before. What this very call grants and refuses again is stored as ended.
async function storeRefusals(context: GateContext, tx: Tx, recorded: readonly Recorded[], now: Date): Promise<void> {
  const refusals = recorded.filter(({ act }) => act.answer === 'refused');
  if (refusals.length === 0) return;
  const matters = refusals.map(({ act, ordinal }) => ({ ordinal, activity: act.activity }));
  const agreedBefore = await everGranted(tx, matters);
  await insertRefusals(
    tx,
    refusals.map(({ act, ordinal, presentation, receipt }) => ({
      ordinal,
      activity: act.activity,
      kind: 'refused',
      channel: act.channel ?? null,
      at: now,
      through: `presentation:${presentation.id}`,
      receipt: receipt.id,
    })),
  );
  for (const { act, ordinal, receipt } of refusals) {
    // Where nothing was agreed to, a restore has nothing to revive.
    if (!agreedBefore.has(`${ordinal}/${act.activity}`)) continue;
    const { person, activity, channel = null } = act;
    await journalNo(context, tx, {
      what: 'refused',
      person,
      activity,
      channel,
      at: now,
      receipt: receipt.id,
      digests: [],
    });
  }
}

function grantOf({ act, ordinal, activity, presentation, receipt, takenBack }: Recorded, basis: AnswerBasis) {
  const { now } = basis;
  return {
    ordinal,
    activity: act.activity,
    revision: activity.revision,
    channel: act.channel ?? null,
    kind: act.kind,
    how: act.how,
    notice: presentation.notice,
    noticeVersion: presentation.noticeVersion,
    shownAt: presentation.shownAt,
    givenAt: now,
    validUntil: act.validUntil ?? null,
    keepUntil: keepUntil(activity, now),
    oneTime: act.oneTime ?? false,
    recipient: act.recipient ?? null,
    receipt: receipt.id,
    withdrawnAt: takenBack ? now : null,
    guardian: guardianOrdinal(basis, act),
    presentation: presentation.id,
  };
}
