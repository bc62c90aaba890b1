import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { AccessContext } from './access-context.ts';
import { knownAddress, noSuchStaff, wrongState } from './access-failures.ts';
import type { Role } from './domain/roles.ts';
import { issueLink, type OneTimeLink } from './issue-link.ts';
import { recordAccessChange } from './record-staff-act.ts';
import { pseudonymOf, sealOf } from './staff-identity.ts';
import { hasPseudonym, insertStaff, lockStaff, type StaffState } from './store/staff-store.ts';

/** Who is to become a member of staff. */
export interface NewStaff {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly by: string;
}

/** Makes a member of staff who has no password yet, with a link to set one. Throws `access.known-address`. */
export async function inviteStaff(
  context: AccessContext,
  tx: Tx,
  staff: NewStaff,
): Promise<{ id: string; link: OneTimeLink }> {
  const id = await addStaff(context, tx, staff, 'invited', undefined);
  return { id, link: await issueLink(context, tx, { staff: id, kind: 'invitation' }) };
}

/** A new link for somebody who has not accepted yet; the earlier ones die. Throws `access.no-such-staff` or `access.wrong-state`. */
export async function inviteAgain(context: AccessContext, tx: Tx, id: string, by: string): Promise<OneTimeLink> {
  const row = await lockStaff(tx, id);
  if (row === undefined) throw noSuchStaff();
  if (row.state !== 'invited') throw wrongState();
  await recordAccessChange(context, tx, { by, act: 'access.staff-invited-again', subject: id });
  return issueLink(context, tx, { staff: id, kind: 'invitation' });
}

/** The first administrator, made in the set-up page with a password of their own. Throws `access.bad-password`. */
export async function createAdministrator(
  context: AccessContext,
  tx: Tx,
  administrator: { readonly email: string; readonly name: string; readonly passwordHash: string },
): Promise<string> {
  const staff: NewStaff = { email: administrator.email, name: administrator.name, role: 'administrator', by: 'set-up' };
  return addStaff(context, tx, staff, 'active', administrator.passwordHash);
}

async function addStaff(
  context: AccessContext,
  tx: Tx,
  staff: NewStaff,
  state: StaffState,
  passwordHash: string | undefined,
): Promise<string> {
  const id = newId(context.clock);
  const pseudonym = pseudonymOf(context, staff.email);
  if (await hasPseudonym(tx, pseudonym)) throw knownAddress();
  await context.authentication.addAccount(tx, {
    id,
    pseudonym,
    ...(passwordHash === undefined ? {} : { passwordHash }),
  });
  await insertStaff(tx, {
    id,
    emailSealed: sealOf(context, id, 'email', staff.email.trim()),
    nameSealed: sealOf(context, id, 'name', staff.name.trim()),
    role: staff.role,
    state,
    createdAt: context.clock.now(),
  });
  await recordAccessChange(context, tx, {
    by: staff.by,
    act: state === 'invited' ? 'access.staff-invited' : 'access.administrator-created',
    subject: id,
    detail: { role: staff.role },
  });
  return id;
}
