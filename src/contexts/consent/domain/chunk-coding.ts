import { containerBytes, containerHas, encodeContainer, xorContainer } from './container.ts';
import { CHUNK_PEOPLE } from './people-set.ts';

/** Containers above this many bytes are stored in segments, so that one person's bit is found by reading one of them. */
const MOST_WHOLE = 1_024;
/** People of a segment: a chunk has 16. */
export const SEGMENT_PEOPLE = 4_096;
const SEGMENTS = CHUNK_PEOPLE / SEGMENT_PEOPLE;

/** One chunk of a use's people, or of what changed in them, as stored. */
export interface StoredChunk {
  /** Null: `members` is one container. Otherwise 16 numbers, two bytes little-endian each: where each segment's container ends in `members`. */
  readonly ends: Buffer | null;
  readonly members: Buffer;
}

/** How a chunk's bits are stored; undefined when none is set. */
export function encodeChunk(words: Uint32Array): StoredChunk | undefined {
  if (words.every((word) => word === 0)) return undefined;
  if (containerBytes(words) <= MOST_WHOLE) return { ends: null, members: encodeContainer(words) };
  const ends = Buffer.alloc(SEGMENTS * 2);
  const containers: Buffer[] = [];
  let end = 0;
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    const container = encodeContainer(
      words.subarray((segment * SEGMENT_PEOPLE) / 32, ((segment + 1) * SEGMENT_PEOPLE) / 32),
    );
    end += container.length;
    ends.writeUInt16LE(end, segment * 2);
    containers.push(container);
  }
  return { ends, members: Buffer.concat(containers) };
}

/** Turns over the bits that a stored chunk names: the set itself in an empty chunk, or a change in the set before it. */
export function xorChunk({ ends, members }: StoredChunk, words: Uint32Array): void {
  if (ends === null) {
    xorContainer(members, words);
    return;
  }
  let start = 0;
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    const end = ends.readUInt16LE(segment * 2);
    const from = (segment * SEGMENT_PEOPLE) / 32;
    xorContainer(members.subarray(start, end), words.subarray(from, from + SEGMENT_PEOPLE / 32));
    start = end;
  }
}

/** Whether a stored chunk names the person at `place` (0 to 65,535) of it, from its whole container or from the one segment with that place. */
export function partHas(part: Buffer, segmented: boolean, place: number): boolean {
  return containerHas(part, segmented ? place % SEGMENT_PEOPLE : place);
}
