import { createCipheriv, createDecipheriv } from 'node:crypto';

const TAG = 16;
const NONCE = 12;

/** Plaintext bytes a chunk; only the last may be shorter. */
export const STREAM_CHUNK = 65_536;

/**
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015) over AES-256-GCM, laid out as in the age file format: the nonce of
 * a chunk is its number (11 bytes, big-endian) and a byte that is 1 for the last chunk alone, so that chunks can't be dropped, swapped or cut
 * off. `key` must be used for one stream only; `additional` is authenticated with every chunk. Memory: one chunk.
 */
class StreamBuffer {
  readonly #size: number;
  readonly #waiting: Buffer;
  #filled = 0;

  constructor(size: number) {
    this.#size = size;
    this.#waiting = Buffer.alloc(size);
  }

  get filled(): number {
    return this.#filled;
  }

  // A full chunk is given out only when a byte follows it: until then it may be the last one.
  push(bytes: Uint8Array, full: (chunk: Buffer) => void): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#filled === this.#size) {
        full(this.#waiting);
        this.#filled = 0;
      }
      const taken = rest.subarray(0, this.#size - this.#filled);
      this.#waiting.set(taken, this.#filled);
      this.#filled += taken.length;
      rest = rest.subarray(taken.length);
    }
  }

  last(): Buffer {
    return this.#waiting.subarray(0, this.#filled);
  }
}

/** Seals one stream piece by piece. */
export class StreamSealer {
  readonly #key: Uint8Array;
  readonly #additional: Uint8Array;
  readonly #buffer = new StreamBuffer(STREAM_CHUNK);
  #count = 0;

  constructor(key: Uint8Array, additional: Uint8Array) {
    this.#key = key;
    this.#additional = additional;
  }

  /** Sealed bytes that are ready; often none. */
  push(bytes: Uint8Array): Buffer {
    const sealed: Buffer[] = [];
    this.#buffer.push(bytes, (chunk) => sealed.push(this.#seal(chunk, false)));
    return Buffer.concat(sealed);
  }

  /** The last chunk; afterwards the sealer must not be used. */
  finish(): Buffer {
    return this.#seal(this.#buffer.last(), true);
  }

  #seal(chunk: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#count, last));
    this.#count += 1;
    cipher.setAAD(this.#additional);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens one stream piece by piece. What `push` gives is authentic, but the stream is whole only when `finish` has answered. */
export class StreamOpener {
  readonly #key: Uint8Array;
  readonly #additional: Uint8Array;
  readonly #buffer = new StreamBuffer(STREAM_CHUNK + TAG);
  #count = 0;
  #broken = false;

  constructor(key: Uint8Array, additional: Uint8Array) {
    this.#key = key;
    this.#additional = additional;
  }

  /** Opened bytes that are ready; undefined as soon as a chunk was changed, moved or belongs to another stream. */
  push(bytes: Uint8Array): Buffer | undefined {
    const opened: Buffer[] = [];
    this.#buffer.push(bytes, (chunk) => {
      const plain = this.#open(chunk, false);
      if (plain !== undefined) opened.push(plain);
    });
    return this.#broken ? undefined : Buffer.concat(opened);
  }

  /** The last bytes; undefined when the stream was cut. */
  finish(): Buffer | undefined {
    // An empty last chunk is made for an empty stream alone, so that one plaintext has one form.
    if (this.#count > 0 && this.#buffer.filled === TAG) return undefined;
    return this.#open(this.#buffer.last(), true);
  }

  #open(chunk: Uint8Array, last: boolean): Buffer | undefined {
    if (this.#broken || chunk.length < TAG) return this.#refuse();
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(this.#count, last), { authTagLength: TAG });
    this.#count += 1;
    decipher.setAAD(this.#additional);
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG));
    try {
      return Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG)), decipher.final()]);
    } catch {
      return this.#refuse();
    }
  }

  #refuse(): undefined {
    this.#broken = true;
    return undefined;
  }
}

function nonceOf(count: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE);
  nonce.writeUIntBE(count, 5, 6);
  nonce[NONCE - 1] = last ? 1 : 0;
  return nonce;
}
