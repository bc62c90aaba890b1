import { randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import {
  StreamNotAuthentic,
  StreamOpener,
  StreamSealer,
  SUITE_AES_256_GCM,
  streamingSuite,
} from '../../platform/crypto/index.ts';
import { blobSubject } from './domain/additional-data.ts';
import type { VaultDeps } from './vault-deps.ts';
import { sealedFileDamaged } from './vault-failures.ts';

// Layout of a sealed file: magic "ZNS" (3) | suite (1) | generation (4, big-endian) | wrapped file key (61) | streaming AEAD of that suite. The
// first 69 bytes are its associated data; the wrapped key is bound to the label. Frozen by decision 0004.
const MAGIC = Buffer.from('ZNS', 'latin1');
const SUITE_AT = MAGIC.length;
const GENERATION_AT = SUITE_AT + 1;
const WRAPPED_AT = GENERATION_AT + 4;
const WRAPPED = 61;
const HEADER = WRAPPED_AT + WRAPPED;

/** A transform that encrypts a file of any length in constant memory (a segment of 1 MiB), under a key of its own bound to `label`. */
export function sealStream(deps: VaultDeps, label: string): Transform {
  const { header, sealer } = startFile(deps, label);
  const sealing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const piece of sealer.push(chunk)) this.push(piece);
      done();
    },
    flush(done) {
      for (const piece of sealer.finish()) this.push(piece);
      done();
    },
  });
  sealing.push(header);
  return sealing;
}

/**
 * A transform that opens what `sealStream` or `sealBlob` made with the same label; fails with `vault.sealed-file-damaged` when the file was
 * cut, reordered or changed. What came out before the end is authentic but may be only the beginning: act on it after the end.
 */
export function openStream(deps: VaultDeps, label: string): Transform {
  const opener = new FileOpener(deps, label);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        for (const piece of opener.push(chunk)) this.push(piece);
      } catch (error) {
        return done(asFailure(deps, error));
      }
      return done();
    },
    flush(done) {
      try {
        this.push(opener.finish());
      } catch (error) {
        return done(asFailure(deps, error));
      }
      return done();
    },
  });
}

/** Seals bytes that are small enough for memory, in the form of `sealStream`. */
export function sealBlob(deps: VaultDeps, label: string, bytes: Uint8Array): Buffer {
  const { header, sealer } = startFile(deps, label);
  return Buffer.concat([header, ...sealer.push(bytes), ...sealer.finish()]);
}

/** Opens what `sealBlob` or `sealStream` made with the same label; throws `vault.sealed-file-damaged`. */
export function openBlob(deps: VaultDeps, label: string, sealed: Uint8Array): Buffer {
  const opener = new FileOpener(deps, label);
  try {
    return Buffer.concat([...opener.push(sealed), opener.finish()]);
  } catch (error) {
    throw asFailure(deps, error);
  }
}

function startFile(deps: VaultDeps, label: string): { header: Buffer; sealer: StreamSealer } {
  const key = randomBytes(32);
  const { generation, wrapped } = deps.ring.wrap(blobSubject(label), key);
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  const header = Buffer.concat([MAGIC, Buffer.of(SUITE_AES_256_GCM), number, wrapped]);
  if (header.length !== HEADER) throw new Error('a wrapped key has an unexpected length');
  return { header, sealer: new StreamSealer(key, header, streamingSuite(SUITE_AES_256_GCM)) };
}

class FileOpener {
  readonly #deps: VaultDeps;
  readonly #label: string;
  #head = Buffer.alloc(0);
  #opener: StreamOpener | undefined;

  constructor(deps: VaultDeps, label: string) {
    this.#deps = deps;
    this.#label = label;
  }

  push(bytes: Uint8Array): Buffer[] {
    if (this.#opener !== undefined) return this.#opener.push(bytes);
    const missing = bytes.subarray(0, HEADER - this.#head.length);
    this.#head = Buffer.concat([this.#head, missing]);
    if (this.#head.length < HEADER) return [];
    this.#opener = this.#start(this.#head);
    return this.#opener.push(bytes.subarray(missing.length));
  }

  finish(): Buffer {
    if (this.#opener === undefined) throw new StreamNotAuthentic();
    return this.#opener.finish();
  }

  #start(header: Buffer): StreamOpener {
    const parameters = streamingSuite(header[SUITE_AT]);
    if (parameters === undefined || !header.subarray(0, SUITE_AT).equals(MAGIC)) throw new StreamNotAuthentic();
    const generation = header.readUInt32BE(GENERATION_AT);
    const key = this.#deps.ring.unwrap(blobSubject(this.#label), generation, header.subarray(WRAPPED_AT));
    if (key === undefined) throw new StreamNotAuthentic();
    return new StreamOpener(key, header, parameters);
  }
}

function asFailure(deps: VaultDeps, error: unknown): Error {
  if (error instanceof StreamNotAuthentic) {
    deps.alarms.raise('sealed file', 'a sealed file does not open');
    return sealedFileDamaged();
  }
  return error instanceof Error ? error : new Error('a sealed file could not be opened', { cause: error });
}
