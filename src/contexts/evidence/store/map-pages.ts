import { copyRows, type Tx } from '../../../platform/database/index.ts';
import type { MapLevel } from '../domain/map-hash.ts';
import { EMPTY_MAP } from '../domain/map-hash.ts';
import type { MapPage } from '../domain/map-page.ts';
import { RowCursor } from './row-cursor.ts';

/** A stored page with its leaves, in any order. */
export interface StoredPage {
  readonly page: number;
  readonly runs: number;
  readonly buckets: Buffer;
  readonly records: Buffer;
}

/** A page to be written: the records that it gains, or all of them when `runs` is 1. */
export interface GrownPage extends MapPage {
  readonly page: number;
  readonly runs: number;
  readonly records: Buffer;
}

/** Stored pages by their numbers; a page without leaves is left out. */
export async function readPages(tx: Tx, depth: number, pages: readonly number[]): Promise<Map<number, StoredPage>> {
  const text = `copy (select page, runs, buckets, (select string_agg(records, ''::bytea) from evidence.map_run
       where map_run.depth = map_page.depth and map_run.page = map_page.page)
      from evidence.map_page where depth = ${Math.trunc(depth)} and page = any('{${pages.map(Math.trunc).join()}}'))
    to stdout (format binary)`;
  const found = new Map<number, StoredPage>();
  const row = new RowCursor();
  const room = new Room(pages.length * PAGE_BYTES);
  await copyRows(tx, text, (bytes, from) => {
    row.begin(bytes, from);
    const page = row.number;
    row.next();
    const runs = row.number;
    row.next();
    const buckets = room.keep(bytes, row.start, row.end);
    row.next();
    found.set(page, { page, runs, buckets, records: room.keep(bytes, row.start, row.end) });
  });
  return found;
}

/** About what a page takes. */
const PAGE_BYTES = 24_576;

/** Keeps bytes in few buffers: one for each page costs more than filling it. */
class Room {
  #bytes: Buffer;
  #used = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  keep(bytes: Buffer, from: number, to: number): Buffer {
    const length = to - from;
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length, length));
      this.#used = 0;
    }
    const kept = this.#bytes.subarray(this.#used, this.#used + length);
    bytes.copy(kept, 0, from, to);
    this.#used += length;
    return kept;
  }
}

/** The hashes and sizes of all pages. */
export async function readTop(tx: Tx, depth: number): Promise<{ hashes: string[]; leaves: number[] } & MapLevel> {
  const hashes = new Array<string>(2 ** depth).fill(EMPTY_MAP);
  const leaves = new Array<number>(2 ** depth).fill(0);
  const text = `copy (select page, leaves, hash from evidence.map_page where depth = ${Math.trunc(depth)}) to stdout (format binary)`;
  const row = new RowCursor();
  await copyRows(tx, text, (bytes, from) => {
    row.begin(bytes, from);
    const page = row.number;
    row.next();
    leaves[page] = row.number;
    row.next();
    hashes[page] = bytes.toString('latin1', row.start, row.end);
  });
  return { hashes, leaves };
}

/** Writes pages of one depth for an epoch. */
export async function writePages(tx: Tx, depth: number, epoch: number, pages: readonly GrownPage[]): Promise<void> {
  // One statement, so that it is on its way while further pages are hashed, and one value for all pages: an array of bytea would travel as text.
  await tx.execute(
    `with row as (
       select page, leaves, runs, place, start, length
         from unnest($5::integer[], $6::integer[], $7::smallint[], $8::integer[], $9::integer[], $10::integer[])
           as row (page, leaves, runs, place, start, length)),
     joined as (delete from evidence.map_run where depth = $1 and page = any(array(select page from row where runs = 1))),
     added as (insert into evidence.map_run (depth, page, epoch, records)
       select $1, page, $2, substring($3::bytea from start for length) from row)
     insert into evidence.map_page (depth, page, leaves, hash, runs, buckets)
     select $1, page, leaves, substring($4::bytea from place for 32), runs, substring($4::bytea from place + 32 for 2048) from row
     on conflict (depth, page) do update
       set leaves = excluded.leaves, hash = excluded.hash, runs = excluded.runs, buckets = excluded.buckets`,
    [
      depth,
      epoch,
      Buffer.concat(pages.map((page) => page.records)),
      Buffer.concat(pages.flatMap((page) => [Buffer.from(page.hash, 'latin1'), page.buckets])),
      pages.map((page) => page.page),
      pages.map((page) => page.leaves),
      pages.map((page) => page.runs),
      pages.map((_, at) => at * 2080 + 1),
      ...slices(pages),
    ],
    'evidence.write-pages',
  );
}

function slices(pages: readonly GrownPage[]): [number[], number[]] {
  let start = 1;
  const starts = pages.map(({ records }) => {
    start += records.length;
    return start - records.length;
  });
  return [starts, pages.map((page) => page.records.length)];
}

/** Removes the pages of every other depth. */
export async function dropOtherDepths(tx: Tx, depth: number): Promise<void> {
  await tx.execute('delete from evidence.map_page where depth <> $1', [depth]);
  await tx.execute('delete from evidence.map_run where depth <> $1', [depth]);
}
