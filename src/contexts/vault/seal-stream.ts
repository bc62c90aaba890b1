import { randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import { StreamOpener, StreamSealer } from '../../platform/crypto/index.ts';
import { blobSubject } from './domain/additional-data.ts';
import type { VaultDeps } from './vault-deps.ts';
import { sealedFileDamaged } from './vault-failures.ts';

// Layout of a sealed file: magic "ZNS" and version 1 (4) | generation (4, big-endian) | wrapped file key (61) | STREAM chunks. The first 69
// bytes are the additional data of every chunk. Frozen by decision 0004.
const MAGIC = Buffer.from('ZNS\u0001', 'latin1');
const WRAPPED = 61;
const HEADER = MAGIC.length + 4 + WRAPPED;

/** A transform that encrypts a file of any length in constant memory, under a key of its own bound to `label`. */
export function sealStream(deps: VaultDeps, label: string): Transform {
  const { header, sealer } = startFile(deps, label);
  let begun = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) this.push(header);
      begun = true;
      done(null, sealer.push(chunk));
    },
    flush(done) {
      if (!begun) this.push(header);
      done(null, sealer.finish());
    },
  });
}

/**
 * A transform that opens what `sealStream` or `sealBlob` made with the same label; fails with `vault.sealed-file-damaged` when the file was
 * cut, reordered or changed. What came out before the end is authentic but may be only the beginning: act on it after the end.
 */
export function openStream(deps: VaultDeps, label: string): Transform {
  let head = Buffer.alloc(0);
  let opener: StreamOpener | undefined;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let body = chunk;
      if (opener === undefined) {
        head = Buffer.concat([head, chunk]);
        if (head.length < HEADER) return done();
        opener = openHeader(deps, label, head.subarray(0, HEADER));
        if (opener === undefined) return done(sealedFileDamaged());
        body = head.subarray(HEADER);
      }
      const opened = opener.push(body);
      return opened === undefined ? done(sealedFileDamaged()) : done(null, opened);
    },
    flush(done) {
      const opened = opener?.finish();
      return opened === undefined ? done(sealedFileDamaged()) : done(null, opened);
    },
  });
}

/** Seals bytes that are small enough for memory, in the form of `sealStream`. */
export function sealBlob(deps: VaultDeps, label: string, bytes: Uint8Array): Buffer {
  const { header, sealer } = startFile(deps, label);
  return Buffer.concat([header, sealer.push(bytes), sealer.finish()]);
}

/** Opens what `sealBlob` or `sealStream` made with the same label; throws `vault.sealed-file-damaged`. */
export function openBlob(deps: VaultDeps, label: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const opener = bytes.length < HEADER ? undefined : openHeader(deps, label, bytes.subarray(0, HEADER));
  const body = opener?.push(bytes.subarray(HEADER));
  const last = body === undefined ? undefined : opener?.finish();
  if (body === undefined || last === undefined) throw sealedFileDamaged();
  return Buffer.concat([body, last]);
}

function startFile(deps: VaultDeps, label: string): { header: Buffer; sealer: StreamSealer } {
  const key = randomBytes(32);
  const { generation, wrapped } = deps.ring.wrap(blobSubject(label), key);
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  const header = Buffer.concat([MAGIC, number, wrapped]);
  if (header.length !== HEADER) throw new Error('a wrapped key has an unexpected length');
  return { header, sealer: new StreamSealer(key, header) };
}

function openHeader(deps: VaultDeps, label: string, header: Buffer): StreamOpener | undefined {
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const generation = header.readUInt32BE(MAGIC.length);
  const key = deps.ring.unwrap(blobSubject(label), generation, header.subarray(MAGIC.length + 4));
  return key === undefined ? undefined : new StreamOpener(key, Buffer.from(header));
}
