import type { Tx } from '../../platform/database/index.ts';
import { CHANNELS } from '../register/index.ts';
import { NOT_YET } from './admit-sessions.ts';
import type { AnswerBasis, AnsweredPresentation, CheckedAnswer } from './check-answers.ts';
import type { GateContext } from './gate-context.ts';
import { guardianOrdinal } from './guardian-answers.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { settlePresentations, storeSettled } from './settle-presentations.ts';
import type { ChangeRow } from './store/changes.ts';
import { everGranted, insertGrants, insertRefusals } from './store/grants.ts';
import { learnAges } from './store/subjects.ts';
import { liftDigestSuppressions, liftPersonSuppressions, type NamedChannel } from './store/suppressions.ts';
import { storeYeses } from './store/yeses.ts';

const DAY_MS = 86_400_000;

/** A checked answer with the id of its receipt. */
export type Recorded = CheckedAnswer & { readonly receipt: string; readonly takenBack: boolean };

/** Stores what was answered, with the changes for whoever decides by it. */
export async function storeAnswers(
  context: GateContext,
  tx: Tx,
  what: {
    readonly recorded: readonly Recorded[];
    readonly shown: readonly AnsweredPresentation[];
    readonly basis: AnswerBasis;
    /** Sessions that become known by this and have no ordinals yet, but their places here, from 1. */
    readonly admitted?: readonly string[] | undefined;
  },
): Promise<void> {
  const { recorded, shown, basis, admitted } = what;
  const { now } = basis;
  const settled = settlePresentations(basis, shown);
  const named = namedChannels(recorded, basis);
  const changes = recorded.map((each) => changeOf(each, admitted === undefined ? each.ordinal : NOT_YET));
  const grants = recorded.filter(({ act }) => act.answer === 'granted').map((each) => grantOf(each, basis));
  // Nothing is read any more: PostgreSQL stores them while their entries are made.
  if (grants.length === recorded.length && named.length === 0) {
    const { burnt, standings, ages } = settled;
    const { rowKey } = context;
    const yeses = { grants, standings, burnt, at: now, rowKey, ...(admitted === undefined ? {} : { admitted }) };
    if (admitted !== undefined) tx.afterCommit(() => context.presenting.given.admit(admitted));
    tx.meanwhile(
      () => noteChanges(context, tx, changes, now, () => storeYeses(tx, yeses)),
      ...(ages.length > 0 ? [() => learnAges(tx, ages, now, rowKey)] : []),
    );
    return;
  }
  await storeRefusals(context, tx, recorded, now);
  const lifted: ChangeRow[] = [];
  await tx.inOrder(
    () => insertGrants(tx, grants),
    ...liftSuppressions(tx, named, now, lifted),
    () => noteChanges(context, tx, changes, now),
    ...storeSettled(context, tx, settled, now),
  );
  // Others may share an address whose no has ended.
  await noteChanges(context, tx, lifted, now);
}

function changeOf({ act }: Recorded, ordinal: number): ChangeRow {
  return { ordinal, kind: act.answer, activity: act.activity, channel: act.channel ?? null };
}

/** Until when what follows from an answer may be kept. */
export function keepUntil(activity: CheckedAnswer['activity'], now: Date): Date {
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
      receipt,
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
      receipt,
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
    receipt,
    withdrawnAt: takenBack ? now : null,
    guardian: guardianOrdinal(basis, act),
    presentation: presentation.id,
  };
}
