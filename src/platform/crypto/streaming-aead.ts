import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SUITE_AES_256_GCM } from './aead.ts';

const NONCE_PREFIX = 7;
const TAG = 16;
const KEY_BYTES = { 'aes-128-gcm': 16, 'aes-256-gcm': 32 } as const;

/** A variant of the construction; everything but tests uses the default, Tink's template AES256_GCM_HKDF_1MB. */
export interface StreamingParameters {
  /** Any AEAD with a nonce of 12 and a tag of 16 bytes fits. */
  readonly cipher: keyof typeof KEY_BYTES;
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  readonly segmentBytes: number;
}

const AES256_GCM_HKDF_1MB: StreamingParameters = { cipher: 'aes-256-gcm', hash: 'sha256', segmentBytes: 1024 * 1024 };

// Append-only (decision 0004), under the numbers that sealed bytes use too: what was sealed under a number opens for ever.
const SUITES: ReadonlyMap<number, StreamingParameters> = new Map([[SUITE_AES_256_GCM, AES256_GCM_HKDF_1MB]]);

/** The parameters that a suite byte stands for; undefined when this version of the program does not know it. */
export function streamingSuite(suite: number | undefined): StreamingParameters | undefined {
  return suite === undefined ? undefined : SUITES.get(suite);
}

/** The sealed stream was changed, cut, lengthened, or is read with another key or other associated data. */
export class StreamNotAuthentic extends Error {
  constructor() {
    super('the sealed stream is not authentic');
    this.name = 'StreamNotAuthentic';
  }
}

/**
 * Seals a stream of any length piece by piece with AES-GCM-HKDF streaming AEAD as published by Google Tink (Hoang, Reyhanitabar, Rogaway,
 * Vizár: "Online authenticated-encryption and its nonce-reuse misuse-resistance", 2015, nOAE by STREAM). Memory: one segment.
 *
 * 1. header = its length (1) | salt (as long as the derived key) | nonce prefix (7)
 * 2. key = HKDF(secret, salt, info = associated data, at most 1,024 bytes)
 * 3. segment i = AES-GCM(key, nonce = prefix (7) | i (4, big-endian) | 1 if it is the last else 0 (1), no additional data)
 * 4. every segment but the last fills `segmentBytes` with its tag, the first one together with the header.
 */
export class StreamSealer {
  readonly #cipher: SegmentCipher;
  readonly #segments: Segmenter;
  #ready: Buffer[];

  constructor(secret: Uint8Array, associated: Uint8Array, parameters: StreamingParameters = AES256_GCM_HKDF_1MB) {
    const length = headerLength(parameters);
    const header = Buffer.concat([Buffer.of(length), randomBytes(length - 1)]);
    this.#cipher = new SegmentCipher(secret, header, associated, parameters);
    this.#segments = new Segmenter(parameters.segmentBytes - length - TAG, parameters.segmentBytes - TAG);
    this.#ready = [header];
  }

  /** Sealed bytes that are ready; often none. */
  push(bytes: Uint8Array): Buffer[] {
    for (const segment of this.#segments.push(bytes)) this.#ready.push(this.#cipher.seal(segment, false));
    return this.#take();
  }

  /** The last bytes; afterwards the sealer must not be used. */
  finish(): Buffer[] {
    this.#ready.push(this.#cipher.seal(this.#segments.last(), true));
    return this.#take();
  }

  #take(): Buffer[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

/**
 * Opens piece by piece what `StreamSealer` made; throws `StreamNotAuthentic`, and then opens nothing more. What `push` gives is authentic, but
 * the stream is whole only when `finish` has answered. Memory: one segment.
 */
export class StreamOpener {
  readonly #start: (header: Uint8Array) => SegmentCipher;
  readonly #headerLength: number;
  readonly #segments: Segmenter;
  #cipher: SegmentCipher | undefined;
  #broken = false;

  constructor(secret: Uint8Array, associated: Uint8Array, parameters: StreamingParameters = AES256_GCM_HKDF_1MB) {
    this.#start = (header) => new SegmentCipher(secret, header, associated, parameters);
    this.#headerLength = headerLength(parameters);
    this.#segments = new Segmenter(parameters.segmentBytes, parameters.segmentBytes);
  }

  /** Opened bytes that are ready; often none. */
  push(bytes: Uint8Array): Buffer[] {
    const opened: Buffer[] = [];
    for (const segment of this.#segments.push(bytes)) opened.push(this.#open(segment, false));
    return opened;
  }

  /** The last bytes; throws when the stream was cut. */
  finish(): Buffer {
    return this.#open(this.#segments.last(), true);
  }

  #open(segment: Uint8Array, last: boolean): Buffer {
    if (this.#broken) throw new StreamNotAuthentic();
    this.#broken = true;
    const isFirst = this.#cipher === undefined;
    const header = isFirst ? this.#headerLength : 0;
    // Nothing but the one segment of an empty stream is empty, so that a plaintext has one form.
    const least = header + TAG + (isFirst ? 0 : 1);
    if (segment.length < least || (isFirst && segment[0] !== header)) throw new StreamNotAuthentic();
    this.#cipher ??= this.#start(segment.subarray(0, header));
    const plaintext = this.#cipher.open(segment.subarray(header), last);
    this.#broken = false;
    return plaintext;
  }
}

/** Seals a whole stream; see `StreamSealer`. */
export async function* sealStream(
  secret: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  associated: Uint8Array,
  parameters?: StreamingParameters,
): AsyncGenerator<Buffer> {
  const sealer = new StreamSealer(secret, associated, parameters);
  for await (const chunk of source) yield* sealer.push(chunk);
  yield* sealer.finish();
}

/** Opens what `sealStream` made. Yields only authenticated bytes, but the stream is whole only when the generator has ended without a throw. */
export async function* openStream(
  secret: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  associated: Uint8Array,
  parameters?: StreamingParameters,
): AsyncGenerator<Buffer> {
  const opener = new StreamOpener(secret, associated, parameters);
  for await (const chunk of source) yield* opener.push(chunk);
  yield opener.finish();
}

function headerLength({ cipher }: StreamingParameters): number {
  return 1 + KEY_BYTES[cipher] + NONCE_PREFIX;
}

class SegmentCipher {
  readonly #key: Buffer;
  readonly #cipher: StreamingParameters['cipher'];
  readonly #nonce: Buffer;
  #next = 0;

  constructor(secret: Uint8Array, header: Uint8Array, associated: Uint8Array, { cipher, hash }: StreamingParameters) {
    const salt = header.subarray(1, header.length - NONCE_PREFIX);
    this.#key = Buffer.from(hkdfSync(hash, secret, salt, associated, KEY_BYTES[cipher]));
    this.#cipher = cipher;
    this.#nonce = Buffer.alloc(12);
    this.#nonce.set(header.subarray(header.length - NONCE_PREFIX));
  }

  seal(plaintext: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv(this.#cipher, this.#key, this.#nonceFor(last));
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, last: boolean): Buffer {
    const decipher = createDecipheriv(this.#cipher, this.#key, this.#nonceFor(last), { authTagLength: TAG });
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

// Cuts bytes into segments. A full one is given out only when a byte follows it: until then it may be the last.
class Segmenter {
  #room: number;
  readonly #laterRoom: number;
  #kept = Buffer.alloc(0);
  #filled = 0;

  constructor(firstRoom: number, laterRoom: number) {
    this.#room = firstRoom;
    this.#laterRoom = laterRoom;
  }

  /** Each segment is to be used before the next is asked for: its memory may be taken again. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let rest = bytes;
    while (this.#filled + rest.length > this.#room) {
      const missing = rest.subarray(0, this.#room - this.#filled);
      rest = rest.subarray(missing.length);
      if (this.#filled === 0) yield missing;
      else {
        this.#keep(missing);
        yield this.last();
      }
      this.#filled = 0;
      this.#room = this.#laterRoom;
    }
    this.#keep(rest);
  }

  last(): Uint8Array {
    return this.#kept.subarray(0, this.#filled);
  }

  // Grows by doubling, so that a short stream takes little memory and a long one a segment. Copies: a source may reuse what it handed over.
  #keep(bytes: Uint8Array): void {
    const filled = this.#filled + bytes.length;
    if (filled > this.#kept.length) {
      const grown = Buffer.alloc(Math.min(this.#room, Math.max(filled, 2 * this.#kept.length)));
      grown.set(this.last());
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#filled);
    this.#filled = filled;
  }
}
