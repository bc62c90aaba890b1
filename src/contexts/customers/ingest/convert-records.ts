import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CustomersDeps } from '../customers-deps.ts';
import { noTable } from '../customers-failures.ts';
import { NO_OBJECT, plainCsvLine } from './domain/plain-csv.ts';
import { uploadLabel } from './read-upload.ts';

/** More columns than any list has. */
const MOST_COLUMNS = 500;
const DEEPEST = 4;

/**
 * A sealed file of JSON objects, one a line, as CSV: the columns are the names of all objects, members of members with a dot between. Read twice,
 * for the names and for the rows. A line that is no object, for example the half of one, is marked as such and refused with its number.
 */
export async function* convertRecords(
  deps: Pick<CustomersDeps, 'files' | 'vault'>,
  name: string,
): AsyncGenerator<string> {
  const columns = new Map<string, number>();
  for await (const line of lines(deps, name))
    for (const [column] of flat(objectOf(line) ?? {}))
      if (!columns.has(column) && columns.size < MOST_COLUMNS) columns.set(column, columns.size);
  if (columns.size < 2) throw noTable();
  yield plainCsvLine([...columns.keys()]);
  for await (const line of lines(deps, name)) {
    const object = objectOf(line);
    if (object === undefined) {
      yield line.trim() === ''
        ? '\n'
        : plainCsvLine([line, ...Array.from({ length: columns.size - 1 }, () => ''), NO_OBJECT]);
      continue;
    }
    const cells = Array.from(columns, () => '');
    for (const [column, value] of flat(object)) {
      const place = columns.get(column);
      if (place !== undefined) cells[place] = value;
    }
    yield plainCsvLine(cells);
  }
}

async function* lines(deps: Pick<CustomersDeps, 'files' | 'vault'>, name: string): AsyncGenerator<string> {
  const source = createReadStream(join(deps.files, name));
  const opened = source.pipe(deps.vault.openStream(uploadLabel(name)));
  source.on('error', (error) => opened.destroy(error));
  const reader = createInterface({ input: opened, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    let isFirst = true;
    for await (const line of reader) {
      yield isFirst ? line.replace(/^\ufeff/, '') : line;
      isFirst = false;
    }
  } finally {
    reader.close();
    source.destroy();
    opened.destroy();
  }
}

function objectOf(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function flat(object: object, before = '', depth = 1): [column: string, value: string][] {
  return Object.entries(object).flatMap(([name, value]): [string, string][] => {
    const column = `${before}${name}`;
    if (value === null || value === undefined) return [];
    if (typeof value === 'object' && !Array.isArray(value) && depth < DEEPEST)
      return flat(value as object, `${column}.`, depth + 1);
    return [[column, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}
