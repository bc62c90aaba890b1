import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import type { SubmitResult } from '../submit-form.ts';
import { type FormPageState, formPage } from './form-page.ts';
import { asPage, localeOf, sendPage } from './page-frame.ts';
import { PAGE_STYLE } from './page-style.ts';

const COOKIE = 'zhinuo_form';
const Params = Type.Object({ code: Type.String({ maxLength: 64 }) });
const Body = Type.Optional(Type.Record(Type.String(), Type.Unknown()));

/** `GET/POST /f/CODE`: the hosted form, rendered here, working without scripts. */
export function registerFormRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.get('/f/assets/form.css', { config: { permission: 'public' }, schema: {} }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(PAGE_STYLE),
  );

  app.get('/f/:code', { config: { permission: 'public' }, schema: { params: Params } }, (request, reply) =>
    asPage(request, reply, () => showForm(capture, database, request, reply, request.params.code, {}, 200)),
  );

  const schema = { params: Params, body: Body };
  app.post('/f/:code', { config: { permission: 'public', neverReplayed: true }, schema }, (request, reply) =>
    asPage(request, reply, async () => {
      const { code } = request.params;
      const result = await submit(capture, database, { code, session: sessionOf(request), body: request.body ?? {} });
      switch (result.kind) {
        case 'accepted':
          return reply.redirect(`/f/${code}/s/${capture.submissionToken(result.submission)}${langQuery(request)}`, 303);
        case 'machine':
          return reply.redirect(`/f/${code}`, 303);
        case 'stale':
          return showForm(capture, database, request, reply, code, { answers: result.answers, stale: true }, 409);
        case 'invalid': {
          const { answers, errors } = result;
          return showForm(capture, database, request, reply, code, { answers, errors }, 422);
        }
      }
    }),
  );
}

/** The language a page was asked for in, to be kept by a redirection. */
export function langQuery(request: FastifyRequest): string {
  return localeOf(request) === 'en' ? '?lang=en' : '?lang=zh';
}

type SubmitInput = Parameters<Capture['submitForm']>[1];

// A presentation that the gate no longer takes (spent, superseded, another session's) is shown afresh, with what was typed.
async function submit(capture: Capture, database: Database, input: SubmitInput): Promise<SubmitResult> {
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
  const shown = await database.transaction((tx) => capture.presentForm(tx, { code, session, locale }));
  reply.setCookie(COOKIE, session, {
    path: '/f',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  });
  return sendPage(reply, formPage(shown, locale, state), status);
}

/** The form session's secret, if the request carries a well-formed one. */
export function sessionOf(request: FastifyRequest): string | undefined {
  const value = request.cookies[COOKIE];
  return value !== undefined && /^[A-Za-z0-9_-]{22}$/.test(value) ? value : undefined;
}
