import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import type { CustomersDeps } from '../customers-deps.ts';
import { RecordReader, type SourceRecord } from './domain/record-reader.ts';
import type { TextEncoding } from './domain/text-encoding.ts';
import type { ImportRow } from './store/import-store.ts';

/** The label under which an upload is sealed; bound to its name, so that files can't be exchanged on the disk. */
export function uploadLabel(name: string): string {
  return `customers/import/${name}`;
}

/** The label under which the first line of an import's file is sealed. */
export function headerLabel(id: string): string {
  return `customers/header/${id}`;
}

/** Text of some bytes, without byte order mark. */
export function decodeText(encoding: TextEncoding, bytes: Buffer): string {
  return iconv.decode(bytes, encoding === 'gb18030' ? 'gb18030' : 'utf-8');
}

/** The records of an upload from its beginning, the header first, in groups as they become readable. Nothing in clear touches the disk. */
export async function* readUpload(
  deps: Pick<CustomersDeps, 'files' | 'vault'>,
  row: Pick<ImportRow, 'file' | 'encoding' | 'layout'>,
): AsyncGenerator<readonly SourceRecord[]> {
  if (row.file === null || row.encoding === null || row.layout === null) throw new Error('the import has no file yet');
  const source = createReadStream(join(deps.files, row.file));
  const opened = source.pipe(deps.vault.openStream(uploadLabel(row.file)));
  source.on('error', (error) => opened.destroy(error));
  const decoder = iconv.getDecoder(row.encoding === 'gb18030' ? 'gb18030' : 'utf-8');
  const reader = new RecordReader(row.layout);
  try {
    for await (const chunk of opened) yield reader.push(decoder.write(chunk as Buffer));
    const rest = decoder.end() ?? '';
    yield [...reader.push(rest), ...reader.end()];
  } finally {
    source.destroy();
    opened.destroy();
  }
}
