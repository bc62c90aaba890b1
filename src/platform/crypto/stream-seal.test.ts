import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STREAM_CHUNK, StreamOpener, StreamSealer } from './index.ts';

const key = Buffer.alloc(32, 7);
const header = Buffer.from('header');
const SEALED_CHUNK = STREAM_CHUNK + 16;

function sealWhole(plaintext: Uint8Array, cuts: readonly number[] = []): Buffer {
  const sealer = new StreamSealer(key, header);
  const parts = pieces(plaintext, cuts).map((piece) => sealer.push(piece));
  return Buffer.concat([...parts, sealer.finish()]);
}

function openWhole(sealed: Uint8Array, cuts: readonly number[] = [], additional = header): Buffer | undefined {
  const opener = new StreamOpener(key, additional);
  const parts: Buffer[] = [];
  for (const piece of pieces(sealed, cuts)) {
    const opened = opener.push(piece);
    if (opened === undefined) return undefined;
    parts.push(opened);
  }
  const last = opener.finish();
  return last === undefined ? undefined : Buffer.concat([...parts, last]);
}

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function pattern(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff));
}

const LENGTHS = [0, 1, STREAM_CHUNK - 1, STREAM_CHUNK, STREAM_CHUNK + 1, 2 * STREAM_CHUNK, 3 * STREAM_CHUNK + 5];

describe('a sealed stream', () => {
  it('opens to what was sealed, however either side was cut into pieces', () => {
    const cuts = fc.array(fc.nat(4 * STREAM_CHUNK), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...LENGTHS), cuts, cuts, (length, written, read) => {
        const plaintext = pattern(length);
        expect(openWhole(sealWhole(plaintext, written), read)?.equals(plaintext)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('grows by one tag a chunk and nothing else', () => {
    for (const length of LENGTHS)
      expect(sealWhole(pattern(length)).length).toBe(length + 16 * Math.max(1, Math.ceil(length / STREAM_CHUNK)));
  });

  it('is AES-256-GCM under the nonce of the STREAM construction: counter, then 1 for the last chunk', () => {
    const plaintext = pattern(STREAM_CHUNK + 10);
    const last = sealWhole(plaintext).subarray(SEALED_CHUNK);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from('000000000000000000000101', 'hex'));
    decipher.setAAD(header);
    decipher.setAuthTag(last.subarray(-16));
    const opened = Buffer.concat([decipher.update(last.subarray(0, -16)), decipher.final()]);
    expect(opened.equals(plaintext.subarray(STREAM_CHUNK))).toBe(true);
  });

  it('does not open when it was cut, lengthened, reordered, or a chunk was left out or doubled', () => {
    const sealed = sealWhole(pattern(3 * STREAM_CHUNK + 5));
    const chunk = (index: number) => sealed.subarray(index * SEALED_CHUNK, (index + 1) * SEALED_CHUNK);
    const damaged = [
      sealed.subarray(0, 3 * SEALED_CHUNK),
      sealed.subarray(0, sealed.length - 1),
      sealed.subarray(0, 10),
      Buffer.alloc(0),
      Buffer.concat([sealed, Buffer.alloc(1)]),
      Buffer.concat([sealed, chunk(3)]),
      Buffer.concat([chunk(1), chunk(0), chunk(2), chunk(3)]),
      Buffer.concat([chunk(0), chunk(2), chunk(3)]),
      Buffer.concat([chunk(0), chunk(0), chunk(1), chunk(2), chunk(3)]),
      chunk(3),
    ];
    expect(damaged.map((bytes) => openWhole(bytes))).toEqual(damaged.map(() => undefined));
    expect(openWhole(sealed, [], Buffer.from('Header'))).toBeUndefined();
  });

  it('does not open with any one bit flipped', () => {
    const sealed = sealWhole(pattern(STREAM_CHUNK + 40));
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openWhole(changed)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with an empty last chunk after a full one, which no sealer makes', () => {
    const first = sealWhole(pattern(STREAM_CHUNK + 1)).subarray(0, SEALED_CHUNK);
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.from('000000000000000000000101', 'hex'));
    cipher.setAAD(header);
    const empty = Buffer.concat([cipher.final(), cipher.getAuthTag()]);
    expect(openWhole(Buffer.concat([first, empty]))).toBeUndefined();
  });
});
