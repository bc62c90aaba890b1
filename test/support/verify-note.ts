import { createPublicKey, verify } from 'node:crypto';

/** Whether a C2SP signed note carries a good signature of the log with this verifier key; written apart from what the server signs with. */
export function verifyNote(note: string, verifierKey: string): boolean {
  const [, name, id, encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey.trim()) ?? [];
  const split = note.lastIndexOf('\n\n');
  const body = Buffer.from(note.slice(0, split + 1));
  const raw = Buffer.from(encoded, 'base64').subarray(1);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return note
    .slice(split + 2)
    .split('\n')
    .some((line) => {
      const [, signer, blobText = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
      const blob = Buffer.from(blobText, 'base64');
      return signer === name && blob.subarray(0, 4).toString('hex') === id && verify(null, body, key, blob.subarray(4));
    });
}
