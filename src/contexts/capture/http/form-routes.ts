import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import type { SubmitResult } from '../submit-form.ts';
import { type FormPageState, formPage } from './form-page.ts';
import { isFramed, keepSession, langQuery, sessionOf } from './form-session.ts';
import { asPage, localeOf, sendPage } from './page-frame.ts';
import { PAGE_STYLE } from './page-style.ts';
import { showSealed } from './sealed-page.ts';
import { showSubmission } from './submission-page.ts';

const Params = Type.Object({ code: Type.String({ maxLength: 64 }) });
const TokenParams = Type.Object({
  code: Type.String({ maxLength: 64 }),
  token: Type.String({ pattern: '^[A-Za-z0-9_-]{32}$' }),
});
const Body = Type.Optional(Type.Record(Type.String(), Type.Unknown()));

/** `GET/POST /f/CODE`: the hosted form, rendered here, working without scripts; `/f/CODE/embed` the same in a frame on an admitted site. */
export function registerFormRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.get('/f/assets/form.css', { config: { permission: 'public' }, schema: {} }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(PAGE_STYLE),
  );

  app.get<{ Params: { code: string; token: string } }>(
    '/f/:code/w/:token',
    { config: { permission: 'public' }, schema: { params: TokenParams } },
    (request, reply) => asPage(request, reply, () => showSealed(capture, database, request, reply, request.params)),
  );

  const schema = { params: Params, body: Body };
  for (const url of ['/f/:code', '/f/:code/embed']) {
    app.get<{ Params: { code: string } }>(
      url,
      { config: { permission: 'public' }, schema: { params: Params } },
      (request, reply) =>
        asPage(request, reply, () => showForm(capture, database, request, reply, request.params.code, {}, 200)),
    );
    app.post<{ Params: { code: string }; Body: Record<string, unknown> | undefined }>(
      url,
      { config: { permission: 'public', neverReplayed: true }, schema },
      (request, reply) =>
        asPage(request, reply, () =>
          takeForm(capture, database, request, reply, request.params.code, request.body ?? {}),
        ),
    );
  }
}

async function takeForm(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  body: Record<string, unknown>,
): Promise<FastifyReply> {
  const session = sessionOf(request);
  let result: SubmitResult;
  try {
    result = await submit(capture, database, { code, session, body });
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'sealed' || session === undefined) throw error;
    // The answers were checked; what could not be stored waits sealed, and the person gets a page that tells what becomes of it.
    const { token } = await database.transaction((tx) => capture.sealSubmission(tx, { code, session, body }));
    if (isFramed(request)) return showSealed(capture, database, request, reply, { code, token });
    return reply.redirect(`/f/${code}/w/${token}${langQuery(request)}`, 303);
  }
  switch (result.kind) {
    case 'accepted': {
      const token = capture.submissionToken(result.submission);
      // A frame has no cookie: its session goes along in the page, never in an address.
      if (isFramed(request)) return showSubmission(capture, database, request, reply, { code, token });
      return reply.redirect(`/f/${code}/s/${token}${langQuery(request)}`, 303);
    }
    case 'machine':
      return reply.redirect(`/f/${code}${isFramed(request) ? '/embed' : ''}`, 303);
    case 'stale':
      return showForm(capture, database, request, reply, code, { answers: result.answers, stale: true }, 409);
    case 'invalid': {
      const { answers, errors } = result;
      return showForm(capture, database, request, reply, code, { answers, errors }, 422);
    }
  }
}

type SubmitInput = Parameters<Capture['submitForm']>[1];

// A presentation that the gate no longer takes (spent, superseded, another session's) is shown afresh, with what was typed.
async function submit(capture: Capture, database: Database, posted: SubmitInput): Promise<SubmitResult> {
  const input = { ...posted, body: await capture.openAnswer(posted.code, posted.body) };
  try {
    return await database.transaction((tx) => capture.submitForm(tx, input));
  } catch (error) {
    if (!(error instanceof Failure) || !/^consent\.(?:notice|nonce|presentation)/.test(error.code)) throw error;
    // Without a session nothing is stored and the answers come back as they were read.
    return database.transaction((tx) => capture.submitForm(tx, { ...input, session: undefined }));
  }
}

async function showForm(
  capture: Capture,
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  state: FormPageState,
  status: number,
): Promise<FastifyReply> {
  const session = sessionOf(request) ?? randomBytes(16).toString('base64url');
  const locale = localeOf(request);
  const choosing = (request.query as { choose?: unknown }).choose === '1';
  const shown = await database.transaction((tx) => capture.presentForm(tx, { code, session, locale, choosing }));
  keepSession(request, reply, shown.form, session);
  const inbox = await database.transaction((tx) => capture.pageKey(tx));
  const sealing = inbox === undefined ? state : { ...state, inbox };
  const page = formPage(shown, locale, isFramed(request) ? { ...sealing, framedSession: session } : sealing);
  return sendPage(reply, page, status);
}
