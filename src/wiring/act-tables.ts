import { accessActTables } from '../contexts/access/index.ts';
import { consentActTables } from '../contexts/consent/index.ts';
import { customersActTables } from '../contexts/customers/index.ts';
import { engagementActTables } from '../contexts/engagement/index.ts';
import type { ActTable } from '../contexts/evidence/index.ts';
import { registerActTables } from '../contexts/register/index.ts';
import { rightsActTables } from '../contexts/rights/index.ts';
import { vaultActTables } from '../contexts/vault/index.ts';

/** The tables of acts that the self-check compares with the log; contexts that are not here record no acts of their own. */
export const ACT_TABLES: readonly ActTable[] = [
  ...accessActTables,
  ...registerActTables,
  ...consentActTables,
  ...vaultActTables,
  ...customersActTables,
  ...engagementActTables,
  ...rightsActTables,
];
