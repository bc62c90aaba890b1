// What these add to Fastify's types (cookies, nonces, a route's own rate limit) is seen by whoever uses `HttpApp`.
/// <reference types="@fastify/cookie" preserve="true" />
/// <reference types="@fastify/helmet" preserve="true" />
/// <reference types="@fastify/rate-limit" preserve="true" />
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { Permission } from './permission.ts';

/** What a context registers its routes on: Fastify with TypeBox schemas, so that params, query, body and reply are typed by the schema. */
export type HttpApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

/**
 * Finds who a request comes from by one kind of credential; undefined when the request carries none of that kind. Throws a `Failure` of
 * kind `unauthenticated` when it carries one that is not good.
 */
export type CallerResolver = (request: FastifyRequest) => Promise<Caller | undefined>;

/** One registered route and what it asks of its caller. */
export interface RouteEntry {
  readonly method: string;
  readonly url: string;
  readonly permission: Permission;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every registered route, for the test that walks roles × routes. */
    readonly routeTable: readonly RouteEntry[];
  }

  interface FastifyRequest {
    /** Who makes this request. */
    caller: Caller;
    /** The nonces of its answer's content security policy, once asked for. */
    cspNonces?: { readonly script: string; readonly style: string };
  }

  interface FastifyContextConfig {
    /** What the route asks of its caller. The server does not start while a route lacks it. */
    permission: Permission;
    /** The answer may hold personal information or a secret, so an `Idempotency-Key` never stores it: a repetition is answered 409. */
    neverReplayed?: boolean;
    /** JSON may come as `text/plain`, which a page of another site sends without asking first; for routes that rely on no cookie. */
    plainJson?: boolean;
    /** The write may be sent by a page of another site or a mail program (one-click unsubscribe, RFC 8058): it carries its own token. */
    crossSite?: boolean;
    /** The route reads a credential of its own (a tracker's write key): `Authorization` is not taken for an API key, and cookies count for nothing. */
    ownCredential?: boolean;
  }
}
