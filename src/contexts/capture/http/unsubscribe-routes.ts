import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { linkInvalid } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import { langQuery } from './form-session.ts';
import { html } from './html.ts';
import { asPage, localeOf, pageFrame, sendPage } from './page-frame.ts';
import { say, WORDS } from './page-words.ts';

const Params = Type.Object({ token: Type.String({ maxLength: 200 }) });
const MOST_BODY = 4096;

/**
 * `/u/TOKEN`: a GET shows one button and never withdraws, because mail scanners follow links; any POST with a good token does, also RFC 8058's
 * `List-Unsubscribe=One-Click`, which mail programs send as a form of either kind, from anywhere, without cookies. In force before the answer.
 */
export function registerUnsubscribeRoutes(app: HttpApp, capture: Capture, database: Database): void {
  void app.register(async (scope) => {
    // RFC 8058 allows multipart/form-data too. The token alone decides, so that body is read past and never parsed.
    scope.addContentTypeParser('multipart/form-data', { bodyLimit: MOST_BODY, parseAs: 'buffer' }, async () => ({
      'List-Unsubscribe': 'One-Click',
    }));
    const schema = { params: Params };
    scope.get('/u/:token', { config: { permission: 'public' }, schema }, (request, reply) =>
      asPage(request, reply, async () => {
        const { token } = request.params as { token: string };
        const target = capture.readToken(token);
        if (target === undefined) throw linkInvalid();
        return sendPage(reply, askPage(request, token, target.channel));
      }),
    );
    scope.post(
      '/u/:token',
      { config: { permission: 'public', crossSite: true }, schema, bodyLimit: MOST_BODY },
      (request, reply) =>
        asPage(request, reply, async () => {
          const { token } = request.params as { token: string };
          const body = (request.body ?? {}) as Record<string, unknown>;
          const by = body['List-Unsubscribe'] === 'One-Click' ? 'one-click' : 'unsubscribe-page';
          const receipt = await database.transaction((tx) => capture.unsubscribe(tx, { token, by }));
          return sendPage(reply, donePage(request, receipt.id));
        }),
    );
  });
}

function askPage(request: FastifyRequest, token: string, channel: 'sms' | 'email'): string {
  const locale = localeOf(request);
  const title = say(WORDS.unsubscribeTitle, locale);
  const ask = channel === 'sms' ? WORDS.unsubscribeAskSms : WORDS.unsubscribeAskEmail;
  const content = html`<h1>${title}</h1><p>${say(ask, locale)}</p>
<form method="post" action="/u/${token}${langQuery(request)}"><button type="submit">${say(WORDS.unsubscribeButton, locale)}</button></form>`;
  return pageFrame({ title, locale, content, here: `/u/${token}` });
}

function donePage(request: FastifyRequest, receipt: string): string {
  const locale = localeOf(request);
  const title = say(WORDS.unsubscribeTitle, locale);
  const content = html`<h1>${title}</h1><p role="status" class="done">${say(WORDS.unsubscribed, locale)}</p>
<p class="muted">${say(WORDS.receipt, locale)}: ${receipt}</p><p><a href="/me">${say(WORDS.centre, locale)}</a></p>`;
  return pageFrame({ title, locale, content });
}
