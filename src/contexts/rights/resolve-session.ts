import type { Tx } from '../../platform/database/index.ts';
import type { PersonCaller } from '../../platform/http/index.ts';
import { tokenHash } from './open-session.ts';
import type { RightsContext } from './rights-context.ts';
import { findSession } from './store/login-store.ts';

/** Who a session token stands for; undefined when it has ended or was never issued. */
export async function resolveSession(context: RightsContext, tx: Tx, token: string): Promise<PersonCaller | undefined> {
  const row = await findSession(tx, tokenHash(token), context.clock.now());
  return row === undefined ? undefined : { kind: 'person', persons: row.persons, session: row.id };
}
