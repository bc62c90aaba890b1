import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { certificatesIn, withRevocation } from './domain/revocable-token.ts';
import { certificateDigest, voids } from './domain/revocation-answer.ts';
import type { AttestedParts, HistoryPart, TimestampPart } from './domain/timestamp-part.ts';
import { proveConsistency, withCosignatures } from './read-log.ts';
import { checkpointOf, firstTimestamps, newestCosignedSizes } from './store/attestations.ts';
import { anyRevoked, type RevocationRow, revocationAnswers } from './store/revocation-answers.ts';

/** Most time-stamps that a bundle gets; each is a few kilobytes and a few milliseconds to check. */
const MOST_TIMESTAMPS = 32;

/**
 * What others have attested up to the checkpoint of `size`, for a bundle with entries at these places: for each entry the first stamped
 * checkpoint that holds it (of more than 32 the smallest, the largest and an even choice between them), and the newest checkpoint that each
 * witness cosigned.
 */
export async function gatherAttestations(tx: Tx, indexes: readonly number[], size: number): Promise<AttestedParts> {
  const timestamps: TimestampPart[] = [];
  const stamps: Stamp[] = [];
  for (const stamp of await firstTimestamps(tx, indexes, size)) if (!(await isVoid(tx, stamp))) stamps.push(stamp);
  for (const stamp of evenly(stamps, MOST_TIMESTAMPS)) {
    const consistency = await extension(tx, stamp.size, size);
    const token = withRevocation(stamp.token, await answersAbout(tx, stamp.token));
    timestamps.push({ checkpoint: stamp.note, consistency, token: toBase64url(token) });
  }
  const history: HistoryPart[] = [];
  for (const earlier of await newestCosignedSizes(tx, size)) {
    // Cosignatures on the bundle's own checkpoint stand on it.
    if (earlier === size) continue;
    const row = await checkpointOf(tx, earlier);
    if (row === undefined) throw new Error('a checkpoint that was cosigned is missing');
    history.push({
      checkpoint: await withCosignatures(tx, row),
      consistency: await extension(tx, earlier, size),
    });
  }
  return { history, timestamps };
}

type Stamp = Awaited<ReturnType<typeof firstTimestamps>>[number];

function answersAbout(tx: Tx, token: Uint8Array): Promise<RevocationRow[]> {
  return revocationAnswers(tx, certificatesIn(token).map(certificateDigest));
}

/** Whether it is known that a certificate behind a stamp was revoked in a way that leaves it proving nothing. A verifier would refuse the whole bundle for it. */
export async function isVoid(tx: Tx, stamp: { readonly token: Uint8Array; readonly time: Date }): Promise<boolean> {
  if (!(await anyRevoked(tx))) return false;
  return (await answersAbout(tx, stamp.token)).some((answer) => voids(answer, stamp.time));
}

async function extension(tx: Tx, from: number, to: number): Promise<string[]> {
  return from === to ? [] : proveConsistency(tx, from, to);
}

function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const places = Array.from({ length: most }, (_, at) => Math.round((at * (all.length - 1)) / (most - 1)));
  return places.flatMap((at) => all[at] ?? []);
}
