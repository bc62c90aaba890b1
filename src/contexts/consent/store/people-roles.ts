import type { Tx } from '../../../platform/database/index.ts';
import type { SubjectInput } from '../domain/acts.ts';

/** As what each of these people is known; people whom nobody knows are absent. */
export async function readRoles(tx: Tx, persons: readonly string[]): Promise<Map<string, SubjectInput['role']>> {
  const rows = await tx.query<{ person: string; role: SubjectInput['role'] }>(
    'select person, role from consent.subject where person = any ($1::uuid[])',
    [persons],
    'consent.roles',
  );
  return new Map(rows.map((row) => [row.person, row.role]));
}

/** Ordinals of the employees, ascending: they are met under the HR basis (PIPL 13(1)(2)) and are nobody's audience. */
export async function readEmployees(tx: Tx): Promise<Uint32Array> {
  const rows = await tx.query<{ ordinal: number }>(
    `select ordinal from consent.subject where role = 'employee' order by ordinal`,
    [],
    'consent.employees',
  );
  return Uint32Array.from(rows, (row) => row.ordinal);
}
