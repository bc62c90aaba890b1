/** Messages of up to this many bytes are signed ahead. */
export const MOST_BYTES = 512;
/** An Ed25519 signature (RFC 8032). */
export const SIGNATURE_BYTES = 64;
/** Messages that wait for their signature, or have it and were not asked for yet. A power of two. */
const SLOTS = 1024;

/**
 * Memory that two threads share: messages to be signed, and their signatures. Requests have consecutive numbers (32 bits, which wrap), each takes the
 * slot after the one before. One thread asks, one signs, in the order of asking; what is written before an atomic store is seen after its load.
 */
export class SigningSlots {
  readonly memory: SharedArrayBuffer;
  /** The number of the newest request; the signer sleeps on it. */
  readonly #asked: Int32Array;
  /** By slot, the number of the newest request whose signature is there. */
  readonly #signed: Int32Array;
  readonly #lengths: Int32Array;
  readonly #keys: Int32Array;
  readonly #messages: Buffer;
  readonly #signatures: Buffer;

  constructor(memory?: SharedArrayBuffer) {
    const words = 4 * (1 + 3 * SLOTS);
    this.memory = memory ?? new SharedArrayBuffer(words + SLOTS * (MOST_BYTES + SIGNATURE_BYTES));
    this.#asked = new Int32Array(this.memory, 0, 1);
    this.#signed = new Int32Array(this.memory, 4, SLOTS);
    this.#lengths = new Int32Array(this.memory, 4 * (1 + SLOTS), SLOTS);
    this.#keys = new Int32Array(this.memory, 4 * (1 + 2 * SLOTS), SLOTS);
    this.#messages = Buffer.from(this.memory, words, SLOTS * MOST_BYTES);
    this.#signatures = Buffer.from(this.memory, words + SLOTS * MOST_BYTES, SLOTS * SIGNATURE_BYTES);
    // Slot 0 belongs to request 0, which nobody makes; each slot stands as if the request a round before had been served.
    if (memory === undefined)
      for (let slot = 0; slot < SLOTS; slot += 1) this.#signed[slot] = slot === 0 ? 0 : slot - SLOTS;
  }

  /** Asks for the signature of an ASCII text under the key of that number; undefined when it is too long or every slot is taken. */
  ask(key: number, message: string): number | undefined {
    const number = ((this.#asked[0] as number) + 1) | 0;
    const slot = number & (SLOTS - 1);
    if (message.length > MOST_BYTES || Atomics.load(this.#signed, slot) !== ((number - SLOTS) | 0)) return undefined;
    // Whoever comes late for what was here must not read what is about to be overwritten. No request of this slot has the next one's number.
    Atomics.store(this.#signed, slot, (number + 1) | 0);
    this.#lengths[slot] = this.#messages.write(message, slot * MOST_BYTES, 'latin1');
    this.#keys[slot] = key;
    Atomics.store(this.#asked, 0, number);
    // While it has not come to the one before, the signer is awake, and looks here again before it sleeps.
    const before = (number - 1) | 0;
    if (Atomics.load(this.#signed, before & (SLOTS - 1)) === before) Atomics.notify(this.#asked, 0);
    return number;
  }

  /** The signature of that request; undefined while it is not made, or when its slot was given to another since. */
  signatureOf(number: number): Buffer | undefined {
    const slot = number & (SLOTS - 1);
    if (Atomics.load(this.#signed, slot) !== number) return undefined;
    return Buffer.from(this.#signatures.subarray(slot * SIGNATURE_BYTES, (slot + 1) * SIGNATURE_BYTES));
  }

  /** Signs what was asked for since `done`, then sleeps until there is more; never returns. */
  serve(sign: (key: number, message: Uint8Array) => Uint8Array): never {
    for (let done = 0; ; ) {
      if (Atomics.load(this.#asked, 0) === done) {
        Atomics.wait(this.#asked, 0, done);
        continue;
      }
      done = (done + 1) | 0;
      const slot = done & (SLOTS - 1);
      const start = slot * MOST_BYTES;
      const message = this.#messages.subarray(start, start + (this.#lengths[slot] as number));
      this.#signatures.set(sign(this.#keys[slot] as number, message), slot * SIGNATURE_BYTES);
      Atomics.store(this.#signed, slot, done);
    }
  }
}
