/** The encodings in which a file may come. GB18030 includes GBK and GB2312. */
export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'gb18030';

/** Why the bytes of an upload are no text that the importer reads. */
export type EncodingProblem = 'empty' | 'utf-16' | 'spreadsheet' | 'compressed' | 'binary' | 'cut-off' | 'unknown';

export type EncodingVerdict =
  | { readonly ok: true; readonly encoding: TextEncoding }
  | { readonly ok: false; readonly problem: EncodingProblem };

const HEAD = 4;

/**
 * Finds the encoding of a file while its bytes stream by. The whole file is looked at, not a sample: the first Chinese character may stand
 * in the last line. A file is UTF-8 if every byte fits; otherwise GB18030 if every byte fits that; otherwise nothing is guessed.
 */
export class EncodingProbe {
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  #isUtf8 = true;
  /** Whether a character of several bytes was complete: only then does half a character at the end say that the file is cut-off UTF-8. */
  #hasWide = false;
  #gb: GbState | undefined = { need: 'lead' };
  #hasNul = false;
  #head = Buffer.alloc(0);

  push(bytes: Uint8Array): void {
    if (this.#head.length < HEAD) this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD)]).subarray(0, HEAD);
    if (!this.#hasNul && bytes.includes(0)) this.#hasNul = true;
    if (this.#isUtf8) this.#readUtf8(bytes);
    if (this.#gb !== undefined) this.#gb = walkGb18030(this.#gb, bytes);
  }

  verdict(): EncodingVerdict {
    if (this.#head.length === 0) return { ok: false, problem: 'empty' };
    if (startsWith(this.#head, [0xff, 0xfe]) || startsWith(this.#head, [0xfe, 0xff]))
      return { ok: false, problem: 'utf-16' };
    if (startsWith(this.#head, [0x50, 0x4b, 3, 4]) || startsWith(this.#head, [0xd0, 0xcf, 0x11, 0xe0]))
      return { ok: false, problem: 'spreadsheet' };
    if (startsWith(this.#head, [0x1f, 0x8b])) return { ok: false, problem: 'compressed' };
    if (this.#hasNul) return { ok: false, problem: 'binary' };
    if (this.#isUtf8 && isComplete(this.#utf8))
      return { ok: true, encoding: startsWith(this.#head, [0xef, 0xbb, 0xbf]) ? 'utf-8-bom' : 'utf-8' };
    // Before GB18030 is asked: UTF-8 that is cut may happen to be GB18030 of other characters.
    if (this.#isUtf8 && this.#hasWide) return { ok: false, problem: 'cut-off' };
    if (this.#gb?.need === 'lead') return { ok: true, encoding: 'gb18030' };
    return { ok: false, problem: this.#gb === undefined ? 'unknown' : 'cut-off' };
  }

  #readUtf8(bytes: Uint8Array): void {
    try {
      if (WIDE.test(this.#utf8.decode(bytes, { stream: true }))) this.#hasWide = true;
    } catch {
      this.#isUtf8 = false;
    }
  }
}

const WIDE = /[\u0080-\u{10ffff}]/u;

interface GbState {
  /** Which byte of a character comes next; `lead` means that the last character is complete. */
  readonly need: 'lead' | 'second' | 'third' | 'fourth';
}

const LEAD: GbState = { need: 'lead' };
const SECOND: GbState = { need: 'second' };
const THIRD: GbState = { need: 'third' };
const FOURTH: GbState = { need: 'fourth' };

// GB 18030-2022: one byte 00-7F; two bytes 81-FE, 40-7E or 80-FE; four bytes 81-FE, 30-39, 81-FE, 30-39.
function walkGb18030(from: GbState, bytes: Uint8Array): GbState | undefined {
  let state = from;
  for (const byte of bytes) {
    const next = step(state, byte);
    if (next === undefined) return undefined;
    state = next;
  }
  return state;
}

function step(state: GbState, byte: number): GbState | undefined {
  if (state === LEAD || state.need === 'lead') {
    if (byte < 0x80) return LEAD;
    return isLead(byte) ? SECOND : undefined;
  }
  if (state.need === 'second') {
    if (isDigit(byte)) return THIRD;
    return byte >= 0x40 && byte <= 0xfe && byte !== 0x7f ? LEAD : undefined;
  }
  if (state.need === 'third') return isLead(byte) ? FOURTH : undefined;
  return isDigit(byte) ? LEAD : undefined;
}

function isLead(byte: number): boolean {
  return byte >= 0x81 && byte <= 0xfe;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

// Half a character is not.
function isComplete(decoder: InstanceType<typeof TextDecoder>): boolean {
  try {
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
