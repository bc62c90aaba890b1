import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { keepSession, langQuery, sessionOf } from './form-session.ts';
import { html } from './html.ts';
import { asPage, localeOf, pageFrame, sendPage } from './page-frame.ts';
import { say, WORDS } from './page-words.ts';

const Params = Type.Object({ token: Type.String({ maxLength: 64 }) });

/** `GET/POST /f/counter/TOKEN`: what a customer scans at a counter. Looking opens nothing, since messengers look at links by themselves. */
export function registerCounterPages(app: HttpApp, capture: Capture, database: Database): void {
  const config = { permission: 'public' } as const;
  app.get<{ Params: { token: string } }>(
    '/f/counter/:token',
    { config, schema: { params: Params } },
    (request, reply) =>
      asPage(request, reply, async () => {
        const { token } = request.params;
        const form = await database.transaction(
          async (tx) => capture.form(tx, (await capture.lookAtCode(tx, token)).form),
          { readOnly: true },
        );
        // Kept before the code is opened: where the answer to opening is lost on its way, this browser may open it again.
        if (form !== undefined) keepSession(request, reply, form, sessionOf(request) ?? newSession());
        const locale = localeOf(request);
        const title = say(WORDS.counterTitle, locale);
        const content = html`<h1>${title}</h1><p>${say(WORDS.counterText, locale)}</p>
<form method="post" action="/f/counter/${token}${langQuery(request)}"><button type="submit">${say(WORDS.counterOpen, locale)}</button></form>`;
        return sendPage(reply, pageFrame({ title, locale, content, here: `/f/counter/${token}` }));
      }),
  );
  app.post<{ Params: { token: string } }>(
    '/f/counter/:token',
    { config: { ...config, neverReplayed: true }, schema: { params: Params } },
    (request, reply) =>
      asPage(request, reply, async () => {
        const session = sessionOf(request) ?? newSession();
        const { token } = request.params;
        const form = await database.transaction(async (tx) => {
          const code = await capture.openCode(tx, { token, session });
          return capture.form(tx, code);
        });
        if (form !== undefined) keepSession(request, reply, form, session);
        return reply.redirect(`/f/${form?.code ?? ''}${langQuery(request)}`, 303);
      }),
  );
}

function newSession(): string {
  return randomBytes(16).toString('base64url');
}
