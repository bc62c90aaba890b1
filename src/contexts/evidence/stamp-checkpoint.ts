import type { Tx } from '../../platform/database/index.ts';
import { askOutside } from './ask-outside.ts';
import { REVOCATION, type Tsa } from './ask-revocation.ts';
import type { Attestor } from './attest-checkpoint.ts';
import {
  type CheckedToken,
  checkTimestampResponse,
  type ImprintHash,
  keptToken,
  timestampRequest,
} from './domain/timestamp-token.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { isVoid } from './gather-attestations.ts';
import {
  hurryAttestor,
  insertTimestamp,
  newestTimestamps,
  settleTimestamp,
  uncheckedTimestamps,
} from './store/attestations.ts';

const HOUR_MS = 3_600_000;
/** How far a TSA's clock and ours may be apart. */
const APART_MS = 5 * 60_000;

/** Stamps kept unchecked before that are checked in one go: an hour later come the next. */
const MOST_SETTLED = 200;

/** The name of the TSA among the attestors. */
export const TSA = 'tsa';

/** Stamps cost money, and anybody may ask for a bundle of their own: at most one in this many milliseconds is asked for besides the hourly ones. */
const LEAST_PAUSE_MS = 600_000;

/** Makes the next time-stamp due at once, or ten minutes after the last: after a bundle or an epoch. Waits for nobody; nothing without a TSA. */
export async function hurryTimestamp(context: EvidenceContext, tx: Tx): Promise<void> {
  await hurryAttestor(tx, TSA, context.clock.now(), LEAST_PAUSE_MS);
}

/** Has a TSA stamp the newest checkpoint every hour, if it has no stamp yet; what comes is checked whole before it is kept. */
export function tsaAttestor(context: EvidenceContext, tsa: Tsa): Attestor {
  const { database, clock } = context;
  return {
    name: TSA,
    every: HOUR_MS,
    async ask({ size, note }) {
      await settleUnchecked(context, tsa);
      const [newest] = await database.transaction((tx) => newestTimestamps(tx, 1), { readOnly: true });
      if (newest?.size === size) return null;
      const data = Buffer.from(note, 'utf8');
      let checked = await askFor(context, tsa, data, 'sha256');
      // Authorities of China's commercial cryptography may take SM3 alone; they say so by refusing (RFC 3161, `badAlg`).
      if (checked === 'not-granted') checked = await askFor(context, tsa, data, 'sm3');
      if (typeof checked === 'string') return checked;
      return database.transaction(async (tx) => {
        if (await isVoid(tx, checked)) return 'certificate-revoked';
        await insertTimestamp(tx, { size, ...checked });
        await hurryAttestor(tx, REVOCATION, clock.now(), 0);
        return null;
      });
    },
  };
}

/** Asks for one stamp; what comes, checked, or a fault. */
async function askFor(
  { clock }: EvidenceContext,
  tsa: Tsa,
  data: Buffer,
  hash: ImprintHash,
): Promise<CheckedToken | string> {
  const { request, nonce } = timestampRequest(data, hash);
  const from = new Date(clock.now().getTime() - APART_MS);
  const answer = await askOutside(tsa.url, { type: 'application/timestamp-query', body: request });
  if ('failure' in answer) return answer.failure;
  if (answer.status !== 200) return `http-${answer.status}`;
  const until = new Date(clock.now().getTime() + APART_MS);
  return checkTimestampResponse(answer.body, { data, nonce, roots: tsa.roots, from, until });
}

// Stamps of SM2 were once kept unchecked (decision 0099): no bundle carries them before their signature and chain were found to hold.
async function settleUnchecked({ database }: EvidenceContext, { roots }: Tsa): Promise<void> {
  for (const { size, token, note } of await database.transaction((tx) => uncheckedTimestamps(tx, MOST_SETTLED), {
    readOnly: true,
  })) {
    const holds = (await keptToken(token, { data: Buffer.from(note, 'utf8'), roots })) !== undefined;
    await database.transaction((tx) => settleTimestamp(tx, size, holds));
  }
}
