import { createHash } from 'node:crypto';

/** A set of people by ordinal, as it is stored and as a receipt commits to it. */
export interface PeopleSet {
  readonly size: number;
  /** 0 when there is nobody. */
  readonly highest: number;
  /** Bit n of it, the lowest bit of each byte first as PostgreSQL's get_bit counts, is set for ordinal n. */
  readonly bitmap: Buffer;
  /** SHA-256, base64url, of the ordinals ascending, each once, four bytes little-endian: frozen by decision 0021. */
  readonly digest: string;
}

/** The set of these ordinals; order and repetition don't matter. */
export function peopleSet(ordinals: Uint32Array): PeopleSet {
  const sorted = ordinals.toSorted();
  const highest = sorted.at(-1) ?? 0;
  const bitmap = Buffer.alloc(highest === 0 ? 0 : Math.floor(highest / 8) + 1);
  const bytes = Buffer.alloc(sorted.length * 4);
  let size = 0;
  let last = -1;
  for (const ordinal of sorted) {
    if (ordinal === last) continue;
    last = ordinal;
    bytes.writeUInt32LE(ordinal, size * 4);
    size += 1;
    const at = Math.floor(ordinal / 8);
    bitmap[at] = (bitmap[at] ?? 0) | (1 << (ordinal % 8));
  }
  const digest = createHash('sha256')
    .update(bytes.subarray(0, size * 4))
    .digest('base64url');
  return { size, highest, bitmap, digest };
}

/** A person's id as 16 bytes: how a receipt's tree names its members. */
export function idBytes(person: string): Buffer {
  return Buffer.from(person.replaceAll('-', ''), 'hex');
}
