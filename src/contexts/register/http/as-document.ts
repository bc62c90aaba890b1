import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../../platform/failure.ts';
import { STATUS_OF_KIND } from '../../../platform/http/index.ts';
import { escapeHtml } from '../domain/escape-html.ts';
import { STYLE_PATH } from './notice-frame.ts';

/** Sends a public document; an expected refusal is a page for whoever follows a link, and problem details for a program. */
export async function asDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || !/\btext\/html\b/.test(request.headers.accept ?? '')) throw error;
    const { zh, en } = error.title;
    return reply
      .code(STATUS_OF_KIND[error.kind])
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
          `<title>${escapeHtml(zh)}</title><link rel="stylesheet" href="${STYLE_PATH}"></head>` +
          `<body><main><h1>${escapeHtml(zh)}</h1><p lang="en">${escapeHtml(en)}</p><p>${escapeHtml(error.code)}</p></main></body></html>`,
      );
  }
}
