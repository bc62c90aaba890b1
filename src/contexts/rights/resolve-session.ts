import type { Tx } from '../../platform/database/index.ts';
import type { PersonCaller } from '../../platform/http/index.ts';
import { tokenHash } from './open-session.ts';
import type { RightsContext } from './rights-context.ts';
import { findSession, type OpenSession } from './store/login-store.ts';

/**
 * Who a session token stands for: those of its records whose address is still the one that it was opened by, since it was shown to nobody that another one is
 * theirs (decision 0144). Undefined when none is left, when it has ended or was never issued.
 */
export async function resolveSession(context: RightsContext, tx: Tx, token: string): Promise<PersonCaller | undefined> {
  const row = await findSession(tx, tokenHash(token), context.clock.now());
  if (row === undefined) return undefined;
  const persons = await personsOfSession(context, tx, row);
  return persons.length === 0 ? undefined : { kind: 'person', persons, session: row.id };
}

/** Whose records a session still opens. */
export function personsOfSession(context: RightsContext, tx: Tx, row: OpenSession): Promise<string[]> {
  return context.gate.withAddressSince(tx, row.persons, row.channel, row.since);
}
