import cookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, fastify } from 'fastify';
import { pooledRandom } from '../platform/crypto/index.ts';
import type { HttpApp } from '../platform/http/index.ts';
import type { Logger } from '../platform/logging.ts';
import { addAuthentication, type CallerResolvers } from './authenticate.ts';
import { addBodyParsers } from './body-parsers.ts';
import { refuseCrossSiteWrites } from './cross-site.ts';
import { addHealthRoutes, type ReadinessCheck } from './health-routes.ts';
import { malformedRequest } from './http-failures.ts';
import { addIdempotency, type IdempotencyOptions } from './idempotency.ts';
import { addMetrics, createMetrics, type Metrics } from './metrics.ts';
import { addOpenApi } from './open-api.ts';
import { answerErrors, sendFailure, toFailure } from './problem-details.ts';
import { QuietLogController } from './quiet-log-controller.ts';
import { addRateLimits, DEFAULT_RATE_LIMITS, type RateLimits } from './rate-limits.ts';
import { addRequestLog } from './request-log.ts';
import { addRouteTable } from './route-table.ts';
import { schemaValidator } from './schema-validation.ts';
import { addSecureHeaders } from './secure-headers.ts';
import { addWebApps } from './web-apps.ts';

const BODY_LIMIT = 1024 * 1024;

/** What the HTTP server is made of. */
export interface ServerOptions {
  readonly log: Logger;
  /** Where people reach the server; https turns on HSTS and is the only foreign-looking origin that may write. */
  readonly publicUrl?: string;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  readonly resolvers?: CallerResolvers;
  /** Without it an `Idempotency-Key` is ignored; the real server always has it. */
  readonly idempotency?: IdempotencyOptions;
  readonly rateLimits?: RateLimits;
  readonly readiness?: readonly ReadinessCheck[];
  readonly metrics?: Metrics;
  /** The folder with the built web apps. */
  readonly webRoot?: string;
  /** Where the SDK's files of earlier releases are kept; without it only this release's answer. */
  readonly sdkDirectory?: string;
  readonly version?: string;
}

/**
 * The HTTP server without any context's routes; contexts register theirs on it, then `listen` or `inject`. Its hooks run in this order: secure
 * headers, authentication, rate limit, permission, origin of writes, body, schema, idempotency, handler.
 */
export async function createServer(options: ServerOptions): Promise<HttpApp> {
  const log: FastifyBaseLogger = options.log;
  const app: HttpApp = fastify({
    loggerInstance: log,
    logController: new QuietLogController({ disableRequestLogging: true }),
    genReqId: () => pooledRandom(9).toString('base64url'),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    trustProxy:
      options.trustedProxies === undefined || options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    onProtoPoisoning: 'error',
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply) => {
      sendFailure(reply, toFailure(error) ?? malformedRequest());
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(schemaValidator);
  answerErrors(app);
  addRouteTable(app);
  addRequestLog(app);
  hangUpWhenClosing(app);
  await addSecureHeaders(app, { https: options.publicUrl?.startsWith('https:') === true });
  await app.register(cookie);
  addAuthentication(app, options.resolvers ?? {});
  await addRateLimits(app, options.rateLimits ?? DEFAULT_RATE_LIMITS);
  refuseCrossSiteWrites(app, options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin);
  addBodyParsers(app);
  if (options.idempotency !== undefined) addIdempotency(app, options.idempotency);
  await addOpenApi(app, { version: options.version ?? '0' });
  addMetrics(app, options.metrics ?? createMetrics());
  addHealthRoutes(app, options.readiness ?? []);
  if (options.webRoot !== undefined) await addWebApps(app, options.webRoot, options.sdkDirectory);
  return app;
}

// Closing waits for every connection, and a kept-alive one would be waited for until its client has had enough.
function hangUpWhenClosing(app: HttpApp): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (closing) reply.header('Connection', 'close');
    return payload;
  });
}
