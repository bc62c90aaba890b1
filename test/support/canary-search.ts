import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import iconv from 'iconv-lite';
import type { Tx } from '../../src/platform/database/index.ts';

/** One way in which a value may stand in a store, and the bytes to look for. */
export interface Needle {
  readonly marker: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** A place that was searched, and what it holds. */
export interface Place {
  readonly name: string;
  readonly content: Buffer;
}

const percent = (bytes: Buffer) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const quotedPrintable = (bytes: Buffer) =>
  [...bytes]
    .map((byte) => (byte > 32 && byte < 127 && byte !== 61 ? String.fromCharCode(byte) : `=${hex(byte)}`))
    .join('');
const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

// Base64 cuts bytes into groups of three, so a value reads differently at each offset; characters that depend on its neighbours are left out.
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const head = Math.ceil((offset * 8) / 6);
  const tail = (bytes.length + offset) % 3 === 0 ? 0 : 1;
  return text.slice(head, text.length - tail);
}

/** The encodings of a marker that are searched for. */
export function needlesOf(marker: string): Needle[] {
  const plain = Buffer.from(marker, 'utf8');
  const texts: [string, string][] = [
    ['hex', plain.toString('hex')],
    ['HEX', plain.toString('hex').toUpperCase()],
    ['percent', encodeURIComponent(marker)],
    ['percent, every byte', percent(plain)],
    ['Percent, every byte', percent(plain).toUpperCase()],
    ['quoted-printable', quotedPrintable(plain)],
    [
      'JSON escapes',
      JSON.stringify(marker)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
  ];
  for (const offset of [0, 1, 2]) {
    const base64 = base64At(plain, offset);
    texts.push(
      [`base64 at ${offset}`, base64],
      [`base64url at ${offset}`, base64.replaceAll('+', '-').replaceAll('/', '_')],
    );
  }
  const wide = Buffer.from(marker, 'utf16le');
  const needles: Needle[] = [
    { marker, encoding: 'plain', bytes: plain },
    { marker, encoding: 'UTF-16LE', bytes: wide },
    { marker, encoding: 'UTF-16BE', bytes: Buffer.from(wide).swap16() },
    { marker, encoding: 'GB18030', bytes: iconv.encode(marker, 'gb18030') },
    ...texts.map(([encoding, text]) => ({ marker, encoding, bytes: Buffer.from(text, 'latin1') })),
  ];
  return needles;
}

/** Where which marker stands, as "place: encoding of marker". */
export function findAll(places: Iterable<Place>, needles: readonly Needle[]): string[] {
  const found: string[] = [];
  for (const { name, content } of places)
    for (const { marker, encoding, bytes } of needles)
      if (content.includes(bytes)) found.push(`${name}: ${encoding} of ${marker}`);
  return found;
}

/** Every column of every table and view-backing table of every schema that is not PostgreSQL's own, with bytes as bytes. */
export async function databasePlaces(tx: Tx): Promise<Place[]> {
  const columns = await tx.query<{ schema: string; table: string; column: string; type: string }>(
    `select n.nspname as schema, c.relname as table, a.attname as column, t.typname as type
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%' order by 1, 2, 3`,
  );
  const places: Place[] = [];
  for (const { schema, table, column, type } of columns) {
    const quoted = `"${column}"`;
    const value = type === 'bytea' ? quoted : `convert_to(${quoted}::text, 'UTF8')`;
    const rows = await tx.query<{ value: Buffer | null }>(`select ${value} as value from "${schema}"."${table}"`);
    const content = Buffer.concat(
      rows.flatMap(({ value: bytes }) => (bytes === null ? [] : [bytes, Buffer.from('\n')])),
    );
    places.push({ name: `postgres ${schema}.${table}.${column}`, content });
  }
  return places;
}

/** Every row of every table of a DuckDB file that nobody holds open. */
export async function duckPlaces(file: string): Promise<Place[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const tables = await connection.runAndReadAll(
      'select schema_name, table_name from duckdb_tables() where not internal order by all',
    );
    const places: Place[] = [];
    for (const [schema, table] of tables.getRows()) {
      const rows = await connection.runAndReadAll(`select t::varchar from "${schema}"."${table}" as t`);
      const text = rows.getRows().map(String).join('\n');
      places.push({ name: `duckdb ${schema}.${table}`, content: Buffer.from(text) });
    }
    return places;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Every file under a folder, without the root key's own folder. */
export function filePlaces(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: `file ${path.slice(folder.length + 1)}`, content: readFileSync(path) }));
}
