import type { FastifyRequest } from 'fastify';
import type { HttpApp } from '../platform/http/index.ts';
import { foreignOrigin } from './http-failures.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: cookies go along with requests that other sites cause. A write is refused when the browser says that it comes
 * from another origin, and a write that relies on a cookie must say where it comes from: `Origin`, `Sec-Fetch-Site`, or the header
 * `X-Zhinuo-Console`, which another site can't set without a preflight that we never answer. Session cookies are SameSite besides.
 */
export function refuseCrossSiteWrites(app: HttpApp, publicOrigin: string | undefined): void {
  app.addHook('preParsing', async (request) => {
    if (SAFE.has(request.method) || request.is404 || request.routeOptions.config.crossSite === true) return;
    if (request.caller.kind === 'api-key') return;
    if (!comesFromUs(request, publicOrigin)) throw foreignOrigin();
  });
}

function comesFromUs(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  const origin = request.headers.origin;
  if (origin !== undefined) return origin === publicOrigin || hostOf(origin) === request.headers.host;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return request.caller.kind === 'anonymous' || request.headers['x-zhinuo-console'] !== undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
