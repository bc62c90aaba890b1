import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { activityEnded, activityNotShown, personUnknown, subjectMissing } from './consent-failures.ts';
import type { Presentation, PresentationInput } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { noteAsks } from './store/asks.ts';
import { forgetUnanswered, insertPresentation } from './store/presentations.ts';
import { findOrdinals } from './store/subjects.ts';

/** How long a presentation waits for its answer: a day, milliseconds. */
const LIFETIME = 86_400_000;

/** SHA-256 of a text. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/**
 * Notes what is about to be shown: the newest version of a notice, for some of its activities, in one language, to one person or session.
 * The nonce is told once, stored as a digest, and works once.
 */
export async function present(context: GateContext, tx: Tx, input: PresentationInput): Promise<Presentation> {
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
  };
  const hash = digestOf(canonicalJson(content));
  const nonce = toBase64url(randomBytes(32));
  // A day after it expired, an unanswered one is answered "unknown" instead of "expired".
  await forgetUnanswered(tx, new Date(shownAt.getTime() - LIFETIME));
  await insertPresentation(tx, {
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
  });
  if (ordinal !== null) await noteAsks(tx, ordinal, input.activities, shownAt);
  return { id, hash: hash.toString('hex'), nonce, version: notice.version };
}
