import type { Access } from '../contexts/access/index.ts';
import type { Gate } from '../contexts/consent/index.ts';
import type { Customers } from '../contexts/customers/index.ts';
import type { Evidence } from '../contexts/evidence/index.ts';
import type { Register } from '../contexts/register/index.ts';
import type { ErasureDesk } from '../contexts/rights/index.ts';
import {
  createRetention,
  type Retention,
  registerDataMapRoutes,
  registerRetentionRoutes,
} from '../contexts/vault/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/index.ts';
import type { HttpApp } from '../platform/http/index.ts';
import type { Stores } from './open-stores.ts';

/** The task that erases somebody of whom nothing is needed any more. */
const ERASE_TASK = 'rights.erase-person';

interface Below {
  readonly evidence: Evidence;
  readonly access: Access;
  readonly gate: Gate;
  readonly register: Register;
  readonly customers: Customers;
}

/** Opens retention: what the vault erases, the contexts above hear of in the same transaction. */
export function wireRetention({ database, jobs }: Stores, clock: Clock, below: Below): Retention {
  const { evidence, access, gate, register, customers } = below;
  return createRetention(
    {
      clock,
      evidence,
      gate,
      register,
      noteStaffAct: access.recordStaffAct,
      fieldsErased: (tx, person, fields) => customers.forgetIdentifiers(tx, person, fields),
      // A job, because the vault is below who can erase somebody everywhere.
      nothingKept: (tx, person) => jobs.enqueue(tx, ERASE_TASK, { person }, { key: `${ERASE_TASK} ${person}` }),
    },
    (work) => database.transaction(work),
  );
}

/** Puts the routes of 保留与删除 and of the data map on the server. */
export function addRetentionRoutes(
  app: HttpApp,
  { retention, register }: { readonly retention: Retention; readonly register: Register },
  database: Database,
): void {
  registerRetentionRoutes(app, retention, database);
  registerDataMapRoutes(app, register, database);
}

/** Registers what erases somebody everywhere once nothing of them is needed. */
export function handleLastErasures({ jobs, database }: Stores, { erasure }: { readonly erasure: ErasureDesk }): void {
  jobs.handle(ERASE_TASK, async ({ person }) => {
    if (typeof person !== 'string') return;
    const act = { by: 'retention', reason: 'nothing of them is needed any more' };
    await database.transaction((tx) => erasure.erasePerson(tx, person, act));
  });
}
