import type { SigningKey } from '../../platform/keyring/index.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { type SigningKeyRow, signingKeys } from './store/signing-keys.ts';

/**
 * Makes the ring sign with the key that the log names: the newest of its order that the ring holds, or the ring's first while none was ever
 * rotated. To be called before anything is signed, and now and then, because other servers rotate too. False, and told as an error, when
 * the newest is not in the ring; then the newest one that is goes on signing, so that acts can always be recorded.
 */
export async function followSigningKeys(context: EvidenceContext): Promise<boolean> {
  const { service, database, log } = context;
  const rows = await database.transaction(signingKeys, { readOnly: true });
  const ids = rows.length > 0 ? rows.map(({ id }) => id) : service.signingKeys.slice(0, 1).map(({ id }) => id);
  const [newest = '', ...older] = ids.reverse();
  if (service.useSigningKey(newest)) return true;
  log.error(
    { key: newest },
    'the newest signing key of the log is not in the key directory; restore it from the backup of the keys',
  );
  older.some((id) => service.useSigningKey(id));
  return false;
}

/** The key that signs checkpoints besides the current one: its predecessor, while the overlap lasts and the ring holds it. */
export function overlappingKey(
  context: EvidenceContext,
  rows: readonly SigningKeyRow[],
  now: Date,
): SigningKey | undefined {
  const { signingKey, signingKeys: held } = context.service;
  const at = rows.findIndex(({ id }) => id === signingKey.id);
  const until = rows[at]?.overlapUntil;
  const before = rows[at - 1];
  if (before === undefined || until === undefined || until === null || until <= now) return undefined;
  return held.find(({ id }) => id === before.id);
}
