import type { Tx } from '../../platform/database/index.ts';
import { askOutside } from './ask-outside.ts';
import { REVOCATION, type Tsa } from './ask-revocation.ts';
import type { Attestor } from './attest-checkpoint.ts';
import { checkTimestampResponse, timestampRequest } from './domain/timestamp-token.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { isVoid } from './gather-attestations.ts';
import { hurryAttestor, insertTimestamp, newestTimestamps } from './store/attestations.ts';

const HOUR_MS = 3_600_000;
/** How far a TSA's clock and ours may be apart. */
const APART_MS = 5 * 60_000;

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
      const [newest] = await database.transaction((tx) => newestTimestamps(tx, 1), { readOnly: true });
      if (newest?.size === size) return null;
      const data = Buffer.from(note, 'utf8');
      const { request, nonce } = timestampRequest(data);
      const from = new Date(clock.now().getTime() - APART_MS);
      const answer = await askOutside(tsa.url, { type: 'application/timestamp-query', body: request });
      if ('failure' in answer) return answer.failure;
      if (answer.status !== 200) return `http-${answer.status}`;
      const until = new Date(clock.now().getTime() + APART_MS);
      const checked = await checkTimestampResponse(answer.body, { data, nonce, roots: tsa.roots, from, until });
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
