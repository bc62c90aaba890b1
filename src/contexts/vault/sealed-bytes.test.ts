import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';

let bench: TestVault;
beforeAll(async () => {
  bench = await openTestVault();
});
afterAll(() => bench.close());

const SEGMENT = 1_048_576;
const DAMAGED = { code: 'vault.sealed-file-damaged' };

async function collect(source: Iterable<Buffer> | AsyncIterable<Buffer>, through: Transform): Promise<Buffer> {
  const parts: Buffer[] = [];
  await pipeline(Readable.from(source, { objectMode: false }), through, async (output: AsyncIterable<Buffer>) => {
    for await (const part of output) parts.push(part);
  });
  return Buffer.concat(parts);
}

function slices(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

describe('bytes sealed for a person', () => {
  it('open for that person and label alone, under a permit that names the field', async () => {
    await bench.database.transaction(async (tx) => {
      const [one = '', two = ''] = await bench.newPersons(tx, 2);
      const [first, second] = await bench.vault.sealForPersons(tx, [
        { person: two, label: 'behaviour/a', bytes: Buffer.from('二') },
        { person: one, label: 'behaviour/a', bytes: Buffer.from('一') },
      ]);
      const permit = await bench.use(tx, [one, two], ['behaviour']);
      const { vault } = bench;
      expect((await vault.openForPerson(tx, permit, two, 'behaviour/a', first ?? Buffer.of())).toString()).toBe('二');
      const sealed = second ?? Buffer.of();
      expect((await vault.openForPerson(tx, permit, one, 'behaviour/a', sealed)).toString()).toBe('一');
      const damaged = { code: 'vault.value-damaged' };
      await expect(vault.openForPerson(tx, permit, two, 'behaviour/a', sealed)).rejects.toMatchObject(damaged);
      await expect(vault.openForPerson(tx, permit, one, 'behaviour/b', sealed)).rejects.toMatchObject(damaged);
      const uncovered = { code: 'vault.permit-does-not-cover' };
      await expect(vault.openForPerson(tx, permit, one, 'order_record/a', sealed)).rejects.toMatchObject(uncovered);
    });
  });
});

describe('sealed files', () => {
  it('open to what was sealed, as a stream or at once, in pieces of any size', async () => {
    for (const length of [0, 1, 65_536, SEGMENT - 56, SEGMENT - 55, 2_500_000]) {
      const plaintext = Buffer.alloc(length, '姓名,手机\r\n');
      const sealed = await collect(slices(plaintext, 7_000), bench.vault.sealStream('upload/1'));
      expect(sealed.includes('手机')).toBe(false);
      expect((await collect(slices(sealed, 1_001), bench.vault.openStream('upload/1'))).equals(plaintext)).toBe(true);
      expect(bench.vault.openBlob('upload/1', sealed).equals(plaintext)).toBe(true);
      const blob = bench.vault.sealBlob('upload/1', plaintext);
      expect((await collect([blob], bench.vault.openStream('upload/1'))).equals(plaintext)).toBe(true);
    }
  });

  it('do not open under another label, or when cut, reordered or changed anywhere', async () => {
    const sealed = bench.vault.sealBlob('upload/1', Buffer.alloc(3_500_000, 1));
    const another = bench.vault.sealBlob('upload/1', Buffer.alloc(3_500_000, 1));
    const [header, chunk] = [69, SEGMENT];
    const flipped = (at: number) => {
      const bytes = Buffer.from(sealed);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    const damaged = [
      ...[0, 2, 3, 4, 7, 8, 40, header, header + 1, header + 39, header + 40, header + chunk, sealed.length - 1].map(
        flipped,
      ),
      ...[0, 10, header, header + 10, header + chunk, sealed.length - 1].map((end) => sealed.subarray(0, end)),
      Buffer.concat([
        sealed.subarray(0, header),
        sealed.subarray(header + chunk, header + 2 * chunk),
        sealed.subarray(header, header + chunk),
        sealed.subarray(header + 2 * chunk),
      ]),
      Buffer.concat([another.subarray(0, header), sealed.subarray(header)]),
    ];
    for (const suite of [0, 2]) damaged.push(Buffer.concat([Buffer.from('ZNS'), Buffer.of(suite), sealed.subarray(4)]));
    for (const bytes of damaged) {
      await expect(collect([bytes], bench.vault.openStream('upload/1'))).rejects.toMatchObject(DAMAGED);
      expect(() => bench.vault.openBlob('upload/1', bytes)).toThrow(expect.objectContaining(DAMAGED));
    }
    await expect(collect([sealed], bench.vault.openStream('upload/2'))).rejects.toMatchObject(DAMAGED);
    expect(() => bench.vault.openBlob('upload/2', sealed)).toThrow(expect.objectContaining(DAMAGED));
  });

  it('pass through in constant memory: a segment leaves as soon as the next begins', async () => {
    const sealer = bench.vault.sealStream('upload/large');
    const opener = bench.vault.openStream('upload/large');
    let written = 0;
    let furthest = 0;
    let read = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 2_000; piece += 1) {
        written += 40_000;
        furthest = Math.max(furthest, written - read);
        yield Buffer.alloc(40_000, piece);
      }
    }
    await pipeline(source(), sealer, opener, async (output: AsyncIterable<Buffer>) => {
      for await (const part of output) read += part.length;
    });
    expect(read).toBe(80_000_000);
    // A segment in each of the two, and what the pipes between them hold.
    expect(furthest).toBeLessThan(4 * SEGMENT);
  });
});
