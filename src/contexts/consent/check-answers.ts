import { timingSafeEqual } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import type { ActivityRevision, InForce } from '../register/index.ts';
import { expectSessions } from './admit-sessions.ts';
import {
  actDoubled,
  activityEnded,
  activityNotShown,
  ageNotAsked,
  channelUndeclared,
  notByConsent,
  notExplicit,
  noticeSuperseded,
  personUnknown,
  presentationExpired,
  presentationForeign,
  presentationOvertaken,
  presentationUnknown,
  presentationUsed,
  recipientUndeclared,
  separateNeeded,
  separateSharesControl,
  validityOver,
  validityTooLong,
} from './consent-failures.ts';
import { type ActRefusal, actRefusal, isOvertaken, matterOf, sharesControl } from './domain/act-rules.ts';
import type { ConsentAct, DeclaredAge, ShownInput } from './domain/acts.ts';
import { digestOf } from './domain/presentation-content.ts';
import type { GateContext } from './gate-context.ts';
import {
  assertChildRules,
  assertGuardian,
  type GuardianBasis,
  readGuardians,
  withinGuardianship,
} from './guardian-answers.ts';
import { addCarried } from './open-carried.ts';
import { type LastNo, lastNoes } from './store/noes-since.ts';
import { readPresentations, type StoredPresentation } from './store/presentations.ts';
import { lockSubjects } from './store/subjects.ts';
import { findUnsubscribed } from './store/suppressions.ts';

/** What the answers of a batch are checked against, read set-based; people are locked until the end of the transaction. */
export interface AnswerBasis {
  /** By person; grows when a session is admitted. */
  readonly ordinals: Map<string, number>;
  readonly presentations: ReadonlyMap<string, StoredPresentation>;
  /** Ordinals of those who had unsubscribed. */
  readonly unsubscribed: ReadonlySet<number>;
  /** The last noes of those who answer; empty where none is expected to be newer than what they answer. */
  readonly noes: readonly LastNo[];
  readonly inForce: InForce;
  /** Relations of those who answer for a child, with the child's birth date; empty when everybody answers for themselves. */
  readonly guardians: readonly GuardianBasis[];
  /** By `revisionKey`. */
  readonly revisions: ReadonlyMap<string, ActivityRevision>;
  readonly now: Date;
}

/** One presentation, to whom it was shown. */
export interface AnsweredPresentation {
  readonly presentation: StoredPresentation;
  readonly person: string;
  readonly ordinal: number;
  readonly ageDeclared: DeclaredAge | null;
}

/** An answer that may be recorded. */
export interface CheckedAnswer {
  readonly act: ConsentAct;
  readonly ordinal: number;
  readonly activity: ActivityRevision;
  readonly presentation: StoredPresentation;
}

const revisionKey = (code: string, revision: number) => `${code}/${revision}`;

/** Locks people, in one order everywhere, and reads what their answers are checked against. */
export async function readBasis(context: GateContext, tx: Tx, acts: readonly ShownInput[]): Promise<AnswerBasis> {
  const persons = [...new Set(acts.map((act) => act.person))];
  const granted = acts.flatMap((act) => ('activity' in act ? [String(act.activity)] : []));
  const [ordinals, presentations, unsubscribed, noes, inForce] = await tx.inOrder(
    () => lockSubjects(tx, persons, 'act'),
    () => readPresentations(tx, [...new Set(acts.map((act) => act.presentation))]),
    () => findUnsubscribed(tx, persons),
    () => lastNoes(tx, persons, [...new Set(granted)]),
    () => context.register.inForce(tx),
    () => context.evidence.foresee(tx, persons),
  );
  expectSessions(ordinals, acts);
  await addCarried(context, tx, presentations, acts);
  context.presenting.given.inForce = inForce;
  const revisions = await revisionsTold(context, tx, presentations);
  const guardians = await readGuardians(context, tx, acts, presentations);
  return { ordinals, presentations, unsubscribed, noes, inForce, guardians, revisions, now: context.clock.now() };
}

/** The revisions that these presentations tell, by `revisionKey`. */
export async function revisionsTold(
  context: GateContext,
  tx: Tx,
  presentations: ReadonlyMap<string, StoredPresentation>,
): Promise<Map<string, ActivityRevision>> {
  const revisions = new Map<string, ActivityRevision>();
  for (const { activities } of presentations.values()) {
    for (const { code, revision } of activities) {
      const key = revisionKey(code, revision);
      if (!revisions.has(key)) revisions.set(key, await context.register.activityRevision(tx, code, revision));
    }
  }
  return revisions;
}

/** The revision of an activity that a presentation told. */
export function toldRevision(
  basis: AnswerBasis,
  { code, revision }: { readonly code: string; readonly revision: number },
): ActivityRevision {
  const found = basis.revisions.get(revisionKey(code, revision));
  if (found === undefined) throw new Error('a revision that was not read');
  return found;
}

/** The presentations that these acts answer; throws the Failure of the first that can't be answered so. */
export function checkPresentations(basis: AnswerBasis, acts: readonly ShownInput[]): AnsweredPresentation[] {
  const answered = new Map<string, AnsweredPresentation>();
  for (const id of [...new Set(acts.map((act) => act.presentation))].sort()) {
    const presentation = basis.presentations.get(id);
    if (presentation === undefined) throw presentationUnknown();
    const own = acts.filter((act) => act.presentation === id);
    for (const act of own) assertOwn(presentation, act, basis);
    const person = own[0]?.person ?? '';
    if (own.some((act) => act.person !== person)) throw presentationForeign();
    if (presentation.usedAt !== null) throw presentationUsed();
    if (presentation.expiresAt <= basis.now) throw presentationExpired();
    if (basis.inForce.notices.get(presentation.notice) !== presentation.noticeVersion) throw noticeSuperseded();
    const ordinal = basis.ordinals.get(person);
    if (ordinal === undefined) throw personUnknown();
    answered.set(id, { presentation, person, ordinal, ageDeclared: ageDeclared(presentation, own) });
  }
  return [...answered.values()];
}

// The oldest of what was ticked; an age that was not asked about was not declared (PIPL 14: to what was shown).
function ageDeclared({ content }: StoredPresentation, acts: readonly ShownInput[]): DeclaredAge | null {
  const asked = (content as { ageDeclarations?: readonly unknown[] }).ageDeclarations ?? [];
  for (const { ageDeclared: age } of acts) if (age !== undefined && !asked.includes(age)) throw ageNotAsked();
  if (acts.some((act) => act.adultDeclared === true || act.ageDeclared === 18)) return 18;
  return acts.some((act) => act.ageDeclared === 14) ? 14 : null;
}

// What a guardian answers may have been shown to the guardian, or to the child's own record.
function assertOwn(found: StoredPresentation, act: ShownInput, { ordinals, guardians }: AnswerBasis): void {
  const session = act.session === undefined ? null : digestOf(act.session);
  const guardian = 'guardian' in act ? guardians.find((each) => each.relation.guardian === act.guardian) : undefined;
  const own =
    found.sessionDigest === null
      ? found.ordinal === ordinals.get(act.person) ||
        (guardian !== undefined && found.ordinal === guardian.relation.guardianOrdinal)
      : session !== null && timingSafeEqual(session, found.sessionDigest);
  if (!own || !timingSafeEqual(digestOf(act.nonce), found.nonceDigest)) throw presentationForeign();
}

/** Acts that stand or fall together, checked; throws the Failure of the first that can't be recorded. */
export function checkAnswers(
  basis: AnswerBasis,
  acts: readonly ConsentAct[],
): { readonly shown: readonly AnsweredPresentation[]; readonly answers: readonly CheckedAnswer[] } {
  if (new Set(acts.map(matterOf)).size !== acts.length) throw actDoubled();
  if (sharesControl(acts)) throw separateSharesControl();
  for (const act of acts) assertGuardian(basis, act);
  const shown = checkPresentations(basis, acts);
  const answers = acts.map((given) => {
    const act = withinGuardianship(basis, given);
    const answered = shown.find((each) => each.presentation.id === act.presentation);
    const told = answered?.presentation.activities.find((each) => each.code === act.activity);
    if (answered === undefined || told === undefined) throw activityNotShown();
    if (basis.inForce.ended.has(act.activity)) throw activityEnded();
    const activity = toldRevision(basis, told);
    const refusal = actRefusal(activity, act, basis.now);
    if (refusal !== undefined) throw failureOf(refusal);
    assertChildRules(basis, act);
    if (isOvertaken(act, activity, { noes: basis.noes, shownAt: answered.presentation.shownAt }))
      throw presentationOvertaken();
    return { act, ordinal: answered.ordinal, activity, presentation: answered.presentation };
  });
  return { shown, answers };
}

function failureOf(refusal: ActRefusal): Error {
  switch (refusal.code) {
    case 'not-by-consent':
      return notByConsent();
    case 'not-explicit':
      return notExplicit();
    case 'channel-undeclared':
      return channelUndeclared();
    case 'recipient-undeclared':
      return recipientUndeclared();
    case 'validity-over':
      return validityOver();
    case 'validity-too-long':
      return validityTooLong();
    case 'separate-needed':
      return separateNeeded(refusal.article);
  }
}
