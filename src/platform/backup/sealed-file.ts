import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip, type Gunzip, type Gzip } from 'node:zlib';
import { openStream, StreamNotAuthentic, sealStream } from '../crypto/index.ts';
import { backupDamaged } from './backup-failures.ts';
import { type BackupHeader, type BackupKey, encodeHeader, readHeader } from './backup-header.ts';

const CHUNK_BYTES = 64 * 1024;

/** The bytes of a backup: its header, then `content` compressed and sealed under `secret`. */
export async function* sealBackup(
  header: BackupHeader,
  secret: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const encoded = encodeHeader(header);
  yield encoded;
  yield* sealStream(secret, through(content, createGzip({ level: 5, chunkSize: CHUNK_BYTES })), encoded);
}

/** An opened backup; `content` throws `backup.damaged` as soon as a byte of it is not authentic, and at its end when it was cut. */
export interface OpenedBackup {
  readonly header: BackupHeader;
  readonly content: AsyncGenerator<Uint8Array>;
}

/** Opens the bytes of a backup; `findSecret` gives the secret that its header asks for. Throws `backup.not-a-backup`. */
export async function openBackup(
  source: AsyncIterable<Uint8Array>,
  findSecret: (key: BackupKey, header: BackupHeader) => Promise<Uint8Array>,
): Promise<OpenedBackup> {
  const { header, encoded, rest } = await readHeader(source);
  const secret = await findSecret(header.key, header);
  return { header, content: opened(secret, rest, encoded) };
}

async function* opened(
  secret: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  encoded: Uint8Array,
): AsyncGenerator<Uint8Array> {
  try {
    yield* through(openStream(secret, rest, encoded), createGunzip({ chunkSize: CHUNK_BYTES }));
  } catch (error) {
    if (error instanceof StreamNotAuthentic || String((error as { code?: unknown }).code).startsWith('Z_'))
      throw backupDamaged();
    throw error;
  }
}

// `pipeline` hands an error of the source on to whoever reads the result, and ends the source when its reader leaves early.
function through(source: AsyncIterable<Uint8Array>, transform: Gzip | Gunzip): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
}
