import { readFileSync } from 'node:fs';
import { Certificate } from 'pkijs';

/** The certificate in a file of PEM. */
export function readPem(path: string): Certificate {
  const body = readFileSync(path, 'utf8').replace(/-----[^-]+-----|\s/g, '');
  return Certificate.fromBER(new Uint8Array(Buffer.from(body, 'base64')));
}
