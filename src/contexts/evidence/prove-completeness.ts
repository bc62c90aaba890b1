import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { BundleKey } from './domain/bundle.ts';
import type { CompletenessKey, CompletenessPart, MapProof } from './domain/completeness.ts';
import { tagOf } from './domain/entry.ts';
import { pageOfTag, pathInPage } from './domain/map-page.ts';
import { pathInTop, topOf } from './domain/map-top.ts';
import { noEpoch } from './evidence-failures.ts';
import { type EpochRow, holdMap, latestEpoch } from './store/epochs.ts';
import { readPages, readTop, type StoredPage } from './store/map-pages.ts';
import { leafOf } from './store/tagged-entries.ts';

/** Pages read at once; about 20 KB each. */
const PAGES_AT_ONCE = 256;

/** The keys of a bundle, as far as completeness needs them. */
export type ShownKey = Pick<BundleKey, 'generation' | 'key'> & {
  /** Their places in the log; null while there is only the promise. */
  readonly entries: readonly { readonly index: number | null }[];
};

/**
 * Proves against the newest epoch that a bundle leaves out none of a person's entries. To cover the whole bundle, end its key and commit, then
 * `mergePending`, `makeEpoch` and `mergePending` again, and call this with what is merged by then; the epoch's entry goes into `related`.
 * The map stays as it is until the transaction ends. Throws `evidence.no-epoch`.
 */
export async function completenessPart(tx: Tx, keys: readonly ShownKey[]): Promise<CompletenessPart> {
  // 1. Nobody changes the map from here on.
  await holdMap(tx);
  const epoch = await latestEpoch(tx);
  if (epoch === undefined) throw noEpoch();
  // 2. Under each key: the tags of what the epoch covers, and the one after them.
  const wanted = keys.map(({ generation, key, entries }) => {
    const secret = Buffer.from(key, 'base64url');
    const covered = entries.filter(({ index }) => index !== null && index < epoch.size).length;
    return { generation, tags: Array.from({ length: covered + 1 }, (_, at) => tagOf(secret, at + 1)) };
  });
  // 3. The way to each of them.
  const proofs = await proveTags(
    tx,
    epoch,
    wanted.flatMap(({ tags }) => tags.map((tag) => Buffer.from(tag, 'base64url'))),
  );
  const shares: CompletenessKey[] = [];
  for (const { generation, tags } of wanted) {
    const own = proofs.splice(0, tags.length);
    const absent = own.pop();
    if (absent === undefined || own.some(({ leaf }, n) => leaf?.tag !== tags[n]))
      throw new Error('an entry is missing from the map of the epoch that covers it');
    if (absent.leaf?.tag === tags.at(-1))
      throw new Error('the map of the epoch holds an entry that the bundle leaves out');
    shares.push({ generation, present: own.map(({ siblings }) => siblings), absent });
  }
  return { epoch: epoch.entry, keys: shares };
}

async function proveTags(tx: Tx, { depth }: EpochRow, tags: readonly Buffer[]): Promise<MapProof[]> {
  const top = topOf(await readTop(tx, depth));
  const walks = tags.map((tag, place) => ({ tag, place, above: pathInTop(top, pageOfTag(tag, depth)) }));
  const proofs: MapProof[] = [];
  const numbers = [...new Set(walks.flatMap(({ above }) => above.page ?? []))];
  for (const { place, above } of walks.filter(({ above }) => above.page === null))
    proofs[place] = { siblings: texts(above.siblings), leaf: null };
  for (let from = 0; from < numbers.length; from += PAGES_AT_ONCE) {
    const chunk = numbers.slice(from, from + PAGES_AT_ONCE);
    const pages = await readPages(tx, depth, chunk);
    const here = new Set(chunk);
    for (const walk of walks)
      if (walk.above.page !== null && here.has(walk.above.page))
        proofs[walk.place] = await proveInPage(tx, depth, walk, pages.get(walk.above.page));
  }
  return proofs;
}

async function proveInPage(
  tx: Tx,
  depth: number,
  { tag, above }: { readonly tag: Buffer; readonly above: ReturnType<typeof pathInTop> },
  page: StoredPage | undefined,
): Promise<MapProof> {
  if (page === undefined) throw new Error('a page of the map is missing');
  const below = pathInPage(page.records, depth, tag);
  const found = below.index === null ? undefined : await leafOf(tx, below.index);
  const leaf = found === undefined ? null : { tag: toBase64url(found.tag), leafHash: toBase64url(found.leafHash) };
  return { siblings: texts([...above.siblings, ...below.siblings]), leaf };
}

// From the root downwards in memory, from the lowest upwards in proofs.
function texts(siblings: readonly string[]): string[] {
  return siblings.map((hash) => Buffer.from(hash, 'latin1').toString('base64url')).reverse();
}
