import type { FastifyRequest } from 'fastify';
import { type Bilingual, Failure } from '../platform/failure.ts';
import {
  ANONYMOUS,
  type Caller,
  type CallerResolver,
  type HttpApp,
  type Permission,
  signInNeeded,
} from '../platform/http/index.ts';
import { notPermitted, personSessionNeeded } from './http-failures.ts';

/** How the three kinds of credential are read; given by the contexts that own them. */
export interface CallerResolvers {
  /** `Authorization: Bearer KEY`. */
  readonly apiKey?: CallerResolver;
  /** The console's session cookie. */
  readonly staff?: CallerResolver;
  /** The privacy centre's session cookie. */
  readonly person?: CallerResolver;
  /** Who holds a permission, for whoever lacks it. */
  readonly holdersOf?: (permission: string) => Bilingual;
}

/**
 * Fills `request.caller` and lets nobody pass whom the route's permission does not admit. A browser may hold a staff and a person session at
 * once; the route decides which counts. A refusal is thrown only after the rate limit has counted the request.
 */
export function addAuthentication(app: HttpApp, resolvers: CallerResolvers): void {
  app.decorateRequest('caller');
  const refusals = new WeakMap<FastifyRequest, Failure>();
  app.addHook('onRequest', async (request) => {
    request.caller = ANONYMOUS;
    try {
      request.caller = (await identify(request, resolvers)) ?? ANONYMOUS;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refusals.set(request, error);
    }
  });
  // preParsing runs after every onRequest hook, also the route's own rate limit, and before a byte of the body is read.
  app.addHook('preParsing', async (request) => {
    if (request.is404) return;
    const refusal =
      refusals.get(request) ?? refusalFor(request.routeOptions.config.permission, request.caller, resolvers);
    if (refusal !== undefined) throw refusal;
  });
}

async function identify(request: FastifyRequest, resolvers: CallerResolvers): Promise<Caller | undefined> {
  if (!request.is404 && request.routeOptions.config.ownCredential === true) return undefined;
  if (request.headers.authorization !== undefined) {
    const caller = await resolvers.apiKey?.(request);
    if (caller === undefined) throw signInNeeded();
    return caller;
  }
  const permission = request.is404 ? 'public' : request.routeOptions.config.permission;
  if (permission === 'person') return resolvers.person?.(request);
  if (permission !== 'public') return resolvers.staff?.(request);
  // Both sessions are cookies.
  if (request.headers.cookie === undefined) return undefined;
  return (await lenient(request, resolvers.staff)) ?? (await lenient(request, resolvers.person));
}

// A page that is open to everyone is also open to somebody whose session has ended.
async function lenient(request: FastifyRequest, resolver: CallerResolver | undefined): Promise<Caller | undefined> {
  try {
    return await resolver?.(request);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Why a permission does not admit a caller; undefined when it does. */
export function refusalFor(
  permission: Permission,
  caller: Caller,
  { holdersOf }: Pick<CallerResolvers, 'holdersOf'> = {},
): Failure | undefined {
  if (permission === 'public') return undefined;
  if (permission === 'person') return caller.kind === 'person' ? undefined : personSessionNeeded();
  if (caller.kind === 'staff' || caller.kind === 'api-key')
    return caller.permissions.has(permission) ? undefined : notPermitted(permission, holdersOf?.(permission));
  return signInNeeded();
}
