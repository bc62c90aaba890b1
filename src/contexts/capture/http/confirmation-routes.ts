import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { linkInvalid } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import type { ConfirmationChannel } from '../store/confirmation-store.ts';
import { isFramed, langQuery } from './form-session.ts';
import { html } from './html.ts';
import { asPage, localeOf, pageFrame, sendPage } from './page-frame.ts';
import { say, WORDS } from './page-words.ts';
import { ownSubmission, type SubmissionNote, showSubmission } from './submission-page.ts';

const SubmissionParams = Type.Object({
  code: Type.String({ maxLength: 64 }),
  token: Type.String({ maxLength: 64 }),
});
const Answer = Type.Object({
  channel: Type.Union([Type.Literal('sms'), Type.Literal('email')]),
  code: Type.Optional(Type.String({ maxLength: 32 })),
  resend: Type.Optional(Type.String({ maxLength: 8 })),
  session: Type.Optional(Type.String({ maxLength: 22 })),
});
const LinkParams = Type.Object({ token: Type.String({ maxLength: 64 }) });

/** The page after a submission, where codes are entered, and the link of a confirmation message (GET shows a button, POST confirms). */
export function registerConfirmationRoutes(app: HttpApp, capture: Capture, database: Database): void {
  const open = { permission: 'public' as const };
  const page = { params: SubmissionParams };
  app.get('/f/:code/s/:token', { config: open, schema: page }, (request, reply) =>
    asPage(request, reply, () => showSubmission(capture, database, request, reply, request.params)),
  );

  for (const url of ['/f/:code/s/:token', '/f/:code/embed/s/:token'] as const)
    app.post(url, { config: open, schema: { ...page, body: Answer } }, (request, reply) =>
      asPage(request, reply, async () => {
        const note = await answerCode(capture, database, request, request.params.token, request.body);
        if (note !== undefined || isFramed(request))
          return showSubmission(capture, database, request, reply, request.params, note);
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
): Promise<SubmissionNote | undefined> {
  const { channel } = body;
  return database.transaction(async (tx) => {
    const submission = ownSubmission(request, await capture.submissionOfToken(tx, token));
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
