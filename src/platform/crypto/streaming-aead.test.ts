import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  openStream,
  type StreamingParameters,
  StreamNotAuthentic,
  StreamOpener,
  StreamSealer,
  sealStream,
  streamingSuite,
} from './streaming-aead.ts';

const SMALL: StreamingParameters = { cipher: 'aes-256-gcm', hash: 'sha256', segmentBytes: 64 };
const SEGMENT = 1024 * 1024;
const HEADER = 40;
const TAG = 16;
// Bytes of plaintext in the first segment and in each later one, for the parameters that everything but tests uses.
const FIRST = SEGMENT - HEADER - TAG;
const LATER = SEGMENT - TAG;
const LENGTHS = [0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + LATER, FIRST + LATER + 1, FIRST + 2 * LATER + 5];

const secret = Buffer.alloc(32, 7);
const associated = Buffer.from('header');

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function seal(plaintext: Uint8Array, cuts: readonly number[] = [], parameters?: StreamingParameters): Buffer {
  const sealer = new StreamSealer(secret, associated, parameters);
  const parts = pieces(plaintext, cuts).flatMap((piece) => sealer.push(piece));
  return Buffer.concat([...parts, ...sealer.finish()]);
}

function open(sealed: Uint8Array, cuts: readonly number[] = [], parameters?: StreamingParameters): Buffer {
  const opener = new StreamOpener(secret, associated, parameters);
  const parts = pieces(sealed, cuts).flatMap((piece) => opener.push(piece));
  return Buffer.concat([...parts, opener.finish()]);
}

function pattern(length: number): Buffer {
  return Buffer.alloc(
    length,
    Uint8Array.from({ length: 251 }, (_, index) => index),
  );
}

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

// Key and nonce of a segment, worked out again from the header without the code under test.
function keyAndNonce(header: Uint8Array, number: number, last: boolean): [Buffer, Buffer] {
  const key = Buffer.from(hkdfSync('sha256', secret, header.subarray(1, 33), associated, 32));
  const nonce = Buffer.concat([header.subarray(33, HEADER), Buffer.from([0, 0, 0, number, last ? 1 : 0])]);
  return [key, nonce];
}

async function* slices(bytes: Uint8Array, size = 13): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of source) all.push(chunk);
  return Buffer.concat(all);
}

// Test vectors of Google Tink for AES-GCM-HKDF streaming (AesGcmHkdfStreamingTestUtil in tink-java).
const KEY_16 = '6eb56cdc726dfbe5d57f2fcdc6e9345b';
const KEY_32 = `00112233445566778899aabbccddeeff${KEY_16}`;
const EMPTY_32 =
  '28fae780c70a82d1256c8303a1261ac6a98cf557b4e173967a62f3c149517ba5b2431da93b3c6e90f508b34dc14bfda59bab05681c6ad3fa';
const VECTORS: [string, StreamingParameters, string, string, string, string][] = [
  [
    'three segments',
    { cipher: 'aes-128-gcm', hash: 'sha1', segmentBytes: 64 },
    KEY_16,
    'This is a fairly long plaintext. It is of the exact length to create three output blocks. ',
    Buffer.from('aad').toString('hex'),
    '1893b3af5e14ab378d065addfc8484da642c0862877baea8db92d9c77406a406168478821c4298eab3e6d531277f4c1a051714faebcaefcbca7b7be05e9445eaa0bb2904153398a25084dd80ae0edcd1c3079fcea2cd3770630ee36f7539207b8ec9d754956d486b71cdf989f0ed6fba6779b63558be0a66e668df14e1603cd2af8944844078345286d0b292e772e7190775c51a0f83e40c0b75821027e7e538e111',
  ],
  [
    'nothing',
    { cipher: 'aes-128-gcm', hash: 'sha1', segmentBytes: 64 },
    KEY_16,
    '',
    '',
    '18ec99b2c3884194023bd41bb9bff309205354c750fa0cb3c0d02609abf71f88eaeaa48d7deca27f',
  ],
  [
    'nothing, SHA-256',
    { cipher: 'aes-128-gcm', hash: 'sha256', segmentBytes: 64 },
    KEY_16,
    '',
    '',
    '18be78bce0cab6fd38a9041eea8ab0ffc4cf17e3c00b661d3927f5f79069f41a210fedc40b25648c',
  ],
  [
    'nothing, SHA-512',
    { cipher: 'aes-128-gcm', hash: 'sha512', segmentBytes: 64 },
    KEY_16,
    '',
    '',
    '18fec8139ccb406e0f140d7e2bcc41e1b899bc1b121574cc31d1c78ed2ca1cdf324665b8dce21095',
  ],
  [
    'nothing, a secret longer than the derived key',
    { cipher: 'aes-128-gcm', hash: 'sha1', segmentBytes: 64 },
    KEY_32,
    '',
    '',
    '180880e85a24207a7b72cefde26306ed09d7d76e58104b751d005a3ffd72dd6151f0d9c8ccf163f7',
  ],
  [
    'nothing, a derived key of 32 bytes',
    { cipher: 'aes-256-gcm', hash: 'sha1', segmentBytes: 64 },
    KEY_32,
    '',
    '',
    EMPTY_32,
  ],
  ['nothing, larger segments', { cipher: 'aes-256-gcm', hash: 'sha1', segmentBytes: 128 }, KEY_32, '', '', EMPTY_32],
  [
    'exactly one segment',
    { cipher: 'aes-256-gcm', hash: 'sha1', segmentBytes: 120 },
    KEY_32,
    'BLOCK 1.BLOCK 2.BLOCK 3.BLOCK 4.BLOCK 5.BLOCK 6.BLOCK 7.BLOCK 8.',
    '00010203',
    '28782994617714a80fa085e15051a16854522330d6d0f26c049b2192f09cdd98b2eb90c753bfff277a29e54fa4afb15d648c28477eb07f012535c767f5fdce24ffffae318480c1d37357d6d3c511159318afa09ef38aa3f5456fd7817c5c02dd6e1a7fef174c8bd24e38b5982ac105497c0101ac5581fe5b',
  ],
];

describe('the streaming AEAD', () => {
  it.each(VECTORS)("opens Tink's vector: %s", async (_name, parameters, key, plaintext, additional, sealed) => {
    const source = slices(Buffer.from(sealed, 'hex'));
    const opened = openStream(Buffer.from(key, 'hex'), source, Buffer.from(additional, 'hex'), parameters);
    expect((await collect(opened)).toString()).toBe(plaintext);
  });

  it('opens what it sealed in small segments, whatever the length and however the bytes arrive', async () => {
    const size = fc.integer({ min: 1, max: 90 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), size, size, async (plaintext, one, other) => {
        const sealed = await collect(sealStream(secret, slices(plaintext, one), associated, SMALL));
        const opened = await collect(openStream(secret, slices(sealed, other), associated, SMALL));
        expect(opened).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('opens what it sealed in segments of one mebibyte, however either side was cut into pieces', () => {
    const cuts = fc.array(fc.nat(4 * SEGMENT), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...LENGTHS), cuts, cuts, (length, written, read) => {
        const plaintext = pattern(length);
        expect(open(seal(plaintext, written), read).equals(plaintext)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('seals in segments of one mebibyte unless told, and grows by a header and one tag a segment', () => {
    for (const length of LENGTHS) {
      const segments = 1 + Math.max(0, Math.ceil((length - FIRST) / LATER));
      expect(seal(pattern(length)).length).toBe(HEADER + length + TAG * segments);
    }
  });

  it('is AES-256-GCM under HKDF-SHA256, the nonce being prefix, counter, and 1 for the last segment', () => {
    const plaintext = pattern(FIRST + 10);
    const sealed = seal(plaintext);
    expect(sealed[0]).toBe(HEADER);
    const segments = [sealed.subarray(HEADER, SEGMENT), sealed.subarray(SEGMENT)];
    const opened = segments.map((segment, number) => {
      const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(sealed, number, number === 1));
      decipher.setAuthTag(segment.subarray(-TAG));
      return Buffer.concat([decipher.update(segment.subarray(0, -TAG)), decipher.final()]);
    });
    expect(Buffer.concat(opened).equals(plaintext)).toBe(true);
  });

  it('never seals twice under one salt, even the same bytes with the same secret', () => {
    const headers = Array.from({ length: 100 }, () => seal(Buffer.of(1)).toString('hex', 0, HEADER));
    expect(new Set(headers).size).toBe(100);
  });

  it('keeps less than a segment: it goes on as soon as a byte of the next has come', () => {
    const plaintext = pattern(1_000);
    const sealer = new StreamSealer(secret, associated, SMALL);
    const opener = new StreamOpener(secret, associated, SMALL);
    let sealed = 0;
    let opened = 0;
    plaintext.forEach((byte, index) => {
      for (const piece of sealer.push(Buffer.of(byte))) {
        sealed += piece.length;
        for (const part of opener.push(piece)) opened += part.length;
      }
      // 8 bytes are in the first segment, 48 in each later one.
      const complete = index < 8 ? 0 : 1 + Math.floor((index - 8) / 48);
      expect(sealed).toBe(complete === 0 ? HEADER : complete * 64);
      expect(opened).toBe(complete < 2 ? 0 : 8 + (complete - 2) * 48);
    });
  });

  it('is not changed by a source that takes its memory again', () => {
    const plaintext = pattern(500);
    const sealer = new StreamSealer(secret, associated, SMALL);
    const shared = Buffer.alloc(7);
    const parts: Buffer[] = [];
    for (const piece of pieces(
      plaintext,
      Array.from({ length: 72 }, (_, index) => index * 7),
    )) {
      shared.set(piece);
      parts.push(...sealer.push(shared.subarray(0, piece.length)));
    }
    expect(open(Buffer.concat([...parts, ...sealer.finish()]), [], SMALL)).toEqual(plaintext);
  });

  it('knows the suites that files name: 1, and none that is not there yet', () => {
    expect(streamingSuite(1)).toEqual({ cipher: 'aes-256-gcm', hash: 'sha256', segmentBytes: SEGMENT });
    expect([0, 2, 255, undefined].map(streamingSuite)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('a sealed stream that was tampered with', () => {
  it('does not open when cut at any byte', async () => {
    const sealed = seal(randomBytes(104), [], SMALL);
    for (let length = 0; length < sealed.length; length += 1) {
      const cut = sealed.subarray(0, length);
      expect(() => open(cut, [], SMALL)).toThrow(StreamNotAuthentic);
      await expect(collect(openStream(secret, slices(cut), associated, SMALL))).rejects.toThrow(StreamNotAuthentic);
    }
  });

  it('does not open when cut, lengthened, reordered, or a segment was left out or doubled', () => {
    const sealed = seal(pattern(FIRST + 2 * LATER + 5));
    const segment = (index: number) => sealed.subarray(index * SEGMENT, (index + 1) * SEGMENT);
    const another = seal(pattern(FIRST + 2 * LATER + 5));
    const damaged = [
      sealed.subarray(0, 3 * SEGMENT),
      sealed.subarray(0, SEGMENT),
      sealed.subarray(0, sealed.length - 1),
      sealed.subarray(0, 10),
      Buffer.alloc(0),
      Buffer.concat([sealed, Buffer.alloc(1)]),
      Buffer.concat([sealed, segment(3)]),
      Buffer.concat([sealed, segment(1)]),
      Buffer.concat([segment(1), segment(0), segment(2), segment(3)]),
      Buffer.concat([segment(0), segment(2), segment(1), segment(3)]),
      Buffer.concat([segment(0), segment(2), segment(3)]),
      Buffer.concat([segment(1), segment(2), segment(3)]),
      Buffer.concat([segment(0), segment(0), segment(1), segment(2), segment(3)]),
      Buffer.concat([segment(0), segment(1), segment(1), segment(2), segment(3)]),
      Buffer.concat([segment(0), another.subarray(SEGMENT, 2 * SEGMENT), segment(2), segment(3)]),
      Buffer.concat([another.subarray(0, HEADER), sealed.subarray(HEADER)]),
      segment(3),
    ];
    for (const bytes of damaged) expect(() => open(bytes)).toThrow(StreamNotAuthentic);
    expect(open(sealed).length).toBe(FIRST + 2 * LATER + 5);
  });

  it('does not open with any bit flipped', () => {
    const sealed = seal(randomBytes(150), [], SMALL);
    for (let bit = 0; bit < sealed.length * 8; bit += 1)
      expect(() => open(flipped(sealed, bit), [], SMALL)).toThrow(StreamNotAuthentic);
  });

  it('does not open with a bit flipped anywhere in segments of one mebibyte', () => {
    const sealed = seal(pattern(FIRST + 40));
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        expect(() => open(flipped(sealed, bit))).toThrow(StreamNotAuthentic);
      }),
      { numRuns: 200 },
    );
  });

  it('does not open with another secret or other associated data', () => {
    const sealed = seal(randomBytes(10));
    const opening = (key: Uint8Array, bound: string) => () => {
      const opener = new StreamOpener(key, Buffer.from(bound));
      return Buffer.concat([...opener.push(sealed), opener.finish()]);
    };
    expect(opening(randomBytes(32), 'header')).toThrow(StreamNotAuthentic);
    for (const bound of ['Header', 'header2', 'heade', '']) expect(opening(secret, bound)).toThrow(StreamNotAuthentic);
    expect(opening(secret, 'header')().length).toBe(10);
  });

  it('is refused with an empty last segment after a full one, which no sealer makes', () => {
    const first = seal(pattern(FIRST + 1)).subarray(0, SEGMENT);
    const cipher = createCipheriv('aes-256-gcm', ...keyAndNonce(first, 1, true));
    const empty = Buffer.concat([cipher.final(), cipher.getAuthTag()]);
    expect(() => open(Buffer.concat([first, empty]))).toThrow(StreamNotAuthentic);
  });

  it('opens nothing more once a segment was not authentic', () => {
    const sealed = seal(pattern(200), [], SMALL);
    const opener = new StreamOpener(secret, associated, SMALL);
    opener.push(sealed.subarray(0, 64));
    expect(() => opener.push(flipped(sealed.subarray(64, 129), 3))).toThrow(StreamNotAuthentic);
    // The third segment would fit in by its number and length.
    expect(() => opener.push(sealed.subarray(128))).toThrow(StreamNotAuthentic);
    expect(() => opener.finish()).toThrow(StreamNotAuthentic);
  });
});
