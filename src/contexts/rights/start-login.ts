import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { CODE_LIFETIME, MOST_CODES } from './domain/login-code.ts';
import type { RightsContext } from './rights-context.ts';
import { tooManyCodes } from './rights-failures.ts';
import { countChallenges, insertChallenge, type LoginChannel } from './store/login-store.ts';

const HOUR = 3_600_000;

/**
 * Starts a login by code. The answer is the same whether the address is known or not. Records whose owner confirmed this address come
 * first; only where there are none does the code lead to records that carry it unconfirmed, since receiving the code proves the address. Throws
 * `keyring.sealed` while the root key is away (see `waitForLogin`).
 */
export async function startLogin(
  context: RightsContext,
  tx: Tx,
  input: { channel: LoginChannel; address: string },
): Promise<{ challenge: string }> {
  const digest = await digestOf(context, tx, input);
  const now = context.clock.now();
  // A digest of the digest: this table must not become a second blind index.
  const counted = createHash('sha256').update('zhinuo.rights.login').update(digest).digest();
  if ((await countChallenges(tx, counted, new Date(now.getTime() - HOUR))) >= MOST_CODES)
    throw tooManyCodes(HOUR / 1000);
  const { persons, confirmed } = await findPeopleToLogIn(context, tx, input);
  const id = newId(context.clock);
  await insertChallenge(tx, {
    id,
    channel: input.channel,
    digest: counted,
    persons,
    confirmed,
    createdAt: now,
    expiresAt: new Date(now.getTime() + CODE_LIFETIME),
  });
  if (persons.length > 0) await context.jobs.enqueue(tx, 'rights.login-code', { challenge: id }, { maxAttempts: 3 });
  return { challenge: id };
}

/** To whose records a code to this address leads, and whether they had confirmed it. Throws `vault.malformed-value` or `keyring.sealed`. */
export async function findPeopleToLogIn(
  context: RightsContext,
  tx: Tx,
  input: { channel: LoginChannel; address: string },
): Promise<{ persons: string[]; confirmed: boolean }> {
  const digest = await digestOf(context, tx, input);
  const confirmed = await context.gate.confirmedPersons(tx, input.channel, digest);
  if (confirmed.length > 0) return { persons: confirmed, confirmed: true };
  return { persons: await context.gate.personsByAddress(tx, input.channel, digest), confirmed: false };
}

async function digestOf(
  context: RightsContext,
  tx: Tx,
  { channel, address }: { channel: LoginChannel; address: string },
): Promise<Buffer> {
  const [digest] = await context.vault.addressDigests(tx, channel === 'sms' ? 'mobile' : 'email', [address]);
  if (digest === undefined) throw new Error('an address has a digest');
  return digest;
}
