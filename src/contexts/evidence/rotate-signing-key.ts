import type { SigningKey } from '../../platform/keyring/index.ts';
import type { Receipt } from './domain/receipt.ts';
import { successionBytes, successionPayload } from './domain/succession.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { signingKeyMissing } from './evidence-failures.ts';
import { recordActs } from './record-acts.ts';
import { insertSigningKey, lockSigningKeys } from './store/signing-keys.ts';

/** How long checkpoints carry the old key's signature besides the new one's, in milliseconds. */
export const OVERLAP_MS = 7 * 86_400_000;

/** What came of a rotation. */
export interface Rotation {
  readonly receipt: Receipt;
  readonly key: SigningKey;
  readonly overlapUntil: Date;
}

/**
 * Puts a new signing key in the place of the current one, in one transaction. Whatever step it is killed at, exactly one key signs:
 * 1. The new key is put into the ring's file, prepared: it signs nothing. A kill leaves it there for the next rotation.
 * 2. The entry, which both keys have signed, and the key's place in the order are recorded. The commit is the rotation.
 * 3. This process uses the new key; others follow within seconds, and every start before anything is signed.
 * Throws `evidence.signing-key-missing` when this ring does not hold the log's current key.
 */
export async function rotateSigningKey(
  context: EvidenceContext,
  beforeCommit: (tx: Parameters<typeof recordActs>[1]) => Promise<void>,
): Promise<Rotation> {
  const { service, database, clock, origin } = context;
  const rotation = await database.transaction(async (tx) => {
    const rows = await lockSigningKeys(tx);
    const current = rows.at(-1)?.id ?? service.signingKeys[0]?.id ?? '';
    if (!service.useSigningKey(current)) throw signingKeyMissing();
    const old = service.signingKey;
    // Under the lock, so that no other process with this key directory writes its file at the same time.
    const key = service.prepareSigningKey();
    const now = clock.now();
    const overlapUntil = new Date(now.getTime() + OVERLAP_MS);
    const succession = { origin, from: old, to: key, overlapUntil };
    const bytes = successionBytes(succession);
    const payload = successionPayload(succession, { from: old.sign(bytes), to: key.sign(bytes) });
    const [receipt] = await recordActs(context, tx, [{ kind: 'signing-key', payload, time: now }]);
    if (receipt === undefined) throw new Error('no receipt');
    if (rows.length === 0)
      await insertSigningKey(tx, {
        ordinal: 0,
        id: old.id,
        publicKey: old.publicKey,
        since: null,
        overlapUntil: null,
        entry: null,
      });
    const ordinal = Math.max(rows.length, 1);
    await insertSigningKey(tx, {
      ordinal,
      id: key.id,
      publicKey: key.publicKey,
      since: now,
      overlapUntil,
      entry: receipt.id,
    });
    await beforeCommit(tx);
    return { receipt, key, overlapUntil };
  });
  service.useSigningKey(rotation.key.id);
  return rotation;
}
