import { createHash, timingSafeEqual } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { Failure, type FieldError } from '../../platform/failure.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { ConsentAct } from '../consent/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { answersErased, formUnknown } from './capture-failures.ts';
import { checkAnswers, type FormAnswers, readAnswers } from './domain/form-answers.ts';
import { type AskedConsent, consentsOf } from './domain/form-definition.ts';
import { issueConfirmation } from './issue-confirmation.ts';
import { sessionName } from './present-form.ts';
import { findForm, type StoredForm } from './store/form-store.ts';
import { insertSubmission, lockPresentation, type Submission, submissionOf } from './store/submission-store.ts';

/** What became of a posted form. `stale`: the page was never shown to this session; it is to be shown again with what was typed. */
export type SubmitResult =
  | { readonly kind: 'accepted'; readonly submission: string }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[]; readonly answers: FormAnswers }
  | { readonly kind: 'stale'; readonly answers: FormAnswers }
  | { readonly kind: 'machine' };

/**
 * Takes a posted form in one transaction: the person, the encrypted fields, the burnt presentation and the recorded answer stand or fall
 * together. The same page posted twice answers the first result; a box that is no longer ticked then is withdrawn. With other words in it the spent
 * presentation is refused: the page is shown afresh with them, so that nobody believes a correction was taken that was not. Throws the gate's Failure when the presentation is spent or superseded.
 */
export async function submitForm(
  deps: CaptureDeps,
  tx: Tx,
  input: { code: string; session: string | undefined; body: Readonly<Record<string, unknown>> },
): Promise<SubmitResult> {
  const form = await findForm(tx, input.code);
  if (form === undefined || !form.active) throw formUnknown();
  const answers = readAnswers(form, input.body);
  // The trap is a field that people don't see; a machine that fills it gets a friendly page and nothing is stored.
  if (typeof input.body['website'] === 'string' && input.body['website'] !== '') return { kind: 'machine' };
  const { presentation, nonce } = input.body;
  if (
    input.session === undefined ||
    typeof presentation !== 'string' ||
    !isId(presentation) ||
    typeof nonce !== 'string'
  )
    return { kind: 'stale', answers };
  await lockPresentation(tx, presentation);
  const sessionDigest = createHash('sha256').update(input.session).digest();
  const before = await submissionOf(tx, presentation);
  if (before !== undefined) {
    const result = again(before, form, input.session, answers);
    if (result.kind === 'accepted') await takeBack(deps, tx, before, form, answers);
    return result;
  }
  const errors = checkAnswers(form, answers, input.body);
  if (errors.length > 0) return { kind: 'invalid', errors, answers };
  const submission = await store(deps, tx, {
    form,
    answers,
    presentation,
    nonce,
    session: input.session,
    sessionDigest,
    answersDigest: digestOf(input.session, answers),
  });
  return { kind: 'accepted', submission };
}

/** How answers came to us; by the hosted form unless told. */
export interface Touch {
  readonly source: 'form' | 'agent' | 'paper';
  readonly how: 'explicit_action' | 'signed_document';
  /** A child's, where a guardian answers. */
  readonly birthDate?: string;
  readonly guardian?: string;
}

const HOSTED: Touch = { source: 'form', how: 'explicit_action' };

// Under the session's secret, which is kept nowhere: from the digest alone no number can be found by trying.
function digestOf(session: string, { values, age }: FormAnswers): Buffer {
  const typed = Object.entries(values)
    .filter(([, value]) => value !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([session, typed, age ?? null]))
    .digest();
}

function again(before: Submission, form: StoredForm, session: string, answers: FormAnswers): SubmitResult {
  const sessionDigest = createHash('sha256').update(session).digest();
  const unchanged = before.answersDigest === null || timingSafeEqual(before.answersDigest, digestOf(session, answers));
  const same = before.form === form.code && timingSafeEqual(before.sessionDigest, sessionDigest) && unchanged;
  return same ? { kind: 'accepted', submission: before.id } : { kind: 'stale', answers };
}

async function store(deps: CaptureDeps, tx: Tx, input: Omit<Answered, 'person'>): Promise<string> {
  const person = await personOf(deps, tx, input.form, input.answers, HOSTED);
  return storeAnswers(deps, tx, { ...input, person }, HOSTED);
}

// Sent again with a box unticked since, after an answer that was lost on its way: the no counts, nothing else of the second one does.
async function takeBack(deps: CaptureDeps, tx: Tx, before: Submission, form: StoredForm, answers: FormAnswers) {
  if (before.answer !== 'granted') return;
  const { person } = before;
  for (const { control, activities } of consentsOf(form)) {
    if (answers.ticked.includes(control)) continue;
    for (const activity of activities)
      if ((await deps.gate.consentState(tx, person, activity)).state === 'granted')
        await deps.gate.withdraw(tx, { person, activity, by: 'form' });
  }
}

/** Makes the person whose answers these are, with their fields. */
export async function personOf(
  deps: CaptureDeps,
  tx: Tx,
  form: StoredForm,
  answers: FormAnswers,
  touch: Touch,
): Promise<string> {
  const at = deps.clock.now();
  const values = Object.entries(answers.values).filter(([, value]) => value !== '');
  const notice = await deps.register.notice(tx, form.notice);
  const made = deps.persons.createPerson(tx, {
    activity: form.activity,
    source: 'from_individual',
    // A number or address that anyone may type identifies nobody: it is an attribute until it is confirmed.
    identifiers: [],
    attributes: Object.fromEntries(values),
    ...(answers.age === 18 ? { adultDeclaredAt: at } : answers.age === 14 ? { fourteenDeclaredAt: at } : {}),
    ...(touch.birthDate === undefined ? {} : { birthDate: touch.birthDate }),
    standing: {
      source: touch.source,
      grade: 'A',
      noticeShownAt: at,
      notice: form.notice,
      noticeVersion: notice.version,
      how: `${touch.source}:${form.code}`,
    },
    // Only a form is filled in by the person's own hand; what staff key may stem from a list that still names whom we erased.
    ...(touch.source === 'form' ? { ownHand: true } : {}),
  });
  const { id } = await made.catch(rethrowErased);
  const { mobile = '', email = '' } = answers.values;
  await deps.persons.linking.tell(tx, { person: id, mobile, email, source: `form:${form.code}` });
  return id;
}

// The form's fields stand where the caller sees them, not where the person is made.
function rethrowErased(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'customers.person-erased') throw error;
  throw answersErased(error);
}

/** Records what a person answered to what was shown, and that it was; answers the submission. */
export async function storeAnswers(deps: CaptureDeps, tx: Tx, input: Answered, touch: Touch): Promise<string> {
  const { form, answers, person } = input;
  const at = deps.clock.now();
  await recordAnswers(deps, tx, input, touch);
  const id = newId(deps.clock);
  const answer = consentsOf(form).length === 0 ? 'none' : answers.ticked.length > 0 ? 'granted' : 'refused';
  const { presentation, sessionDigest, answersDigest = null } = input;
  await insertSubmission(tx, { id, form: form.code, presentation, sessionDigest, answersDigest, person, answer, at });
  for (const [channel, field] of [['sms', 'mobile'] as const, ['email', 'email'] as const])
    if ((answers.values[field] ?? '') !== '')
      await issueConfirmation(deps, tx, { person, channel, submission: id, form: form.code });
  return id;
}

/** The answers of a person to what was shown to a session. */
export interface Answered {
  readonly form: StoredForm;
  readonly answers: FormAnswers;
  readonly presentation: string;
  readonly nonce: string;
  readonly session: string;
  readonly sessionDigest: Buffer;
  readonly answersDigest?: Buffer;
  readonly person: string;
}

// Each box is answered for itself; where none was asked, what was shown is recorded all the same.
async function recordAnswers(deps: CaptureDeps, tx: Tx, input: Answered, touch: Touch): Promise<void> {
  const { answers, person, presentation, nonce } = input;
  const age = answers.age === undefined ? {} : { ageDeclared: answers.age };
  const shown = { person, session: sessionName(input.session), presentation, nonce, ...age };
  const acts: ConsentAct[] = [];
  const told = await deps.gate.presentedActivities(tx, { presentation, nonce });
  for (const consent of consentsOf(input.form)) {
    const ticked = answers.ticked.includes(consent.control);
    // What was not asked again, because of an earlier no, is not refused anew by leaving it out.
    if (!ticked && told !== undefined && !consent.activities.every((activity) => told.includes(activity))) continue;
    for (const activity of consent.activities)
      acts.push(...(await actsOf(deps, tx, { ...shown, ...wordsOf(consent, touch), activity }, ticked)));
  }
  if (acts.length > 0) await deps.gate.recordConsents(tx, acts);
  else await deps.gate.recordShown(tx, shown);
}

// What a guardian consents to for a child is always a consent of its own (PIPL 29, 31).
function wordsOf({ control, kind, recipient }: AskedConsent, { how, guardian }: Touch) {
  const to = recipient === undefined ? {} : { recipient };
  return guardian === undefined
    ? { control, kind, how, ...to }
    : { control, kind: 'separate' as const, how, guardian, ...to };
}

/** A box about messages names its channels, so ticking it grants each of them by name; leaving it unticked is one refusal. */
async function actsOf(
  deps: CaptureDeps,
  tx: Tx,
  act: Omit<ConsentAct, 'answer'>,
  ticked: boolean,
): Promise<ConsentAct[]> {
  if (!ticked) return [{ ...act, answer: 'refused' }];
  const { channels, commercial } = await deps.register.activity(tx, act.activity);
  const named = channels.filter((channel) => channel === 'sms' || channel === 'email');
  // A separate consent is one act on its control.
  if (!commercial || named.length === 0 || act.kind !== 'general') return [{ ...act, answer: 'granted' }];
  return named.map((channel) => ({ ...act, answer: 'granted' as const, channel }));
}
