import type { Tx } from '../../platform/database/index.ts';
import type { AccessContext } from './access-context.ts';
import { lastAdministrator, noSuchStaff, wrongState } from './access-failures.ts';
import type { Role } from './domain/roles.ts';
import { issueLink, type OneTimeLink } from './issue-link.ts';
import { recordAccessChange } from './record-staff-act.ts';
import { expireLinks } from './store/link-store.ts';
import { lockActiveAdministrators, lockStaff, type StaffRow, updateRole, updateState } from './store/staff-store.ts';

/** Gives a member another role, in force with their next request. Throws `access.no-such-staff` or `access.last-administrator`. */
export async function changeRole(context: AccessContext, tx: Tx, id: string, role: Role, by: string): Promise<void> {
  const row = await locked(tx, id);
  if (row.role === role) return;
  if (row.role === 'administrator') await assertAnotherAdministrator(tx, id);
  await updateRole(tx, id, role);
  await recordAccessChange(context, tx, {
    by,
    act: 'access.role-changed',
    subject: id,
    detail: { from: row.role, to: role },
  });
}

/** Shuts a member out: sessions end, links die, sign-in is refused. Throws `access.no-such-staff` or `access.last-administrator`. */
export async function disableStaff(context: AccessContext, tx: Tx, id: string, by: string): Promise<void> {
  const row = await locked(tx, id);
  if (row.state === 'disabled') return;
  if (row.role === 'administrator') await assertAnotherAdministrator(tx, id);
  await updateState(tx, id, 'disabled');
  await context.authentication.endSessions(tx, id);
  await expireLinks(tx, id, context.clock.now());
  await recordAccessChange(context, tx, { by, act: 'access.staff-disabled', subject: id });
}

/** A link that signs an active member in once, for automation that holds the key for it. Throws `access.no-such-staff` or `access.wrong-state`. */
export async function issueSignInLink(context: AccessContext, tx: Tx, id: string, by: string): Promise<OneTimeLink> {
  const row = await locked(tx, id);
  if (row.state === 'disabled' || (await context.authentication.hasTotp(tx, id))) throw wrongState();
  if (row.state === 'invited') await updateState(tx, id, 'active');
  await recordAccessChange(context, tx, { by, act: 'access.sign-in-link-issued', subject: id });
  return issueLink(context, tx, { staff: id, kind: 'sign-in' });
}

async function locked(tx: Tx, id: string): Promise<StaffRow> {
  // Administrators first and always in one order, so that two changes at once can't wait for each other.
  await lockActiveAdministrators(tx);
  const row = await lockStaff(tx, id);
  if (row === undefined) throw noSuchStaff();
  return row;
}

async function assertAnotherAdministrator(tx: Tx, id: string): Promise<void> {
  const administrators = await lockActiveAdministrators(tx);
  if (administrators.length === 1 && administrators[0] === id) throw lastAdministrator();
}
