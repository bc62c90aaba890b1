import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Caller, HttpApp } from '../platform/http/index.ts';
import { tooManyRequests } from './http-failures.ts';

/** Requests a minute for each kind of caller; a route may ask for less with `config.rateLimit`. */
export type RateLimits = Readonly<Record<Caller['kind'], number>>;

/** Machines load and decide in bulk; a person at a screen does not; an address without a session is held shortest. */
export const DEFAULT_RATE_LIMITS: RateLimits = { anonymous: 300, person: 300, staff: 1200, 'api-key': 120_000 };

const MOST_COUNTED = 50_000;

/** Counts requests by caller, or by address (IPv6 by /64) while the caller is unknown, and answers 429 with `Retry-After`. */
export async function addRateLimits(app: HttpApp, limits: RateLimits): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: 60_000,
    cache: MOST_COUNTED,
    max: (request: FastifyRequest) => limits[request.caller.kind],
    keyGenerator: keyOf,
    errorResponseBuilder: (_request, context) => tooManyRequests(Math.max(1, Math.ceil(context.ttl / 1000))),
  });
}

function keyOf(request: FastifyRequest): string {
  const { caller } = request;
  switch (caller.kind) {
    case 'staff':
    case 'api-key':
      return `${caller.kind}:${caller.id}`;
    case 'person':
      return `person:${caller.session}`;
    case 'anonymous':
      return `address:${rateLimit.normalizeIP(request.ip)}`;
  }
}
