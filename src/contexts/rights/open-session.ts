import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { CODE_LIFETIME, loginCode, MOST_TRIES } from './domain/login-code.ts';
import type { RightsContext } from './rights-context.ts';
import { type ChallengeRow, countTry, insertSession, lockChallenge, spendChallenge } from './store/login-store.ts';

/** How long a session of the privacy centre lasts, in milliseconds. */
export const SESSION_LIFETIME = 60 * 60_000;

/** The digest under which a session or bundle token is stored; the token itself is stored nowhere. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/**
 * Exchanges a code for a session; the answer is undefined when the code is wrong, spent or too old (counted as a try, which must be
 * committed: so this is a value, not a throw). Entering the code proves the address, which is recorded where it was not confirmed before.
 */
export async function openSession(
  context: RightsContext,
  tx: Tx,
  input: { challenge: string; code: string },
): Promise<{ token: string; expiresAt: Date } | undefined> {
  const now = context.clock.now();
  const row = await lockChallenge(tx, input.challenge);
  if (row === undefined || row.used_at !== null || row.expires_at <= now || row.tries >= MOST_TRIES) return undefined;
  const expected = Buffer.from(loginCode(context.codeKey, row.id));
  const given = Buffer.from(input.code);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  if (!right || row.persons.length === 0) {
    await countTry(tx, row.id);
    return undefined;
  }
  await spendChallenge(tx, row.id, now);
  const persons = await stillReached(context, tx, row);
  if (persons.length === 0) return undefined;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + SESSION_LIFETIME);
  await insertSession(tx, {
    tokenHash: tokenHash(token),
    id: newId(context.clock),
    persons,
    confirmed: row.confirmed,
    channel: row.channel,
    createdAt: now,
    expiresAt,
  });
  return { token, expiresAt };
}

// Whoever holds the address that the code went to: not those whose address has become another one since it was sent (decision 0144).
async function stillReached(context: RightsContext, tx: Tx, row: ChallengeRow): Promise<string[]> {
  const { channel } = row;
  // A login that waited for the vault was sent its code when it opened.
  const askedAt = new Date(row.expires_at.getTime() - CODE_LIFETIME);
  const standing = await context.gate.withAddressSince(tx, row.persons, channel, askedAt);
  if (row.confirmed) return standing;
  const reached: string[] = [];
  for (const person of standing) {
    const confirmed = await context.gate.confirmAsked(tx, { person, channel, how: 'privacy-centre-code', askedAt });
    if (confirmed !== undefined) reached.push(person);
  }
  return reached;
}
