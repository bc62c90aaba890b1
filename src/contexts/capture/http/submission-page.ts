import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../../platform/database/index.ts';
import { linkInvalid } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import type { ConfirmationChannel } from '../store/confirmation-store.ts';
import type { Submission } from '../store/submission-store.ts';
import { admitFrames, isFramed, langQuery, sessionOf } from './form-session.ts';
import { type Html, html } from './html.ts';
import { localeOf, pageFrame, sendPage } from './page-frame.ts';
import { say, WORDS } from './page-words.ts';

/** What is said beside a channel's code. */
export type SubmissionNote = { readonly channel: ConfirmationChannel; readonly text: keyof typeof WORDS };

const THANKS = { granted: WORDS.thanksGranted, refused: WORDS.thanksRefused, none: WORDS.thanksNone } as const;

// The page belongs to the browser that submitted: a link passed on shows and confirms nothing.
export function ownSubmission(request: FastifyRequest, submission: Submission | undefined): Submission {
  const session = sessionOf(request);
  if (submission === undefined || session === undefined) throw linkInvalid();
  const digest = createHash('sha256').update(session).digest();
  if (!timingSafeEqual(digest, submission.sessionDigest)) throw linkInvalid();
  return submission;
}

/** The page after a submission: what was recorded, and where the codes are entered. */
export async function showSubmission(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  params: { code: string; token: string },
  note?: SubmissionNote,
): Promise<FastifyReply> {
  const locale = localeOf(request);
  const framed = isFramed(request);
  const here = `/f/${params.code}${framed ? '/embed' : ''}/s/${params.token}`;
  const session = framed ? html`<input type="hidden" name="session" value="${sessionOf(request) ?? ''}">` : false;
  const { submission, form, sms, email } = await database.transaction(async (tx) => {
    const found = ownSubmission(request, await capture.submissionOfToken(tx, params.token));
    return {
      submission: found,
      form: await capture.form(tx, found.form),
      sms: await capture.newestConfirmation(tx, found.person, 'sms'),
      email: await capture.newestConfirmation(tx, found.person, 'email'),
    };
  });
  if (framed && form !== undefined) admitFrames(reply, form);
  const part = (channel: ConfirmationChannel, entry: typeof sms): Html | false => {
    if (entry === undefined) return false;
    if (entry.confirmedAt !== null)
      return html`<p class="done">${say(channel === 'sms' ? WORDS.confirmedSms : WORDS.confirmedEmail, locale)}</p>`;
    const text = note?.channel === channel ? say(WORDS[note.text], locale) : undefined;
    return html`<form method="post" action="${here}${langQuery(request)}">
<input type="hidden" name="channel" value="${channel}">${session}<label for="${channel}">${say(channel === 'sms' ? WORDS.confirmSms : WORDS.confirmEmail, locale)}</label>
<input id="${channel}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12">
${text !== undefined && html`<p role="alert" class="${note?.text === 'sentAgain' ? 'done' : 'error'}">${text}</p>`}
<button type="submit">${say(WORDS.confirm, locale)}</button>
<button class="plain" type="submit" name="resend" value="1">${say(WORDS.resend, locale)}</button></form>`;
  };
  const title = say(WORDS.thanks, locale);
  const content = html`<h1>${title}</h1><p>${say(THANKS[submission.answer], locale)}</p>
${part('sms', sms)}${part('email', email)}<p><a href="/me" target="${framed ? '_blank' : '_self'}" rel="noopener">${say(WORDS.centre, locale)}</a></p>`;
  return sendPage(reply, pageFrame({ title, locale, content, ...(framed ? {} : { here }) }));
}
