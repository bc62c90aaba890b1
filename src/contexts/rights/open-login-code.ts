import type { Tx } from '../../platform/database/index.ts';
import { loginCode } from './domain/login-code.ts';
import type { RightsContext } from './rights-context.ts';
import { type LoginChannel, lockChallenge } from './store/login-store.ts';

/** What the sender of a login code needs: to whom, by which channel, which code. Undefined once it has expired or been used. */
export async function openLoginCode(
  context: RightsContext,
  tx: Tx,
  challenge: string,
): Promise<{ person: string; channel: LoginChannel; code: string } | undefined> {
  const row = await lockChallenge(tx, challenge);
  const person = row?.persons[0];
  if (row === undefined || person === undefined) return undefined;
  if (row.used_at !== null || row.expires_at <= context.clock.now()) return undefined;
  return { person, channel: row.channel, code: loginCode(context.codeKey, row.id) };
}
