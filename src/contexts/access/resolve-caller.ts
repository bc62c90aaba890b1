import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyCaller, Caller, StaffCaller } from '../../platform/http/index.ts';
import type { AccessContext } from './access-context.ts';
import { badKey } from './access-failures.ts';
import { ALL_PERMISSIONS, permissionsOf, tierOf } from './domain/roles.ts';
import { digestOf, isApiKey } from './domain/secret-token.ts';
import { sessionDigest } from './session-digest.ts';
import { openStaff } from './staff-identity.ts';
import { readLiveKey } from './store/api-key-store.ts';
import { readStaff } from './store/staff-store.ts';
import { readStepUp } from './store/step-up-store.ts';

const BEARER = /^Bearer ([\x21-\x7e]{16,512})$/i;

/**
 * The caller of `Authorization: Bearer KEY`. The bootstrap key, which only automation of the operator knows, holds every permission. Throws
 * `access.bad-key`.
 */
export function apiKeyResolver(context: AccessContext, bootstrapKey: string | undefined) {
  const bootstrap: ApiKeyCaller = { kind: 'api-key', id: 'bootstrap', permissions: new Set(ALL_PERMISSIONS), tier: 2 };
  const bootstrapDigest = bootstrapKey === undefined ? undefined : digestOf(bootstrapKey);
  return async (request: FastifyRequest): Promise<Caller | undefined> => {
    const header = request.headers.authorization;
    if (header === undefined) return undefined;
    const key = BEARER.exec(header)?.[1];
    if (key === undefined) throw badKey();
    const digest = digestOf(key);
    if (bootstrapDigest !== undefined && timingSafeEqual(digest, bootstrapDigest)) return bootstrap;
    if (!isApiKey(key)) throw badKey();
    const now = context.clock.now();
    const row = await context.database.transaction((tx) => readLiveKey(tx, digest, now), { readOnly: true });
    if (row === undefined) throw badKey();
    const term = row.expiresAt === null ? {} : { expiresAt: row.expiresAt };
    return { kind: 'api-key', id: row.id, permissions: new Set(row.scopes), tier: row.tier, ...term };
  };
}

/** The caller of the console's session cookie; undefined when nobody is signed in, or no longer active. */
export function staffResolver(context: AccessContext) {
  return async (request: FastifyRequest): Promise<StaffCaller | undefined> => {
    const { cookie } = request.headers;
    const session = sessionDigest(cookie ?? '');
    if (cookie === undefined || session === undefined) return undefined;
    const id = await context.authentication.sessionOf(cookie);
    if (id === undefined) return undefined;
    const { row, steppedUpAt } = await context.database.transaction(
      async (tx) => ({ row: await readStaff(tx, id), steppedUpAt: await readStepUp(tx, session, id) }),
      { readOnly: true },
    );
    if (row?.state !== 'active') return undefined;
    const { name } = openStaff(context, row);
    const { role } = row;
    const staff = { kind: 'staff', id, name, permissions: permissionsOf(role), tier: tierOf(role), role } as const;
    return steppedUpAt === undefined ? staff : { ...staff, steppedUpAt };
  };
}
