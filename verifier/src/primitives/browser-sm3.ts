import { HashMD } from '@noble/hashes/_md.js';

/** GB/T 32905, section 4.1. */
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e] as const;
type State = [number, number, number, number, number, number, number, number];

const turn = (word: number, by: number) => (word << by) | (word >>> (32 - by));
const p0 = (x: number) => x ^ turn(x, 9) ^ turn(x, 17);
const p1 = (x: number) => x ^ turn(x, 15) ^ turn(x, 23);
const T = Array.from({ length: 64 }, (_, j) => turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));

/** The compression of GB/T 32905, section 5.3, in the library's frame for hashes of this kind (padding, blocks, length), which SM3 shares with SHA-256. */
class Sm3 extends HashMD<Sm3> {
  #state: State = [...START];
  readonly #w = new Int32Array(68);

  constructor() {
    super(64, 32, 8, false);
  }

  protected process(view: DataView, offset: number): void {
    const w = this.#w;
    const at = (j: number) => w[j] ?? 0;
    for (let j = 0; j < 16; j += 1) w[j] = view.getInt32(offset + 4 * j, false);
    for (let j = 16; j < 68; j += 1)
      w[j] = p1(at(j - 16) ^ at(j - 9) ^ turn(at(j - 3), 15)) ^ turn(at(j - 13), 7) ^ at(j - 6);
    let [a, b, c, d, e, f, g, h] = this.#state;
    for (let j = 0; j < 64; j += 1) {
      const ss1 = turn((turn(a, 12) + e + (T[j] ?? 0)) | 0, 7);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ turn(a, 12)) + (at(j) ^ at(j + 4))) | 0;
      const tt2 = (gg + h + ss1 + at(j)) | 0;
      [a, b, c, d] = [tt1, a, turn(b, 9), c];
      [e, f, g, h] = [p0(tt2), e, turn(f, 19), g];
    }
    const next: State = [a, b, c, d, e, f, g, h];
    this.#state = this.#state.map((word, place) => word ^ (next[place] ?? 0)) as State;
  }

  protected get(): number[] {
    return [...this.#state];
  }

  protected set(...words: number[]): void {
    this.#state = words as State;
  }

  protected roundClean(): void {
    this.#w.fill(0);
  }

  _cloneInto(to = new Sm3()): Sm3 {
    to.set(...this.get());
    return this._cloneIntoMeta(to);
  }

  destroy(): void {
    this.destroyed = true;
    this.buffer.fill(0);
  }
}

/** SM3 (GB/T 32905) in plain JavaScript: no browser has it, and the libraries that do bring the whole of another library with them (decision 0126). */
export function sm3(message: Uint8Array): Uint8Array {
  return new Sm3().update(message).digest();
}
