import { timingSafeEqual } from 'node:crypto';
import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Act, Receipt } from '../evidence/index.ts';
import { type ActivityRevision, CHANNELS } from '../register/index.ts';
import {
  actDoubled,
  activityNotShown,
  channelUndeclared,
  notByConsent,
  notExplicit,
  noticeSuperseded,
  personUnknown,
  presentationExpired,
  presentationForeign,
  presentationUnknown,
  presentationUsed,
  recipientUndeclared,
  separateNeeded,
  separateSharesControl,
  validityOver,
} from './consent-failures.ts';
import { type ActRefusal, actRefusal, matterOf, sharesControl } from './domain/act-rules.ts';
import type { ConsentAct, ShownInput } from './domain/acts.ts';
import { shanghaiDay } from './domain/age.ts';
import type { GateContext } from './gate-context.ts';
import { journalNo } from './journal-no.ts';
import { digestOf } from './present.ts';
import { insertChanges } from './store/changes.ts';
import { hasGrant, insertGrant, insertRefusal } from './store/grants.ts';
import { burnPresentation, lockPresentation, type PresentationRow } from './store/presentations.ts';
import { learnAges, lockSubjects, upsertStandings } from './store/subjects.ts';
import { liftDigestSuppressions, liftPersonSuppressions } from './store/suppressions.ts';

const DAY_MS = 86_400_000;

interface Checked {
  readonly act: ConsentAct;
  readonly ordinal: number;
  readonly activity: ActivityRevision;
  readonly presentation: PresentationRow;
}

/**
 * Records answers to presentations. Each presentation's nonce burns once, also when several acts answer it together; what was shown and
 * what was answered are entries of the same transaction. A refusal counts at once and ends an earlier consent to the same activity.
 */
export async function recordConsents(context: GateContext, tx: Tx, acts: readonly ConsentAct[]): Promise<Receipt[]> {
  if (new Set(acts.map(matterOf)).size !== acts.length) throw actDoubled();
  if (sharesControl(acts)) throw separateSharesControl();
  // 1. People first, presentations second: every act locks in this order.
  const ordinals = await lockSubjects(tx, [...new Set(acts.map((act) => act.person))], 'act');
  const presentations = await openPresentations(context, tx, acts, ordinals);
  const now = context.clock.now();
  const checked: Checked[] = [];
  for (const act of acts) checked.push(await check(context, tx, act, ordinals, presentations, now));
  // 2. Evidence: what was shown, then what was answered.
  const shown = [...presentations.values()];
  const entries: Act[] = [
    ...shown.map((each) => presentationAct(each, personOf(acts, each.id))),
    ...checked.map((each) => entryOf(each, now)),
  ];
  const receipts = (await context.evidence.recordActs(tx, entries)).slice(shown.length);
  // 3. State, change log, burnt nonces.
  for (const [index, each] of checked.entries()) await store(context, tx, each, receipts[index]?.id ?? '', now);
  for (const each of shown) await settle(context, tx, each, acts, ordinals, now);
  await insertChanges(
    tx,
    checked.map(({ act, ordinal }) => ({
      ordinal,
      kind: act.answer,
      activity: act.activity,
      channel: act.channel ?? null,
    })),
    now,
  );
  return receipts;
}

/**
 * Records that a presentation was shown without asking for an answer (a contract's notice, a changed part): burns the nonce, and the person
 * counts as told about every activity in it.
 */
export async function recordShown(context: GateContext, tx: Tx, shown: ShownInput): Promise<Receipt> {
  const ordinals = await lockSubjects(tx, [shown.person], 'act');
  const ordinal = ordinals.get(shown.person);
  if (ordinal === undefined) throw personUnknown();
  const [presentation] = (await openPresentations(context, tx, [shown], ordinals)).values();
  if (presentation === undefined) throw presentationUnknown();
  const now = context.clock.now();
  const [receipt] = await context.evidence.recordActs(tx, [presentationAct(presentation, shown.person)]);
  if (receipt === undefined) throw new Error('no receipt');
  await settle(context, tx, presentation, [shown], ordinals, now);
  await insertChanges(tx, [{ ordinal, kind: 'shown' }], now);
  return receipt;
}

function presentationAct(presentation: PresentationRow, person: string): Act {
  const content = presentation.content as { [key: string]: Json };
  const payload = { ...content, hash: presentation.hash.toString('hex') };
  return { kind: 'presentation', person, payload, time: presentation.shownAt };
}

function personOf(acts: readonly ShownInput[], presentation: string): string {
  const act = acts.find((each) => each.presentation === presentation);
  if (act === undefined) throw new Error('a presentation without an act');
  return act.person;
}

async function openPresentations(
  context: GateContext,
  tx: Tx,
  acts: readonly ShownInput[],
  ordinals: ReadonlyMap<string, number>,
): Promise<Map<string, PresentationRow>> {
  const open = new Map<string, PresentationRow>();
  for (const id of [...new Set(acts.map((act) => act.presentation))].sort()) {
    const found = await lockPresentation(tx, id);
    if (found === undefined) throw presentationUnknown();
    for (const act of acts) if (act.presentation === id) assertOwn(found, act, ordinals);
    if (acts.some((act) => act.presentation === id && act.person !== personOf(acts, id))) throw presentationForeign();
    if (found.usedAt !== null) throw presentationUsed();
    if (found.expiresAt <= context.clock.now()) throw presentationExpired();
    const newest = await context.register.notice(tx, found.notice);
    if (newest.version !== found.noticeVersion) throw noticeSuperseded();
    open.set(id, found);
  }
  return open;
}

function assertOwn(found: PresentationRow, act: ShownInput, ordinals: ReadonlyMap<string, number>): void {
  const session = act.session === undefined ? null : digestOf(act.session);
  const own =
    found.sessionDigest === null
      ? found.ordinal === ordinals.get(act.person)
      : session !== null && timingSafeEqual(session, found.sessionDigest);
  if (!own || !timingSafeEqual(digestOf(act.nonce), found.nonceDigest)) throw presentationForeign();
}

async function check(
  context: GateContext,
  tx: Tx,
  act: ConsentAct,
  ordinals: ReadonlyMap<string, number>,
  presentations: ReadonlyMap<string, PresentationRow>,
  now: Date,
): Promise<Checked> {
  const ordinal = ordinals.get(act.person);
  if (ordinal === undefined) throw personUnknown();
  const presentation = presentations.get(act.presentation);
  const told = presentation?.activities.find((each) => each.code === act.activity);
  if (presentation === undefined || told === undefined) throw activityNotShown();
  const activity = await context.register.activityRevision(tx, act.activity, told.revision);
  const refusal = actRefusal(activity, act, now);
  if (refusal !== undefined) throw failureOf(refusal);
  return { act, ordinal, activity, presentation };
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
    case 'separate-needed':
      return separateNeeded(refusal.article);
  }
}

function entryOf({ act, activity, presentation }: Checked, now: Date): Act {
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
      adultDeclared: act.adultDeclared ?? false,
      notice: presentation.notice,
      noticeVersion: presentation.noticeVersion,
      presentation: presentation.id,
      presentationHash: presentation.hash.toString('hex'),
    },
    time: now,
  };
}

async function store(
  context: GateContext,
  tx: Tx,
  { act, ordinal, activity, presentation }: Checked,
  receipt: string,
  now: Date,
): Promise<void> {
  const channel = act.channel ?? null;
  if (act.answer === 'refused') {
    const through = `presentation:${presentation.id}`;
    await insertRefusal(tx, { ordinal, activity: act.activity, kind: 'refused', channel, at: now, through, receipt });
    // Where nothing was agreed to, a restore has nothing to revive.
    if (await hasGrant(tx, ordinal, act.activity)) {
      const { person, activity: code } = act;
      await journalNo(context, tx, { what: 'refused', person, activity: code, channel, at: now, receipt, digests: [] });
    }
    return;
  }
  await insertGrant(tx, {
    ordinal,
    activity: act.activity,
    revision: activity.revision,
    channel,
    kind: act.kind,
    how: act.how,
    notice: presentation.notice,
    noticeVersion: presentation.noticeVersion,
    shownAt: presentation.shownAt,
    givenAt: now,
    validUntil: act.validUntil ?? null,
    keepUntil: new Date(now.getTime() + activity.retention.days * DAY_MS),
    oneTime: act.oneTime ?? false,
    recipient: act.recipient ?? null,
    receipt,
  });
  if (act.channel === undefined || !activity.commercial) return;
  const others = CHANNELS.filter((each) => each !== act.channel);
  await liftPersonSuppressions(tx, ordinal, act.channel, others, now);
  await liftDigestSuppressions(tx, ordinal, act.channel, now);
}

// Burns the nonce and notes for every activity that was shown that this person was told, and of age if they said so.
async function settle(
  context: GateContext,
  tx: Tx,
  presentation: PresentationRow,
  acts: readonly ShownInput[],
  ordinals: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  await burnPresentation(tx, presentation.id, now);
  const person = personOf(acts, presentation.id);
  const ordinal = ordinals.get(person);
  if (ordinal === undefined) throw personUnknown();
  const rows = [];
  for (const shown of presentation.activities) {
    const { retention } = await context.register.activityRevision(tx, shown.code, shown.revision);
    rows.push({
      ordinal,
      activity: shown.code,
      source: String((presentation.content as { surface?: unknown }).surface ?? 'presentation'),
      grade: 'A',
      notice: presentation.notice,
      noticeVersion: presentation.noticeVersion,
      revision: shown.revision,
      noticeShownAt: presentation.shownAt,
      keepUntil: new Date(now.getTime() + retention.days * DAY_MS),
      how: 'presentation',
    });
  }
  await upsertStandings(tx, rows, now);
  if (acts.some((act) => act.presentation === presentation.id && act.adultDeclared === true))
    await learnAges(tx, [{ person, role: 'customer', adultOn: shanghaiDay(now), minorBirth: null }]);
}
