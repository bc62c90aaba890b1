import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageLanguage, refusalAsPage } from '../../../platform/http/index.ts';
import type { Locale } from '../present-form.ts';
import { type Html, html } from './html.ts';
import { say, WORDS } from './page-words.ts';

/** A whole page around its content. The language switch keeps the address and reloads; it needs no script. */
export function pageFrame(options: { title: string; locale: Locale; content: Html; here?: string }): string {
  const { locale, title } = options;
  const other = locale === 'en' ? 'zh' : 'en';
  return `<!doctype html>${
    html`<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="same-origin"><title>${title}</title>
<link rel="stylesheet" href="/f/assets/form.css"></head><body><main><header><span></span>${
      options.here !== undefined &&
      html`<a href="${options.here}?lang=${other}" hreflang="${other === 'zh' ? 'zh-CN' : 'en'}" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${say(WORDS.other, locale)}</a>`
    }</header>${options.content}</main></body></html>`.text
  }`;
}

/** The language of a page: asked for in the address, else the browser's, else Chinese. */
export function localeOf(request: FastifyRequest): Locale {
  return pageLanguage(request) === 'en' ? 'en' : 'zh-CN';
}

/** Sends a page; pages with answers in them are never stored by a cache. */
export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
}

/** Shows an expected refusal to a person as a page; everything else goes on to the server's own handler. */
export function asPage(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return refusalAsPage(reply, work, (failure) => {
    const locale = localeOf(request);
    const title = say(WORDS.failed, locale);
    // Whoever can't say no by this link is led to where they can (PIPL 15).
    const otherWay =
      failure.code === 'capture.link-invalid' &&
      html`<p>${say(WORDS.deadLink, locale)} <a href="/me">${say(WORDS.centre, locale)}</a></p>`;
    const content = html`<h1>${title}</h1><p role="alert">${say(failure.title, locale)}</p>${otherWay}<p class="muted">${failure.code}</p>`;
    return pageFrame({ title, locale, content });
  });
}
