import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Unzip, UnzipInflate } from 'fflate';
import type { Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { fileTooLarge, unreadableFile } from '../customers-failures.ts';
import { plainCsvLine } from './domain/plain-csv.ts';
import {
  readDateStyles,
  readSharedStrings,
  readWorkbook,
  type SheetContext,
  SheetReader,
} from './domain/sheet-reader.ts';
import { uploadLabel } from './read-upload.ts';

/** Most bytes of what a sheet refers to: it is held in memory. */
const MOST_PARTS = 64 * 1024 * 1024;
/** Most bytes of a sheet unpacked: a small file that unpacks to more is a bomb or no list of people. */
const MOST_SHEET = 1024 * 1024 * 1024;

/**
 * The first visible sheet of a sealed .xlsx as CSV in UTF-8, a line a row, in constant memory beside the shared strings. The file is read twice:
 * Excel writes the strings behind the sheet. Throws 415 for a file that is damaged or protected with a password, 413 for one that unpacks to
 * too much.
 */
export async function* convertSpreadsheet(
  deps: Pick<CustomersDeps, 'files' | 'vault'>,
  name: string,
): AsyncGenerator<string> {
  const parts = await readParts(deps, name);
  const { sheet, from1904 } = readWorkbook(parts.get(WORKBOOK) ?? '<a/>', parts.get(RELATIONS) ?? '<a/>');
  const context: SheetContext = {
    sharedStrings: readSharedStrings(parts.get(STRINGS) ?? '<a/>'),
    dateStyles: readDateStyles(parts.get(STYLES) ?? '<a/>'),
    from1904,
  };
  const reader = new SheetReader(context);
  const decoder = new TextDecoder();
  let line = 1;
  for await (const { bytes } of entries(deps, name, (path) => path === sheet, MOST_SHEET)) {
    let text = '';
    for (const row of readRows(reader, decoder.decode(bytes, { stream: true }))) {
      // Empty rows are no rows in the file; their lines keep the numbers of the others as the reader of the sheet sees them.
      if (row.number > line && row.number <= LAST_ROW) text += '\n'.repeat(row.number - line);
      text += plainCsvLine(row.cells);
      line = Math.max(line, Math.min(row.number, LAST_ROW)) + 1;
    }
    if (text !== '') yield text;
  }
}

/** The last row that a sheet has (ECMA-376). */
const LAST_ROW = 1_048_576;

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';
const STYLES = 'xl/styles.xml';
/** What every workbook begins with; other zip files hold something else. */
const OF_WORKBOOK = /^(?:\[Content_Types\]\.xml$|_rels\/|docProps\/|xl\/)/;
const PARTS = new Set([WORKBOOK, RELATIONS, STRINGS, STYLES]);

async function readParts(deps: Pick<CustomersDeps, 'files' | 'vault'>, name: string): Promise<Map<string, string>> {
  const found = new Map<string, { decoder: InstanceType<typeof TextDecoder>; text: string }>();
  let isWorkbook = false;
  const wants = (path: string) => {
    if (OF_WORKBOOK.test(path)) isWorkbook = true;
    return PARTS.has(path);
  };
  for await (const { path, bytes } of entries(deps, name, wants, MOST_PARTS)) {
    const part = found.get(path) ?? { decoder: new TextDecoder(), text: '' };
    part.text += part.decoder.decode(bytes, { stream: true });
    found.set(path, part);
  }
  if (!found.has(WORKBOOK)) throw unreadableFile(isWorkbook ? 'damaged-spreadsheet' : 'compressed');
  return new Map([...found].map(([path, { text }]) => [path, text]));
}

function readRows(reader: SheetReader, xml: string) {
  try {
    return reader.push(xml);
  } catch {
    throw unreadableFile('damaged-spreadsheet');
  }
}

interface Piece {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The wanted entries of a sealed zip file, piece by piece as they unpack, `limit` bytes at most. */
async function* entries(
  deps: Pick<CustomersDeps, 'files' | 'vault'>,
  name: string,
  wants: (path: string) => boolean,
  limit: number,
): AsyncGenerator<Piece> {
  const source = createReadStream(join(deps.files, name));
  const opened = source.pipe(deps.vault.openStream(uploadLabel(name)));
  source.on('error', (error) => opened.destroy(error));
  const pieces: Piece[] = [];
  let unpacked = 0;
  let failure: Failure | undefined;
  const unzip = new Unzip((file) => {
    if (!wants(file.name)) return;
    file.ondata = (error, bytes) => {
      // What is thrown in here comes back to this very function as an error of the file.
      if (error !== null) failure ??= unreadableFile('damaged-spreadsheet');
      else unpacked += bytes.length;
      if (unpacked > limit) failure ??= fileTooLarge(limit);
      if (failure === undefined) pieces.push({ path: file.name, bytes });
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of Readable.from(opened)) {
      push(unzip, chunk as Buffer, false);
      if (failure !== undefined) throw failure;
      yield* pieces.splice(0);
    }
    push(unzip, new Uint8Array(0), true);
    if (failure !== undefined) throw failure;
    yield* pieces.splice(0);
  } finally {
    source.destroy();
    opened.destroy();
  }
}

function push(unzip: Unzip, chunk: Uint8Array, last: boolean): void {
  try {
    unzip.push(chunk, last);
  } catch (error) {
    throw isZipProblem(error) ? unreadableFile('damaged-spreadsheet') : error;
  }
}

// fflate's own errors carry a number.
function isZipProblem(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}
