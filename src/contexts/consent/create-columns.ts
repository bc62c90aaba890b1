import type { ServiceRing } from '../../platform/keyring/index.ts';
import { Columns } from './columns/columns.ts';
import type { ColumnsDeps } from './columns/columns-deps.ts';
import { unsealBirth } from './register-subjects.ts';

/** The gate in memory, empty: it answers nothing before `start` (or `settle`) has read the database. */
export function createColumns(
  deps: Omit<ColumnsDeps, 'unseal'> & { readonly service: Pick<ServiceRing, 'sealSmall' | 'unsealSmall'> },
): Columns {
  const { service, ...rest } = deps;
  return new Columns({ ...rest, unseal: (sealed) => unsealBirth({ service }, sealed) });
}
