import type { SigningKey } from '../../platform/keyring/index.ts';
import { checkpointBody, signedNote } from './domain/signed-note.ts';
import type { EvidenceContext } from './evidence-context.ts';

/** The signed note of a state of the log; during the overlap after a rotation the old key signs it besides. */
export function signCheckpoint(
  { origin, service }: EvidenceContext,
  size: number,
  root: Uint8Array,
  besides?: SigningKey,
): string {
  const body = checkpointBody(origin, size, root);
  const bytes = Buffer.from(body, 'utf8');
  const keys = besides === undefined ? [service.signingKey] : [service.signingKey, besides];
  return signedNote(
    body,
    origin,
    keys.map((key) => ({ publicKey: key.publicKey, signature: key.sign(bytes) })),
  );
}
