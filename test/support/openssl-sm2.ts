import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The identity of GM/T 0009. */
export const DISTID = '1234567812345678';

const POINT_BYTES = 65;

/** Signs a file's bytes with OpenSSL's SM2 and SM3; the signature in DER. */
export function signSm2(directory: string, key: string, message: Uint8Array, identity = DISTID): Buffer {
  writeFileSync(join(directory, 'to-sign.bin'), message);
  const form = ['-rawin', '-digest', 'sm3', '-pkeyopt', `distid:${identity}`];
  const files = ['-inkey', key, '-in', 'to-sign.bin', '-out', 'signature.bin'];
  execFileSync('openssl', ['pkeyutl', '-sign', ...form, ...files], { cwd: directory, stdio: 'pipe' });
  return readFileSync(join(directory, 'signature.bin'));
}

/** Pairs of SM2 keys made by OpenSSL, which signs with them: the other implementation that ours is held against. */
export class OpensslSm2 {
  readonly #directory = mkdtempSync(join(tmpdir(), 'zhinuo-sm2-'));
  #made = 0;

  /** A new pair: the public key as an uncompressed point, and what signs with the private one. */
  pair(): { readonly key: Uint8Array; readonly sign: (message: Uint8Array, identity?: string) => Uint8Array } {
    this.#made += 1;
    const name = `${this.#made}.key`;
    execFileSync('openssl', ['genpkey', '-algorithm', 'SM2', '-out', name], { cwd: this.#directory, stdio: 'pipe' });
    const spki = createPublicKey(readFileSync(join(this.#directory, name))).export({ format: 'der', type: 'spki' });
    return {
      key: new Uint8Array(spki.subarray(-POINT_BYTES)),
      sign: (message, identity) => new Uint8Array(signSm2(this.#directory, name, message, identity)),
    };
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
