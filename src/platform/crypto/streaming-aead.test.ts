import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStream, type StreamingParameters, StreamNotAuthentic, sealStream } from './streaming-aead.ts';

const SMALL: StreamingParameters = { hash: 'sha256', derivedKeyBytes: 32, segmentBytes: 64 };
const NONE = new Uint8Array(0);

async function* pieces(bytes: Uint8Array, size = 13): AsyncGenerator<Uint8Array> {
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
    { hash: 'sha1', derivedKeyBytes: 16, segmentBytes: 64 },
    KEY_16,
    'This is a fairly long plaintext. It is of the exact length to create three output blocks. ',
    Buffer.from('aad').toString('hex'),
    '1893b3af5e14ab378d065addfc8484da642c0862877baea8db92d9c77406a406168478821c4298eab3e6d531277f4c1a051714faebcaefcbca7b7be05e9445eaa0bb2904153398a25084dd80ae0edcd1c3079fcea2cd3770630ee36f7539207b8ec9d754956d486b71cdf989f0ed6fba6779b63558be0a66e668df14e1603cd2af8944844078345286d0b292e772e7190775c51a0f83e40c0b75821027e7e538e111',
  ],
  [
    'nothing, SHA-256',
    { hash: 'sha256', derivedKeyBytes: 16, segmentBytes: 64 },
    KEY_16,
    '',
    '',
    '18be78bce0cab6fd38a9041eea8ab0ffc4cf17e3c00b661d3927f5f79069f41a210fedc40b25648c',
  ],
  [
    'nothing, SHA-512',
    { hash: 'sha512', derivedKeyBytes: 16, segmentBytes: 64 },
    KEY_16,
    '',
    '',
    '18fec8139ccb406e0f140d7e2bcc41e1b899bc1b121574cc31d1c78ed2ca1cdf324665b8dce21095',
  ],
  [
    'nothing, a derived key of 32 bytes',
    { hash: 'sha1', derivedKeyBytes: 32, segmentBytes: 64 },
    KEY_32,
    '',
    '',
    EMPTY_32,
  ],
  ['nothing, larger segments', { hash: 'sha1', derivedKeyBytes: 32, segmentBytes: 128 }, KEY_32, '', '', EMPTY_32],
  [
    'exactly one segment',
    { hash: 'sha1', derivedKeyBytes: 32, segmentBytes: 120 },
    KEY_32,
    'BLOCK 1.BLOCK 2.BLOCK 3.BLOCK 4.BLOCK 5.BLOCK 6.BLOCK 7.BLOCK 8.',
    '00010203',
    '28782994617714a80fa085e15051a16854522330d6d0f26c049b2192f09cdd98b2eb90c753bfff277a29e54fa4afb15d648c28477eb07f012535c767f5fdce24ffffae318480c1d37357d6d3c511159318afa09ef38aa3f5456fd7817c5c02dd6e1a7fef174c8bd24e38b5982ac105497c0101ac5581fe5b',
  ],
];

describe('the streaming AEAD', () => {
  it.each(VECTORS)("opens Tink's vector: %s", async (_name, parameters, key, plaintext, associated, sealed) => {
    const opened = openStream(
      Buffer.from(key, 'hex'),
      pieces(Buffer.from(sealed, 'hex')),
      Buffer.from(associated, 'hex'),
      parameters,
    );
    expect((await collect(opened)).toString()).toBe(plaintext);
  });

  it('opens what it sealed, whatever the length and however the bytes arrive', async () => {
    const secret = randomBytes(32);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 90 }),
        async (plaintext, one, other) => {
          const sealed = await collect(sealStream(secret, pieces(plaintext, one), NONE, SMALL));
          const opened = await collect(openStream(secret, pieces(sealed, other), NONE, SMALL));
          expect(opened).toEqual(Buffer.from(plaintext));
        },
      ),
    );
  });

  it('opens nothing that was cut at any byte', async () => {
    const secret = randomBytes(32);
    const sealed = await collect(sealStream(secret, pieces(randomBytes(104)), NONE, SMALL));
    for (let length = 0; length < sealed.length; length += 1)
      await expect(collect(openStream(secret, pieces(sealed.subarray(0, length)), NONE, SMALL))).rejects.toThrow(
        StreamNotAuthentic,
      );
  });

  it('opens nothing in which any bit was flipped, segments were exchanged or bytes were added', async () => {
    const secret = randomBytes(32);
    const sealed = await collect(sealStream(secret, pieces(randomBytes(150)), NONE, SMALL));
    const bad: Buffer[] = [Buffer.concat([sealed, Buffer.of(0)]), Buffer.concat([sealed, sealed.subarray(64)])];
    bad.push(
      Buffer.concat([
        sealed.subarray(0, 64),
        sealed.subarray(128, 192),
        sealed.subarray(64, 128),
        sealed.subarray(192),
      ]),
    );
    for (let bit = 0; bit < sealed.length * 8; bit += 7) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      bad.push(changed);
    }
    for (const each of bad)
      await expect(collect(openStream(secret, pieces(each), NONE, SMALL))).rejects.toThrow(StreamNotAuthentic);
  });

  it('opens nothing with another key or other associated data', async () => {
    const secret = randomBytes(32);
    const sealed = await collect(sealStream(secret, pieces(randomBytes(10)), Buffer.from('header'), SMALL));
    const open = (key: Uint8Array, associated: string) =>
      collect(openStream(key, pieces(sealed), Buffer.from(associated), SMALL));
    await expect(open(randomBytes(32), 'header')).rejects.toThrow(StreamNotAuthentic);
    await expect(open(secret, 'header2')).rejects.toThrow(StreamNotAuthentic);
    expect((await open(secret, 'header')).length).toBe(10);
  });

  it('seals in segments of one mebibyte unless told', async () => {
    const secret = randomBytes(32);
    const plaintext = randomBytes(2_500_000);
    const sealed = await collect(sealStream(secret, pieces(plaintext, 65_536), NONE));
    expect(sealed.length).toBe(40 + plaintext.length + 3 * 16);
    expect((await collect(openStream(secret, pieces(sealed, 65_536), NONE))).equals(plaintext)).toBe(true);
  });
});
