import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import {
  fileTooLarge,
  importNotFound,
  importState,
  noHeader,
  noTable,
  unreadableFile,
  uploadBrokenOff,
} from '../customers-failures.ts';
import { convertRecords } from './convert-records.ts';
import { convertSpreadsheet } from './convert-spreadsheet.ts';
import { cleanCell, isEmail, parseFen, parseInstant, readMobile } from './domain/cell-values.ts';
import { detectLayout, type Layout } from './domain/layout.ts';
import { RecordReader } from './domain/record-reader.ts';
import { EncodingProbe, type TextEncoding } from './domain/text-encoding.ts';
import { decodeText, headerLabel, uploadLabel } from './read-upload.ts';
import { findImport, setFile } from './store/import-store.ts';

/** Bytes that an upload may have: 512 MiB, which is a stock of some five million people. */
export const UPLOAD_LIMIT = 536_870_912;

/** What was found in an upload. */
export interface UploadedFile {
  readonly encoding: TextEncoding;
  readonly layout: Layout;
  readonly columns: number;
  readonly bytes: number;
}

/** A spreadsheet's text may be several times as long as its file: 1 GiB. */
const CONVERTED_LIMIT = 1_073_741_824;
const ZIP = Buffer.from([0x50, 0x4b, 3, 4]);

const HEAD_BYTES = 65_536;
const BROKEN_OFF: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET']);

/**
 * Takes a file as it streams in: every byte is sealed before it reaches the disk, measured and looked at for its encoding. Another upload
 * before the start replaces the first. Throws 413, 415 naming the encoding, or 422 when there is no table with a header; then nothing stays.
 */
export async function uploadFile(
  deps: CustomersDeps,
  request: { import: string; body: Readable; limit?: number },
): Promise<UploadedFile> {
  const before = await deps.database.transaction(async (tx) => {
    const row = await findImport(tx, request.import);
    if (row === undefined) throw importNotFound();
    if (row.status !== 'waiting-for-file' && row.status !== 'uploaded') throw importState(row.status);
    return row;
  });
  await mkdir(deps.files, { recursive: true, mode: 0o700 });
  const name = `${newId(deps.clock)}.sealed`;
  const path = join(deps.files, name);
  const written = [path];
  try {
    const meter = new Meter(request.limit ?? UPLOAD_LIMIT);
    const seal = deps.vault.sealStream(uploadLabel(name));
    pour(request.body, meter);
    await pipeline(meter, seal, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    await flush(path);
    const table = await asText(deps, { name, path, meter });
    written.push(table.path);
    const { header, ...found } = understand(table.meter);
    const sealed = deps.vault.sealBlob(headerLabel(request.import), Buffer.from(JSON.stringify(header)));
    await deps.database.transaction(async (tx) => {
      const row = await findImport(tx, request.import, 'for update');
      if (row === undefined) throw importNotFound();
      if (row.status !== 'waiting-for-file' && row.status !== 'uploaded') throw importState(row.status);
      await setFile(tx, request.import, { name: table.name, ...found, header: sealed });
    });
    if (table.path !== path) await rm(path, { force: true });
    if (before.file !== null) await rm(join(deps.files, before.file), { force: true });
    return found;
  } catch (error) {
    request.body.unpipe();
    request.body.resume();
    for (const each of written) await rm(each, { force: true });
    throw BROKEN_OFF.has((error as { code?: unknown }).code) ? uploadBrokenOff() : error;
  }
}

interface Sealed {
  readonly name: string;
  readonly path: string;
  readonly meter: Meter;
}

// Spreadsheets and JSON lines become CSV, sealed too, so that everything behind knows one form alone.
async function asText(deps: CustomersDeps, upload: Sealed): Promise<Sealed> {
  const lines = converterOf(upload.meter);
  if (lines === undefined) return upload;
  const name = `${newId(deps.clock)}.sealed`;
  const path = join(deps.files, name);
  const meter = new Meter(CONVERTED_LIMIT);
  const seal = deps.vault.sealStream(uploadLabel(name));
  try {
    await pipeline(
      Readable.from(lines(deps, upload.name), { objectMode: true }),
      meter,
      seal,
      createWriteStream(path, { mode: 0o600, flags: 'wx' }),
    );
    await flush(path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { name, path, meter };
}

function converterOf(meter: Meter): typeof convertSpreadsheet | undefined {
  const head = meter.head();
  if (head.subarray(0, 4).equals(ZIP)) return convertSpreadsheet;
  return /^\ufeff?\s*\{/.test(head.subarray(0, 64).toString('utf8')) ? convertRecords : undefined;
}

// Not a part of the pipeline: that would destroy a request when a later stage fails, its rest would never be read, and the next request on the
// same connection would wait behind it.
function pour(body: Readable, meter: Meter): void {
  finished(body, { writable: false }, (error) => {
    if (error) meter.destroy(error);
  });
  body.pipe(meter);
}

function understand(meter: Meter): UploadedFile & { readonly header: readonly string[] } {
  const verdict = meter.probe.verdict();
  if (!verdict.ok) throw unreadableFile(verdict.problem);
  const sample = decodeText(verdict.encoding, meter.head());
  const layout = detectLayout(meter.bytes > HEAD_BYTES ? sample.slice(0, sample.lastIndexOf('\n') + 1) : sample);
  if (layout === undefined) throw noTable();
  const reader = new RecordReader(layout);
  const header = [...reader.push(sample), ...reader.end()][0];
  if (header === undefined || header.broken !== undefined || header.cells.length < 2) throw noTable();
  if (header.cells.some(looksLikeData)) throw noHeader();
  const columns = header.cells.length;
  return { encoding: verdict.encoding, layout, columns, bytes: meter.bytes, header: header.cells.map(cleanCell) };
}

// A file without header would show its first person in the preview as names of columns.
function looksLikeData(cell: string): boolean {
  const text = cleanCell(cell);
  return (
    parseInstant(text) !== undefined ||
    parseFen(text) !== undefined ||
    isEmail(text) ||
    readMobile(text).kind === 'mobile'
  );
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

class Meter extends Transform {
  readonly probe = new EncodingProbe();
  readonly #limit: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  bytes = 0;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  head(): Buffer {
    return Buffer.concat(this.#head);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.#limit) {
      done(fileTooLarge(this.#limit));
      return;
    }
    this.probe.push(chunk);
    if (this.#headBytes < HEAD_BYTES) {
      this.#head.push(chunk.subarray(0, HEAD_BYTES - this.#headBytes));
      this.#headBytes += chunk.length;
    }
    done(null, chunk);
  }
}
