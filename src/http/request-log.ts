import type { HttpApp } from '../platform/http/index.ts';

/** One line a request: method, route pattern, status, milliseconds, kind of caller. Never the address asked for, which may hold anything. */
export function addRequestLog(app: HttpApp): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.is404 ? 'unmatched' : request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        caller: request.caller?.kind,
      },
      'request',
    );
  });
}
