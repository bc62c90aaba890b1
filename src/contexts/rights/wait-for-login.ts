import { keyedDigest } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { CODE_LIFETIME, MOST_CODES } from './domain/login-code.ts';
import type { RightsContext } from './rights-context.ts';
import { malformedAddress, tooManyCodes } from './rights-failures.ts';
import { findPeopleToLogIn } from './start-login.ts';
import { countChallenges, fillChallenge, insertWaiting, type LoginChannel, takeWaiting } from './store/login-store.ts';

const LABEL = 'rights.waiting-login';
const HOUR = 3_600_000;
/** A code that comes later than this surprises somebody who has long gone. */
const WORTH_SENDING = HOUR;

/**
 * Takes a request for a code while the root key is away: whose address it is can't be known, so it waits sealed, nothing is sent, and the job
 * `rights.waiting-login` goes on when the vault is open. Counted per address like any other.
 */
export async function waitForLogin(
  context: RightsContext,
  tx: Tx,
  input: { channel: LoginChannel; address: string },
): Promise<{ challenge: string }> {
  const { service, clock } = context;
  const normalised = context.vault.normalise(input.channel === 'sms' ? 'mobile' : 'email', input.address);
  if (!normalised.ok) throw malformedAddress(normalised.problem);
  const now = clock.now();
  const counted = keyedDigest(service.key(LABEL), `${input.channel}|${normalised.index}`);
  if ((await countChallenges(tx, counted, new Date(now.getTime() - HOUR))) >= MOST_CODES)
    throw tooManyCodes(HOUR / 1000);
  const id = newId(clock);
  const waiting = service.sealSmall(LABEL, Buffer.from(JSON.stringify(input), 'utf8'));
  const expiresAt = new Date(now.getTime() + WORTH_SENDING);
  await insertWaiting(tx, { id, channel: input.channel, digest: counted, createdAt: now, expiresAt, waiting });
  await context.jobs.enqueue(tx, LABEL, { challenge: id }, { maxAttempts: 25 });
  return { challenge: id };
}

/** What the job does: finds whose address it is and sends the code, which is good from now on. Throws `keyring.sealed` until the vault is open. */
export async function endWaiting(context: RightsContext, tx: Tx, challenge: string): Promise<void> {
  const row = await takeWaiting(tx, challenge);
  const now = context.clock.now();
  if (row === undefined || row.waiting === null) return;
  const opened = context.service.unsealSmall(LABEL, row.waiting);
  if (opened === undefined) throw new Error('a waiting login does not open');
  const input = JSON.parse(opened.toString('utf8')) as { channel: LoginChannel; address: string };
  const { persons, confirmed } = await findPeopleToLogIn(context, tx, input);
  const late = row.expiresAt <= now;
  const expiresAt = late ? row.expiresAt : new Date(now.getTime() + CODE_LIFETIME);
  await fillChallenge(tx, { id: challenge, persons: late ? [] : persons, confirmed, expiresAt });
  if (persons.length > 0 && !late)
    await context.jobs.enqueue(tx, 'rights.login-code', { challenge }, { maxAttempts: 3 });
}
