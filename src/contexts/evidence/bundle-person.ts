import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { bundleSigners, successionReceipts } from './bundle-signers.ts';
import type { BundleEntry, BundleKey, BundleMember, BundleRelated, PersonBundleParts } from './domain/bundle.ts';
import { bundlePayload } from './domain/evidence-key.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { unknownReceipt } from './evidence-failures.ts';
import { newPersonKeys, openPersonKeys, type PersonKeys, sealPersonKeys } from './person-keys.ts';
import { type MemberPlace, proveMember, provenInFirstVersion } from './prove-member.ts';
import { readCheckpoint } from './read-log.ts';
import { openRow, promiseOf, proofOf } from './read-receipt.ts';
import { recordActs } from './record-acts.ts';
import { membershipsOf } from './store/batches.ts';
import { endedKeys, lockChains, succeedKey } from './store/chains.ts';
import { type EntryRow, entriesOfPerson, findEntries } from './store/entries.ts';
import { latestCheckpoint } from './store/log.ts';
import { TreeReader } from './store/tree-reader.ts';

/** What a bundle may hold besides the person's own entries and memberships. */
export interface BundleOptions {
  /** Ids of receipts that concern nobody, for example of published notices. */
  readonly related?: readonly string[];
  /** Where the person stands in uses of many people, as the context that recorded them tells it. */
  readonly places?: Iterable<MemberPlace> | AsyncIterable<MemberPlace>;
}

/**
 * Everything that evidence can show about a person. Issuing it is an act: an entry ends the person's evidence key, which the bundle shows, and
 * commits to the next one, so that the bundle links nothing later. Throws `evidence.unknown-receipt` for a related receipt that concerns somebody.
 */
export async function bundlePerson(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  { related = [], places = [] }: BundleOptions = {},
): Promise<PersonBundleParts> {
  // 1. End the key.
  const id = newId(context.clock);
  await endKey(context, tx, person, id);
  // 2. Fix the state of the log that everything is proven against; what is merged after it counts as promised.
  const checkpoint = await readCheckpoint(context, tx);
  const size = (await latestCheckpoint(tx))?.size ?? 0;
  const place = { reader: new TreeReader(tx), size };
  // 3. Gather.
  const keys = await keysOf(context, tx, person, place);
  const shown = [...related, ...(await successionReceipts(tx))];
  const all: BundleRelated[] = [
    ...(await untagged(context, tx, shown, place)),
    ...(await firstVersionMemberships(context, tx, person, place)),
    ...(await memberships(context, tx, person, places, place)),
  ];
  const promised = [...keys.flatMap(({ entries }) => entries), ...all].flatMap(({ promise }) => promise?.key ?? []);
  return {
    id,
    person,
    issued: context.clock.now().toISOString(),
    checkpoint,
    signers: bundleSigners(context, [checkpoint], promised),
    keys,
    related: all,
  };
}

interface Place {
  readonly reader: TreeReader;
  readonly size: number;
}

async function endKey(context: EvidenceContext, tx: Tx, person: string, bundle: string): Promise<void> {
  const [before] = await lockChains(tx, [person]);
  const generation = before?.generation ?? 1;
  const successor = newPersonKeys();
  const payload = bundlePayload(bundle, generation, successor.tag);
  await recordActs(context, tx, [{ kind: 'bundle-issued', person, payload }]);
  const [ended] = await lockChains(tx, [person]);
  if (ended === undefined || ended.generation !== generation) throw new Error('the chain moved while it was locked');
  await succeedKey(tx, ended, sealPersonKeys(context, person, generation + 1, successor));
  context.chains.forget(person, tx);
}

async function keysOf(context: EvidenceContext, tx: Tx, person: string, place: Place): Promise<BundleKey[]> {
  const rows = await entriesOfPerson(tx, person);
  const keys: BundleKey[] = [];
  for (const row of await endedKeys(tx, person)) {
    const opened = openPersonKeys(context, row);
    const entries: BundleEntry[] = [];
    for (const entry of rows.filter((each) => each.generation === row.generation))
      entries.push(await bundleEntry(context, entry, opened, place));
    if (entries.length !== row.n) throw new Error('entries of an evidence key are missing');
    keys.push({ generation: row.generation, key: toBase64url(opened.tag), entries });
  }
  return keys;
}

async function bundleEntry(
  context: EvidenceContext,
  row: EntryRow,
  keys: PersonKeys | undefined,
  { reader, size }: Place,
): Promise<BundleEntry> {
  const opening = openRow(context, row, keys);
  if (row.index !== null && row.index < size)
    return {
      entry: row.entry,
      opening,
      place: { index: row.index, inclusion: await proofOf(reader, row.index, size) },
      promise: null,
    };
  return { entry: row.entry, opening, place: null, promise: promiseOf(context, row) };
}

async function untagged(
  context: EvidenceContext,
  tx: Tx,
  ids: readonly string[],
  place: Place,
): Promise<BundleRelated[]> {
  const rows = await findEntries(tx, [...new Set(ids)]);
  // An entry of another person must never travel in this one's bundle.
  if (rows.length !== new Set(ids).size || rows.some((row) => row.person !== null)) throw unknownReceipt();
  const entries: BundleRelated[] = [];
  for (const row of rows) entries.push({ ...(await bundleEntry(context, row, undefined, place)), member: null });
  return entries;
}

async function memberships(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  places: NonNullable<BundleOptions['places']>,
  place: Place,
): Promise<BundleRelated[]> {
  const found: { receipt: string; member: BundleMember }[] = [];
  for await (const each of places) {
    const member = await proveMember(context, tx, person, each);
    if (member !== undefined) found.push({ receipt: each.receipt, member });
  }
  const rows = await findEntries(
    tx,
    found.map(({ receipt }) => receipt),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const entries: BundleRelated[] = [];
  for (const { receipt, member } of found) {
    const row = byId.get(receipt);
    if (row === undefined) throw new Error('the entry of a use batch is missing');
    entries.push({ ...(await bundleEntry(context, row, undefined, place)), member });
  }
  return entries;
}

async function firstVersionMemberships(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  place: Place,
): Promise<BundleRelated[]> {
  const batches = await membershipsOf(tx, person);
  const rows = await findEntries(tx, [...new Set(batches.map((batch) => batch.entry))]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const entries: BundleRelated[] = [];
  for (const batch of batches) {
    const row = byId.get(batch.entry);
    if (row === undefined) throw new Error('the entry of a use batch is missing');
    entries.push({
      ...(await bundleEntry(context, row, undefined, place)),
      member: provenInFirstVersion(context, batch),
    });
  }
  return entries;
}
