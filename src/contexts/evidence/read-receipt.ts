import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { BundleEntry } from './domain/bundle.ts';
import { commitmentOf } from './domain/entry.ts';
import { inclusionRanges, textLeafHash } from './domain/merkle.ts';
import type { Opening, Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { openingDestroyed, openingWithheld, unknownReceipt } from './evidence-failures.ts';
import { openOpening, openPersonKeys, type PersonKeys } from './person-keys.ts';
import { signPromise } from './sign-promise.ts';
import { findKey } from './store/chains.ts';
import { type EntryRow, findEntry } from './store/entries.ts';
import { defenceOf } from './store/erasures.ts';
import { latestCheckpoint } from './store/log.ts';
import { TreeReader } from './store/tree-reader.ts';

/** A receipt and, once its entry is merged, its place in the log with an inclusion proof for the tree of `treeSize` leaves. */
export interface PlacedReceipt extends Receipt {
  readonly index?: number;
  readonly treeSize?: number;
  readonly inclusion?: string[];
}

/** A receipt by its id. Throws `evidence.unknown-receipt`, or, for an erased person, `evidence.opening-withheld` and later `evidence.opening-destroyed`. */
export async function readReceipt(context: EvidenceContext, tx: Tx, id: string): Promise<PlacedReceipt> {
  const row = await findEntry(tx, id);
  if (row === undefined) throw unknownReceipt();
  const receipt = receiptOf(context, row, openRow(context, row, await keysOfRow(context, tx, row)));
  if (row.index === null) return receipt;
  const size = (await latestCheckpoint(tx))?.size ?? 0;
  return {
    ...receipt,
    index: row.index,
    treeSize: size,
    inclusion: await proofOf(new TreeReader(tx), row.index, size),
  };
}

/** The inclusion proof of an entry as base64url texts, lowest first. */
export async function proofOf(reader: TreeReader, index: number, size: number): Promise<string[]> {
  const hashes = await reader.rangeHashes(inclusionRanges(BigInt(index), BigInt(size)));
  return hashes.map(toBase64url);
}

/** The opening of a stored entry, checked against its commitment; throws when somebody changed one of them. */
export function openRow(context: EvidenceContext, row: EntryRow, keys: PersonKeys | undefined): Opening {
  const opening = openOpening(context, keys, { entry: row.openingId, sealed: row.opening, at: row.openingAt });
  const { commitment } = publicFields(row.entry);
  const bound = toBase64url(commitmentOf(Buffer.from(opening.salt, 'base64url'), opening.payload));
  if (bound !== commitment) throw new Error(`the stored opening of entry ${row.id} does not match its commitment`);
  return opening;
}

/** The receipt of a stored entry. */
export function receiptOf(context: EvidenceContext, row: EntryRow, opening: Opening): Receipt {
  const { commitment, tag, time } = publicFields(row.entry);
  const leafHash = textLeafHash(row.entry);
  const mergeBy = row.mergeBy.toISOString();
  const { id, entry, n, key } = row;
  const signature = signPromise(context, { commitment, key, leafHash, mergeBy, n, tag });
  return { id, entry, opening, tag, n, leafHash, time, mergeBy, key, signature };
}

/** The promise that a stored entry will have a place, as bundles carry it. */
export function promiseOf(context: EvidenceContext, row: EntryRow): NonNullable<BundleEntry['promise']> {
  const { commitment, tag } = publicFields(row.entry);
  const mergeBy = row.mergeBy.toISOString();
  const { key, n } = row;
  const signed = { commitment, key, leafHash: textLeafHash(row.entry), mergeBy, n, tag };
  return { key, mergeBy, signature: signPromise(context, signed) };
}

async function keysOfRow(context: EvidenceContext, tx: Tx, row: EntryRow): Promise<PersonKeys | undefined> {
  if (row.person === null || row.generation === null) return undefined;
  const key = await findKey(tx, row.person, row.generation);
  if (key !== undefined && key.keys.length > 0) return openPersonKeys(context, key);
  const kept = (await defenceOf(tx, row.person)).some(({ sealed }) => sealed !== null);
  throw kept ? openingWithheld() : openingDestroyed();
}

function publicFields(entry: string): { commitment: string; tag: string | null; time: string } {
  return JSON.parse(entry) as { commitment: string; tag: string | null; time: string };
}
