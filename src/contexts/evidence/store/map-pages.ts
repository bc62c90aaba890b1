import { copyOut, type Tx } from '../../../platform/database/index.ts';
import type { MapLevel } from '../domain/map-hash.ts';
import { EMPTY_MAP } from '../domain/map-hash.ts';
import type { MapPage } from '../domain/map-page.ts';
import { binaryRows } from './binary-rows.ts';

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

const NOTHING = Buffer.alloc(0);

/** Stored pages by their numbers; a page without leaves is left out. */
export async function readPages(tx: Tx, depth: number, pages: readonly number[]): Promise<Map<number, StoredPage>> {
  const text = `copy (select page, runs, buckets, (select string_agg(records, ''::bytea) from evidence.map_run
       where map_run.depth = map_page.depth and map_run.page = map_page.page)
      from evidence.map_page where depth = ${Math.trunc(depth)} and page = any('{${pages.map(Math.trunc).join()}}'))
    to stdout (format binary)`;
  const found = new Map<number, StoredPage>();
  for await (const [page, runs, buckets = NOTHING, records = NOTHING] of binaryRows(copyOut(tx, text))) {
    const number = page?.readInt32BE() ?? -1;
    found.set(number, { page: number, runs: runs?.readInt16BE() ?? 0, buckets, records });
  }
  return found;
}

/** The hashes and sizes of all pages. */
export async function readTop(tx: Tx, depth: number): Promise<{ hashes: string[]; leaves: number[] } & MapLevel> {
  const hashes = new Array<string>(2 ** depth).fill(EMPTY_MAP);
  const leaves = new Array<number>(2 ** depth).fill(0);
  const text = `copy (select page, leaves, hash from evidence.map_page where depth = ${Math.trunc(depth)}) to stdout (format binary)`;
  for await (const [page, count, hash] of binaryRows(copyOut(tx, text))) {
    const number = page?.readInt32BE() ?? -1;
    hashes[number] = hash?.toString('latin1') ?? EMPTY_MAP;
    leaves[number] = count?.readInt32BE() ?? 0;
  }
  return { hashes, leaves };
}

/** Writes pages of one depth for an epoch. */
export async function writePages(tx: Tx, depth: number, epoch: number, pages: readonly GrownPage[]): Promise<void> {
  const joined = pages.filter((page) => page.runs === 1).map((page) => page.page);
  await tx.execute(
    'delete from evidence.map_run where depth = $1 and page = any($2::integer[])',
    [depth, joined],
    'evidence.delete-runs',
  );
  // One value for all pages: an array of bytea would travel as text, twice as long.
  await tx.execute(
    `insert into evidence.map_run (depth, page, epoch, records)
     select $1, page, $2, substring($3::bytea from start for length)
       from unnest($4::integer[], $5::integer[], $6::integer[]) as row (page, start, length)`,
    [depth, epoch, Buffer.concat(pages.map((page) => page.records)), ...slices(pages)],
    'evidence.insert-runs',
  );
  await tx.execute(
    `insert into evidence.map_page (depth, page, leaves, hash, runs, buckets)
     select $1, page, leaves, substring($2::bytea from place * 32 - 31 for 32), runs, substring($3::bytea from place * 2048 - 2047 for 2048)
       from unnest($4::integer[], $5::integer[], $6::smallint[], $7::integer[]) as row (page, leaves, runs, place)
     on conflict (depth, page) do update
       set leaves = excluded.leaves, hash = excluded.hash, runs = excluded.runs, buckets = excluded.buckets`,
    [
      depth,
      Buffer.from(pages.map((page) => page.hash).join(''), 'latin1'),
      Buffer.concat(pages.map((page) => page.buckets)),
      pages.map((page) => page.page),
      pages.map((page) => page.leaves),
      pages.map((page) => page.runs),
      pages.map((_, at) => at + 1),
    ],
    'evidence.write-pages',
  );
}

function slices(pages: readonly GrownPage[]): [number[], number[], number[]] {
  let start = 1;
  const starts = pages.map(({ records }) => {
    start += records.length;
    return start - records.length;
  });
  return [pages.map((page) => page.page), starts, pages.map((page) => page.records.length)];
}

/** Removes the pages of every other depth. */
export async function dropOtherDepths(tx: Tx, depth: number): Promise<void> {
  await tx.execute('delete from evidence.map_page where depth <> $1', [depth]);
  await tx.execute('delete from evidence.map_run where depth <> $1', [depth]);
}
