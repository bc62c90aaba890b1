import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { linkInvalid } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import type { ConfirmationChannel } from '../store/confirmation-store.ts';
import type { Submission } from '../store/submission-store.ts';
import { langQuery, sessionOf } from './form-routes.ts';
import { type Html, html } from './html.ts';
import { asPage, localeOf, pageFrame, sendPage } from './page-frame.ts';
import { say, WORDS } from './page-words.ts';

const SubmissionParams = Type.Object({
  code: Type.String({ maxLength: 64 }),
  token: Type.String({ maxLength: 64 }),
});
const Answer = Type.Object({
  channel: Type.Union([Type.Literal('sms'), Type.Literal('email')]),
  code: Type.Optional(Type.String({ maxLength: 32 })),
  resend: Type.Optional(Type.String({ maxLength: 8 })),
});
const LinkParams = Type.Object({ token: Type.String({ maxLength: 64 }) });

type Note = { readonly channel: ConfirmationChannel; readonly text: keyof typeof WORDS };

/** The page after a submission, where codes are entered, and the link of a confirmation message (GET shows a button, POST confirms). */
export function registerConfirmationRoutes(app: HttpApp, capture: Capture, database: Database): void {
  const open = { permission: 'public' as const };
  const page = { params: SubmissionParams };
  app.get('/f/:code/s/:token', { config: open, schema: page }, (request, reply) =>
    asPage(request, reply, () => showSubmission(capture, database, request, reply, request.params)),
  );

  app.post('/f/:code/s/:token', { config: open, schema: { ...page, body: Answer } }, (request, reply) =>
    asPage(request, reply, async () => {
      const note = await answerCode(capture, database, request, request.params.token, request.body);
      if (note !== undefined) return showSubmission(capture, database, request, reply, request.params, note);
      return reply.redirect(`/f/${request.params.code}/s/${request.params.token}${langQuery(request)}`, 303);
    }),
  );

  const link = { params: LinkParams };
  app.get('/c/:token', { config: open, schema: link }, (request, reply) =>
    asPage(request, reply, async () => {
      const { token } = request.params;
      const entry = await database.transaction((tx) => capture.confirmationOfLink(tx, token));
      return sendPage(reply, linkPage(request, token, entry.confirmedAt !== null ? 'confirmed' : 'ask', entry.channel));
    }),
  );

  app.post('/c/:token', { config: open, schema: link }, (request, reply) =>
    asPage(request, reply, async () => {
      const { token } = request.params;
      const { result, channel } = await database.transaction(async (tx) => {
        const entry = await capture.confirmationOfLink(tx, token);
        return { result: await capture.confirmByLink(tx, token), channel: entry.channel };
      });
      const state = result === 'confirmed' ? 'confirmed' : 'over';
      return sendPage(reply, linkPage(request, token, state, channel), state === 'over' ? 410 : 200);
    }),
  );
}

async function answerCode(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  token: string,
  body: { channel: ConfirmationChannel; code?: string; resend?: string },
): Promise<Note | undefined> {
  const { channel } = body;
  return database.transaction(async (tx) => {
    const submission = await ownSubmission(capture, request, await capture.submissionOfToken(tx, token));
    const newest = await capture.newestConfirmation(tx, submission.person, channel);
    // Only an address that was given with this form can be asked again.
    if (newest === undefined) throw linkInvalid();
    if (body.resend !== undefined) {
      const { person, id, form } = submission;
      await capture.issueConfirmation(tx, { person, channel, submission: id, form });
      return { channel, text: 'sentAgain' };
    }
    const result = await capture.confirmByCode(tx, { person: submission.person, channel, code: body.code ?? '' });
    if (result === 'confirmed') return undefined;
    return { channel, text: result === 'wrong' ? 'wrongCode' : 'overCode' };
  });
}

// The page belongs to the browser that submitted: a link passed on shows and confirms nothing.
function ownSubmission(_capture: Capture, request: FastifyRequest, submission: Submission | undefined): Submission {
  const session = sessionOf(request);
  if (submission === undefined || session === undefined) throw linkInvalid();
  const digest = createHash('sha256').update(session).digest();
  if (!timingSafeEqual(digest, submission.sessionDigest)) throw linkInvalid();
  return submission;
}

async function showSubmission(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  params: { code: string; token: string },
  note?: Note,
): Promise<FastifyReply> {
  const locale = localeOf(request);
  const here = `/f/${params.code}/s/${params.token}`;
  const { submission, sms, email } = await database.transaction(async (tx) => {
    const found = ownSubmission(capture, request, await capture.submissionOfToken(tx, params.token));
    return {
      submission: found,
      sms: await capture.newestConfirmation(tx, found.person, 'sms'),
      email: await capture.newestConfirmation(tx, found.person, 'email'),
    };
  });
  const part = (channel: ConfirmationChannel, entry: typeof sms): Html | false => {
    if (entry === undefined) return false;
    if (entry.confirmedAt !== null)
      return html`<p class="done">${say(channel === 'sms' ? WORDS.confirmedSms : WORDS.confirmedEmail, locale)}</p>`;
    const text = note?.channel === channel ? say(WORDS[note.text], locale) : undefined;
    return html`<form method="post" action="${here}${langQuery(request)}">
<input type="hidden" name="channel" value="${channel}"><label for="${channel}">${say(channel === 'sms' ? WORDS.confirmSms : WORDS.confirmEmail, locale)}</label>
<input id="${channel}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12">
${text !== undefined && html`<p role="alert" class="${note?.text === 'sentAgain' ? 'done' : 'error'}">${text}</p>`}
<button type="submit">${say(WORDS.confirm, locale)}</button>
<button class="plain" type="submit" name="resend" value="1">${say(WORDS.resend, locale)}</button></form>`;
  };
  const title = say(WORDS.thanks, locale);
  const content = html`<h1>${title}</h1><p>${say(submission.answer === 'granted' ? WORDS.thanksGranted : WORDS.thanksRefused, locale)}</p>
${part('sms', sms)}${part('email', email)}<p><a href="/me">${say(WORDS.centre, locale)}</a></p>`;
  return sendPage(reply, pageFrame({ title, locale, content, here }));
}

function linkPage(
  request: FastifyRequest,
  token: string,
  state: 'ask' | 'confirmed' | 'over',
  channel: ConfirmationChannel,
): string {
  const locale = localeOf(request);
  const title = say(WORDS.confirmTitle, locale);
  const done = say(channel === 'sms' ? WORDS.confirmedSms : WORDS.confirmedEmail, locale);
  const content =
    state === 'ask'
      ? html`<h1>${title}</h1><p>${say(WORDS.confirmAsk, locale)}</p><form method="post" action="/c/${token}${langQuery(request)}"><button type="submit">${say(WORDS.confirm, locale)}</button></form>`
      : html`<h1>${title}</h1><p role="status" class="${state === 'confirmed' ? 'done' : 'error'}">${state === 'confirmed' ? done : say(WORDS.overCode, locale)}</p><p><a href="/me">${say(WORDS.centre, locale)}</a></p>`;
  return pageFrame({ title, locale, content, here: `/c/${token}` });
}
