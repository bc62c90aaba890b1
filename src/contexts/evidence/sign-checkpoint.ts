import { checkpointBody, signedNote } from './domain/signed-note.ts';
import type { EvidenceContext } from './evidence-context.ts';

/** The signed note of a state of the log. */
export function signCheckpoint(context: EvidenceContext, size: number, root: Uint8Array): string {
  const { signingKey } = context.service;
  const body = checkpointBody(context.origin, size, root);
  return signedNote(body, context.origin, signingKey.publicKey, signingKey.sign(Buffer.from(body, 'utf8')));
}
