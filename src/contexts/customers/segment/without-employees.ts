import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';

/** The same people without the employees, who are met under the HR basis (PIPL 13(1)(2)) and are nobody's audience. */
export async function withoutEmployees(
  deps: Pick<CustomersDeps, 'gate'>,
  tx: Tx,
  ordinals: Uint32Array,
): Promise<Uint32Array> {
  const employees = new Set(await deps.gate.employees(tx));
  return employees.size === 0 ? ordinals : ordinals.filter((ordinal) => !employees.has(ordinal));
}
