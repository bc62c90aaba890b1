import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Outcome, Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import { activityEnded, activityNotShown, personUnknown, subjectMissing } from './consent-failures.ts';
import type { Presentation, PresentationInput } from './domain/acts.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import { noteAsks } from './store/asks.ts';
import { forgetUnanswered, insertPresentations, type PresentationRow } from './store/presentations.ts';
import { findOrdinals } from './store/subjects.ts';

/** How long a presentation waits for its answer: a day, milliseconds. */
const LIFETIME = 86_400_000;

/** SHA-256 of a text. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** What is about to be stored, and what the caller is told. */
interface Prepared {
  readonly row: PresentationRow;
  /** Who is asked by it; nobody where the person opened it themselves. */
  readonly asks: readonly string[];
  readonly presentation: Presentation;
}

/**
 * Notes what is about to be shown: the newest version of a notice, for some of its activities, in one language, to one person or session.
 * The nonce is told once, stored as a digest, and works once.
 */
export async function present(context: GateContext, tx: Tx, input: PresentationInput): Promise<Presentation> {
  const prepared = await prepare(context, tx, input);
  await store(tx, [prepared]);
  return prepared.presentation;
}

/** Notes what many are about to be shown, each with an outcome of its own; a refused one leaves no trace. The writes do not grow with them. */
export async function presentMany(
  context: GateContext,
  tx: Tx,
  inputs: readonly PresentationInput[],
): Promise<Outcome<Presentation>[]> {
  const all: Outcome<Prepared>[] = [];
  for (const input of inputs) {
    try {
      all.push({ ok: true, value: await prepare(context, tx, input) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      all.push({ ok: false, failure: error });
    }
  }
  await store(
    tx,
    all.flatMap((each) => (each.ok ? [each.value] : [])),
  );
  return all.map((each) => (each.ok ? { ok: true, value: each.value.presentation } : each));
}

async function store(tx: Tx, prepared: readonly Prepared[]): Promise<void> {
  const shownAt = prepared[0]?.row.shownAt;
  if (shownAt === undefined) return;
  // A day after it expired, an unanswered one is answered "unknown" instead of "expired".
  await forgetUnanswered(tx, new Date(shownAt.getTime() - LIFETIME));
  await insertPresentations(
    tx,
    prepared.map(({ row }) => row),
  );
  const asked = prepared.flatMap(({ row, asks }) =>
    asks.flatMap((person) => row.activities.map(({ code }) => ({ person, activity: code }))),
  );
  await noteAsks(tx, asked, shownAt);
}

// Everything that refuses is read before anything is written.
async function prepare(context: GateContext, tx: Tx, input: PresentationInput): Promise<Prepared> {
  if ((input.person === undefined) === (input.session === undefined)) throw subjectMissing();
  const { notices, ended } = await context.register.inForce(tx);
  const notice = await context.register.notice(tx, input.notice, notices.get(input.notice));
  const activities = input.activities.map((code) => {
    const told = notice.activities.find((each) => each.code === code);
    if (told === undefined) throw activityNotShown();
    if (ended.has(code)) throw activityEnded();
    return { code, revision: told.revision };
  });
  if (activities.length === 0) throw activityNotShown();
  let ordinal: number | null = null;
  if (input.person !== undefined) {
    ordinal = (await findOrdinals(tx, [input.person]))[0] ?? null;
    if (ordinal === null) throw personUnknown();
  }
  const shownAt = context.clock.now();
  const id = newId(context.clock);
  const text = input.locale === 'en' ? notice.shortHtml.en : notice.shortHtml.zh;
  // The short text itself is part of the immutable notice version; its hash binds the presentation to it.
  const content: Json = {
    id,
    notice: notice.code,
    version: notice.version,
    noticeHash: notice.hash,
    activities,
    surface: input.surface,
    locale: input.locale,
    textHash: digestOf(text).toString('hex'),
    shownAt: shownAt.toISOString(),
    // Older presentations have no such member; a presentation that asks for no age is the same as ever.
    ...(input.ageDeclarations === undefined ? {} : { ageDeclarations: [...input.ageDeclarations] }),
    // Likewise for one that stands in no experiment (decision 0064).
    ...(input.wording === undefined ? {} : { wording: { id: input.wording.id, hash: input.wording.hash } }),
  };
  const hash = digestOf(canonicalJson(content));
  const nonce = toBase64url(randomBytes(32));
  const row = {
    id,
    notice: notice.code,
    noticeVersion: notice.version,
    activities,
    content,
    hash,
    nonceDigest: digestOf(nonce),
    ordinal,
    sessionDigest: input.session === undefined ? null : digestOf(input.session),
    shownAt,
    expiresAt: new Date(shownAt.getTime() + LIFETIME),
  };
  const self = input.person ?? (input.session === undefined ? undefined : sessionSubject(input.session));
  const asks = input.ofTheirOwnWill === true || self === undefined ? [] : [self, ...(input.alsoKnownAs ?? [])];
  return { row, asks, presentation: { id, hash: hash.toString('hex'), nonce, version: notice.version } };
}
