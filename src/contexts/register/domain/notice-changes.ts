import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ActivityInput } from './activity.ts';
import type { ChangeKind, NoticeChange } from './notice.ts';

type Part = readonly [
  kind: ChangeKind,
  part: (activity: ActivityInput) => unknown,
  asksAgain: (before: ActivityInput, after: ActivityInput) => boolean,
];

const always = () => true;

// The order of members says nothing: a stored revision comes back in another one than it was entered.
const written = (part: unknown): string => canonicalJson(part as Json);

function longer(before: ActivityInput, after: ActivityInput): boolean {
  return after.retention.days > before.retention.days || after.retention.atEnd !== before.retention.atEnd;
}

function moreFields(before: ActivityInput, after: ActivityInput): boolean {
  const had = new Set(before.fields.map((each) => each.field));
  return after.fields.some((each) => !had.has(each.field));
}

// A handler that newly gets the information, or more of it, needs a separate consent that names it (PIPL 23); an entrustee does not.
function moreProvided(before: ActivityInput, after: ActivityInput): boolean {
  return after.recipients.some((recipient) => {
    if (recipient.role === 'entrustee') return false;
    const same = before.recipients.find((each) => each.name === recipient.name && each.role === recipient.role);
    return same === undefined || recipient.fields.some((field) => !same.fields.includes(field));
  });
}

// Whoever newly gets it abroad, or somewhere else abroad, needs a separate consent (PIPL 39).
function moreAbroad(before: ActivityInput, after: ActivityInput): boolean {
  return (after.crossBorder?.transfers ?? []).some(
    (transfer) =>
      !(before.crossBorder?.transfers ?? []).some(
        (each) => each.recipient === transfer.recipient && each.country === transfer.country,
      ),
  );
}

// Of those that were there before; whoever is new is told as such.
function sameRecipients(before: ActivityInput, after: ActivityInput): boolean {
  return after.recipients.some((recipient) => {
    if (recipient.role === 'entrustee') return false;
    const same = before.recipients.find((each) => each.name === recipient.name);
    const own = (each: typeof recipient) => written([each.purpose, each.method ?? null]);
    return same !== undefined && own(same) !== own(recipient);
  });
}

const MEANING: readonly Part[] = [
  [
    'purpose',
    // Whom it is about only where that is told: revisions from before this member compare as they did.
    (a) => [a.purpose, a.basis, a.commercial, ...(a.audience === undefined ? [] : [a.audience])],
    always,
  ],
  [
    'method',
    (a) => [
      a.operations.toSorted(),
      a.channels.toSorted(),
      a.automatedDecision?.used ?? false,
      // Only where it is so: revisions from before this member compare as they did.
      ...(a.automatedDecision?.majorEffect === true ? ['major effect'] : []),
      a.sources.toSorted(),
      a.noticeBy,
      a.ourRole,
    ],
    always,
  ],
  ['categories', (a) => a.fields.map((each) => each.field).toSorted(), moreFields],
  [
    'recipient',
    (a) => [
      a.recipients.map(({ name, contact, role, fields }) => [name, contact, role, fields.toSorted()]),
      // The mechanism binds us, and changes nothing of what people were told (PIPL 39).
      (a.crossBorder?.transfers ?? []).map(({ recipient, country }) => [recipient, country]),
    ],
    (before, after) => moreProvided(before, after) || moreAbroad(before, after),
  ],
  ['retention', (a) => [a.retention.days, a.retention.atEnd], longer],
];

// Another handler that changes its purpose or method needs a new consent (PIPL 23, last sentence); an entrustee has none of its own.
const recipientsOwn = ({ recipients }: ActivityInput) =>
  recipients
    .filter(({ role }) => role !== 'entrustee')
    .map(({ name, purpose, method }) => [name, purpose, method ?? null])
    .toSorted();

const purposesOfFields = ({ fields }: ActivityInput) =>
  fields.filter(({ purpose }) => purpose !== undefined).map(({ field, purpose }) => [field, purpose]);

const TEXTS: readonly Part[] = [
  ['purpose', (a) => [a.purposeText, purposesOfFields(a)], always],
  ['method', (a) => a.method, always],
  ['recipient', recipientsOwn, sameRecipients],
];

function step(before: ActivityInput, after: ActivityInput): NoticeChange[] {
  const parts = after.editorialReason === undefined ? [...MEANING, ...TEXTS] : MEANING;
  const found = new Map<ChangeKind, boolean>();
  for (const [kind, part, asksAgain] of parts) {
    if (written(part(before)) === written(part(after))) continue;
    found.set(kind, (found.get(kind) ?? false) || (after.basis === 'consent' && asksAgain(before, after)));
  }
  if (found.size === 0) found.set('editorial', false);
  return [...found].map(([kind, reconsent]) => ({ activity: after.code, kind, reconsent }));
}

/**
 * What changed by meaning along consecutive revisions of one activity, the first being what people were told. Steps are compared one by
 * one, so that a change of meaning stays one when a later revision only mends a typo.
 */
export function changesAlong(revisions: readonly ActivityInput[]): NoticeChange[] {
  const all = new Map<ChangeKind, NoticeChange>();
  for (const [index, after] of revisions.entries()) {
    const before = revisions[index - 1];
    if (before === undefined) continue;
    for (const change of step(before, after)) {
      const known = all.get(change.kind);
      all.set(change.kind, { ...change, reconsent: change.reconsent || (known?.reconsent ?? false) });
    }
  }
  if (all.size > 1) all.delete('editorial');
  return [...all.values()];
}

/** The change that a newly told activity is. */
export function newlyTold(activity: ActivityInput): NoticeChange {
  return { activity: activity.code, kind: 'purpose', reconsent: activity.basis === 'consent' };
}

/** The change that an activity is which the notice tells no longer: nobody may be handled by it, so nobody is asked again either. */
export function noLongerTold(activity: Pick<ActivityInput, 'code'>): NoticeChange {
  return { activity: activity.code, kind: 'purpose', reconsent: false };
}
