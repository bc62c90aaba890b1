import type { Tx } from '../../platform/database/index.ts';
import type { Tier } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids.ts';
import type { AccessContext } from './access-context.ts';
import { noSuchKey, scopeBeyondOwn, termBeyondOwn, termOver, unknownScope } from './access-failures.ts';
import { ALL_PERMISSIONS } from './domain/roles.ts';
import { digestOf, newApiKey } from './domain/secret-token.ts';
import { recordAccessChange } from './record-staff-act.ts';
import { insertApiKey, revokeKeyRow } from './store/api-key-store.ts';

/** What a new key may do and until when; `granter` holds the permissions, and the term, of whoever makes it. */
export interface NewApiKey {
  readonly label: string;
  readonly scopes: readonly string[];
  readonly tier: Tier;
  readonly expiresAt?: Date;
  readonly by: string;
  readonly granter: { readonly permissions: ReadonlySet<string>; readonly tier: Tier; readonly expiresAt?: Date };
}

/** Makes an API key; `key` is shown once. Throws `access.unknown-scope`, `access.scope-beyond-own`, `access.term-over` or `access.term-beyond-own`. */
export async function createApiKey(
  context: AccessContext,
  tx: Tx,
  wanted: NewApiKey,
): Promise<{ id: string; key: string }> {
  const unknown = wanted.scopes.findIndex((scope) => !ALL_PERMISSIONS.includes(scope));
  if (unknown !== -1) throw unknownScope(unknown);
  const beyond = wanted.scopes.some((scope) => !wanted.granter.permissions.has(scope));
  if (beyond || wanted.tier > wanted.granter.tier) throw scopeBeyondOwn();
  const now = context.clock.now();
  const { expiresAt, granter } = wanted;
  if (expiresAt !== undefined && expiresAt <= now) throw termOver();
  // A key that ends could otherwise make itself one that does not.
  if (granter.expiresAt !== undefined && (expiresAt === undefined || expiresAt > granter.expiresAt))
    throw termBeyondOwn();
  const id = newId(context.clock);
  const key = newApiKey();
  const { label, scopes, tier, by } = wanted;
  const row = { id, label, scopes, tier, createdBy: by, createdAt: now, revokedAt: null };
  await insertApiKey(tx, { ...row, expiresAt: expiresAt ?? null }, digestOf(key));
  await recordAccessChange(context, tx, {
    by,
    act: 'access.key-created',
    subject: id,
    detail: { scopes: [...scopes], tier, expiresAt: expiresAt?.toISOString() ?? null },
  });
  return { id, key };
}

/** Revokes a key, in force with its next request. Throws `access.no-such-key`. */
export async function revokeApiKey(context: AccessContext, tx: Tx, id: string, by: string): Promise<void> {
  if (!(await revokeKeyRow(tx, id, context.clock.now()))) throw noSuchKey();
  await recordAccessChange(context, tx, { by, act: 'access.key-revoked', subject: id });
}
