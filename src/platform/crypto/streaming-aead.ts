import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_PREFIX = 7;
const TAG = 16;

/** A variant of the construction; everything but tests uses the default, Tink's template AES256_GCM_HKDF_1MB. */
export interface StreamingParameters {
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  /** 16 or 32. */
  readonly derivedKeyBytes: number;
  readonly segmentBytes: number;
}

const AES256_GCM_HKDF_1MB: StreamingParameters = { hash: 'sha256', derivedKeyBytes: 32, segmentBytes: 1024 * 1024 };

/** The sealed stream was changed, cut, lengthened, or is read with another key or other associated data. */
export class StreamNotAuthentic extends Error {
  constructor() {
    super('the sealed stream is not authentic');
    this.name = 'StreamNotAuthentic';
  }
}

/**
 * Seals a stream of any length with AES-GCM-HKDF streaming AEAD as published by Google Tink (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
 * authenticated-encryption and its nonce-reuse misuse-resistance", 2015, nOAE by STREAM).
 *
 * 1. header = its length (1) | salt (as long as the derived key) | nonce prefix (7)
 * 2. key = HKDF(secret, salt, info = associated data)
 * 3. segment i = AES-GCM(key, nonce = prefix (7) | i (4, big-endian) | 1 if it is the last else 0 (1), no additional data)
 * 4. every segment but the last fills `segmentBytes` with its tag, the first one together with the header.
 */
export async function* sealStream(
  secret: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  associated: Uint8Array,
  parameters: StreamingParameters = AES256_GCM_HKDF_1MB,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(parameters.derivedKeyBytes);
  const prefix = randomBytes(NONCE_PREFIX);
  const header = Buffer.concat([Buffer.of(1 + salt.length + prefix.length), salt, prefix]);
  yield header;
  const segments = new Segments(secret, salt, prefix, associated, parameters);
  const pending = new Pending();
  let room = parameters.segmentBytes - header.length - TAG;
  for await (const chunk of source) {
    pending.add(chunk);
    // Strictly more: whether a full segment is the last shows only when another byte comes.
    while (pending.size > room) {
      yield segments.seal(pending.take(room), false);
      room = parameters.segmentBytes - TAG;
    }
  }
  yield segments.seal(pending.take(pending.size), true);
}

/** Opens what `sealStream` made. Yields only authenticated bytes, but the stream is whole only when the generator has ended without a throw. */
export async function* openStream(
  secret: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  associated: Uint8Array,
  parameters: StreamingParameters = AES256_GCM_HKDF_1MB,
): AsyncGenerator<Buffer> {
  const headerBytes = 1 + parameters.derivedKeyBytes + NONCE_PREFIX;
  const pending = new Pending();
  let segments: Segments | undefined;
  let room = parameters.segmentBytes - headerBytes;
  for await (const chunk of source) {
    pending.add(chunk);
    if (segments === undefined) {
      if (pending.size < headerBytes) continue;
      const header = pending.take(headerBytes);
      if (header[0] !== headerBytes) throw new StreamNotAuthentic();
      segments = new Segments(
        secret,
        header.subarray(1, headerBytes - NONCE_PREFIX),
        header.subarray(headerBytes - NONCE_PREFIX),
        associated,
        parameters,
      );
    }
    while (pending.size > room) {
      yield segments.open(pending.take(room), false);
      room = parameters.segmentBytes;
    }
  }
  if (segments === undefined) throw new StreamNotAuthentic();
  yield segments.open(pending.take(pending.size), true);
}

class Segments {
  readonly #key: Buffer;
  readonly #algorithm: 'aes-128-gcm' | 'aes-256-gcm';
  readonly #nonce: Buffer;
  #next = 0;

  constructor(
    secret: Uint8Array,
    salt: Uint8Array,
    prefix: Uint8Array,
    associated: Uint8Array,
    { hash, derivedKeyBytes }: StreamingParameters,
  ) {
    this.#key = Buffer.from(hkdfSync(hash, secret, salt, associated, derivedKeyBytes));
    this.#algorithm = derivedKeyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
    this.#nonce = Buffer.alloc(12);
    this.#nonce.set(prefix);
  }

  seal(plaintext: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv(this.#algorithm, this.#key, this.#nonceFor(last));
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, last: boolean): Buffer {
    if (sealed.length < TAG) throw new StreamNotAuthentic();
    const decipher = createDecipheriv(this.#algorithm, this.#key, this.#nonceFor(last), { authTagLength: TAG });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG));
    try {
      decipher.final();
    } catch {
      throw new StreamNotAuthentic();
    }
    return plaintext;
  }

  // The counter throws past 2^32 - 1 segments, which the construction does not admit: 4 PiB with segments of 1 MiB.
  #nonceFor(last: boolean): Buffer {
    this.#nonce.writeUInt32BE(this.#next, NONCE_PREFIX);
    this.#next += 1;
    this.#nonce[11] = last ? 1 : 0;
    return this.#nonce;
  }
}

class Pending {
  size = 0;
  #chunks: Uint8Array[] = [];

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
  }

  take(length: number): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(length)];
    this.size = all.length - length;
    return all.subarray(0, length);
  }
}
