import type { Tx } from '../../platform/database/index.ts';
import type { AccessContext } from './access-context.ts';
import { deadLink } from './access-failures.ts';
import type { CookieChange } from './authentication/staff-authentication.ts';
import { digestOf, isSecret } from './domain/secret-token.ts';
import { recordAccessChange, recordStaffAct } from './record-staff-act.ts';
import { type LinkKind, type LinkRow, lockLiveLink, markUsed } from './store/link-store.ts';
import { lockStaff, updateState } from './store/staff-store.ts';

/** Whether a link still works; looking does not use it (mail scanners and previews fetch links). Throws `access.dead-link`. */
export async function peekLink(context: AccessContext, tx: Tx, kind: LinkKind, token: string): Promise<void> {
  await liveLink(context, tx, kind, token);
}

/** Accepts an invitation: the password is set, the member becomes active and is signed in. Throws `access.dead-link` or `access.bad-password`. */
export async function acceptInvitation(context: AccessContext, token: string, password: string): Promise<CookieChange> {
  const passwordHash = await context.authentication.hashPassword(password);
  const id = await context.database.transaction(async (tx) => {
    const link = await liveLink(context, tx, 'invitation', token);
    const row = await lockStaff(tx, link.staff);
    if (row?.state !== 'invited') throw deadLink();
    await markUsed(tx, link.digest, context.clock.now());
    await context.authentication.setPasswordHash(tx, row.id, passwordHash);
    await updateState(tx, row.id, 'active');
    await recordAccessChange(context, tx, {
      by: `staff:${row.id}`,
      act: 'access.invitation-accepted',
      subject: row.id,
    });
    return row.id;
  });
  return context.authentication.openSession(id);
}

/** Signs in by a one-time link. It never stands in for an authenticator app: whoever has one signs in with it. Throws `access.dead-link`. */
export async function enterByLink(context: AccessContext, token: string): Promise<CookieChange> {
  const id = await context.database.transaction(async (tx) => {
    const link = await liveLink(context, tx, 'sign-in', token);
    const row = await lockStaff(tx, link.staff);
    if (row?.state !== 'active' || (await context.authentication.hasTotp(tx, row.id))) throw deadLink();
    await markUsed(tx, link.digest, context.clock.now());
    await recordStaffAct(context, tx, { by: `staff:${row.id}`, act: 'access.entered-by-link', subject: row.id });
    return row.id;
  });
  return context.authentication.openSession(id);
}

async function liveLink(context: AccessContext, tx: Tx, kind: LinkKind, token: string): Promise<LinkRow> {
  const link = isSecret(token) ? await lockLiveLink(tx, digestOf(token), context.clock.now()) : undefined;
  if (link?.kind !== kind) throw deadLink();
  return link;
}
