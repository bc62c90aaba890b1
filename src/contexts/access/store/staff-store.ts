import type { Tx } from '../../../platform/database/index.ts';
import type { Role } from '../domain/roles.ts';

/** Where a member of staff stands. */
export type StaffState = 'invited' | 'active' | 'disabled';

export interface StaffRow {
  readonly id: string;
  readonly emailSealed: Buffer;
  readonly nameSealed: Buffer;
  readonly role: Role;
  readonly state: StaffState;
  readonly createdAt: Date;
}

const COLUMNS = `id, email_sealed as "emailSealed", name_sealed as "nameSealed", role, state, created_at as "createdAt"`;

export async function insertStaff(tx: Tx, row: StaffRow): Promise<void> {
  await tx.execute(
    'insert into access.staff (id, email_sealed, name_sealed, role, state, created_at) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.emailSealed, row.nameSealed, row.role, row.state, row.createdAt],
  );
}

export async function readStaff(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return tx.first<StaffRow>(`select ${COLUMNS} from access.staff where id = $1`, [id], 'access.staff.read');
}

export async function lockStaff(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return tx.first<StaffRow>(`select ${COLUMNS} from access.staff where id = $1 for update`, [id]);
}

export async function listStaffRows(tx: Tx): Promise<StaffRow[]> {
  return tx.query<StaffRow>(`select ${COLUMNS} from access.staff order by created_at, id`);
}

export async function anyStaff(tx: Tx): Promise<boolean> {
  return (await tx.one<{ found: boolean }>('select exists (select from access.staff) as found')).found;
}

export async function hasPseudonym(tx: Tx, pseudonym: string): Promise<boolean> {
  return (await tx.first('select 1 from access.auth_user where email = $1', [pseudonym])) !== undefined;
}

/** Locks every active administrator, so that two of them can't disable each other at once. */
export async function lockActiveAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from access.staff where role = 'administrator' and state = 'active' order by id for update`,
  );
  return rows.map((row) => row.id);
}

export async function updateRole(tx: Tx, id: string, role: Role): Promise<void> {
  await tx.execute('update access.staff set role = $2 where id = $1', [id, role]);
}

export async function updateState(tx: Tx, id: string, state: StaffState): Promise<void> {
  await tx.execute('update access.staff set state = $2 where id = $1', [id, state]);
}

/** Deletes what has ended: sessions, the library's one-time values, and links. */
export async function deleteExpired(tx: Tx, now: Date): Promise<void> {
  await tx.execute('delete from access.auth_session where "expiresAt" < $1', [now]);
  await tx.execute('delete from access.auth_verification where "expiresAt" < $1', [now]);
  await tx.execute('delete from access.one_time_link where expires_at < $1', [now]);
}
