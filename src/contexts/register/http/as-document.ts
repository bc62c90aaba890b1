import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../../../platform/failure.ts';
import { pageLanguage, refusalAsPage } from '../../../platform/http/index.ts';
import { escapeHtml } from '../domain/escape-html.ts';
import { STYLE_PATH } from './notice-frame.ts';

/** Sends a public document; an expected refusal is a page for whoever follows a link, and problem details for a program. */
export function asDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const reads = /\btext\/html\b/.test(request.headers.accept ?? '');
  return refusalAsPage(reply, work, (failure) => (reads ? pageOf(failure, pageLanguage(request)) : undefined));
}

function pageOf({ title, code }: Failure, language: 'zh' | 'en'): string {
  const words = escapeHtml(title[language]);
  return (
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${words}</title><link rel="stylesheet" href="${STYLE_PATH}"></head>` +
    `<body><main><h1>${words}</h1><p>${escapeHtml(code)}</p></main></body></html>`
  );
}
