import { backupDamaged } from './backup-failures.ts';

/**
 * What a data backup holds, in this order: a manifest, then for each table its start, its rows in PostgreSQL's COPY text format in pieces of
 * any size, and its end with the number of rows; last the end of all with the number of tables.
 * Wire format: type (1, ASCII) | length (4, big-endian) | payload; all but rows are JSON.
 */
export type FrameType = 'M' | 'T' | 'D' | 'E' | 'Z';

/** One frame. */
export interface Frame {
  readonly type: FrameType;
  readonly payload: Buffer;
}

/** A table and the columns that its rows hold. */
export interface TableStart {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** What is needed before any row can be read. */
export interface Manifest {
  readonly madeAt: string;
  readonly postgresql: string;
  readonly migrations: readonly { context: string; number: number; checksum: string }[];
  readonly sequences: readonly { schema: string; name: string; value: number }[];
}

const TYPES = 'MTDEZ';
const MOST_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** Bytes of a frame; a payload that is not bytes is written as JSON. */
export function encodeFrame(type: FrameType, payload: Uint8Array | object): Buffer {
  const body = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload), 'utf8');
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** Cuts a stream into its frames. Throws `backup.damaged` when it ends within one. */
export async function* decodeFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let pending = Buffer.alloc(0);
  for await (const chunk of source) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    while (pending.length >= 5) {
      const type = pending.toString('latin1', 0, 1);
      const length = pending.readUInt32BE(1);
      if (!TYPES.includes(type) || length > MOST_PAYLOAD_BYTES) throw backupDamaged();
      if (pending.length < 5 + length) break;
      yield { type: type as FrameType, payload: pending.subarray(5, 5 + length) };
      pending = pending.subarray(5 + length);
    }
  }
  if (pending.length > 0) throw backupDamaged();
}

/** The JSON of a frame. The stream is authenticated before it gets here, so its shape is what we wrote. */
export function frameJson<T>(frame: Frame): T {
  return JSON.parse(frame.payload.toString('utf8')) as T;
}
