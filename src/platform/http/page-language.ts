import type { FastifyRequest } from 'fastify';

/** The language of a page: asked for in the address (`?lang=`), else the browser's first, else Chinese. */
export function pageLanguage(request: FastifyRequest): 'zh' | 'en' {
  const { lang } = (request.query ?? {}) as { readonly lang?: unknown };
  if (lang === 'en' || lang === 'zh') return lang;
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh';
}
