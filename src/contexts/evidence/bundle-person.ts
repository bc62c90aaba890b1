import { type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { successionReceipts } from './bundle-signers.ts';
import { BundleState, type Redaction, UNREDACTED } from './bundle-state.ts';
import type { BundleKey, BundleMember, BundleParts, BundleRelated } from './domain/bundle.ts';
import type { IssuedBundle } from './end-key.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { unknownReceipt } from './evidence-failures.ts';
import { openPersonKeys } from './person-keys.ts';
import { completenessPart } from './prove-completeness.ts';
import { type MemberPlace, proveMember, provenInFirstVersion } from './prove-member.ts';
import { membershipsOf } from './store/batches.ts';
import { endedKeys } from './store/chains.ts';
import { type EntryRow, entriesOfPerson, findEntries } from './store/entries.ts';
import { holdMap, latestEpoch } from './store/epochs.ts';
import { insertIssuedBundle } from './store/issued-bundles.ts';

/** What a bundle may hold besides the person's own entries. */
export interface BundleOptions {
  /** Ids of receipts that concern nobody, for example of published notices: given, or told from what the person's opened entries say. */
  readonly related?: readonly string[] | ((payloads: readonly Json[]) => Promise<readonly string[]>);
  /** Where the person stands in uses of many people, as the context that recorded them tells it. */
  readonly places?: Iterable<MemberPlace> | AsyncIterable<MemberPlace>;
  /** Openings that the issuer withholds; none unless told. */
  readonly redaction?: Redaction;
}

/**
 * Everything that evidence can show about a person whose key `endKey` has ended. Merge and make an epoch in between, so that it covers the whole
 * bundle. Throws `evidence.unknown-receipt` for a related receipt that concerns somebody.
 */
export async function bundlePerson(
  context: EvidenceContext,
  tx: Tx,
  issued: IssuedBundle,
  { related = [], places = [], redaction = UNREDACTED }: BundleOptions = {},
): Promise<BundleParts> {
  // 1. Fix the map of the newest epoch and, not before it, the state of the log that everything is proven against.
  await holdMap(tx);
  const state = await BundleState.open(context, tx, redaction);
  // 2. Gather the person's own entries, and that none is left out.
  const keys = await keysOf(context, tx, issued, state);
  const covered = (await latestEpoch(tx)) !== undefined;
  const completeness = covered ? await completenessPart(tx, keys) : null;
  // 3. What concerns many or nobody, in the order of the log.
  const members = await membersOf(context, tx, issued.person, places);
  const epoch = completeness === null ? [] : [completeness.epoch];
  const told = typeof related === 'function' ? await related(payloadsOf(keys)) : related;
  const rows = await untagged(tx, [...told, ...members.keys(), ...epoch, ...(await successionReceipts(tx))]);
  const shown = rows.map((row): BundleRelated => {
    const entry = state.entry(row, undefined);
    return { ...entry, member: entry.opening === null ? null : (members.get(row.id) ?? null) };
  });
  // 4. Prove where they stand.
  const frame = await state.frame(issued.id);
  await insertIssuedBundle(tx, { id: issued.id, size: state.size, at: new Date(frame.issued) });
  return {
    ...frame,
    subject: { person: issued.person },
    completeness,
    keys,
    related: shown,
    people: [],
    counts: null,
  };
}

function payloadsOf(keys: readonly BundleKey[]): Json[] {
  return keys.flatMap((key) => key.entries).flatMap(({ opening }) => (opening === null ? [] : [opening.payload]));
}

async function keysOf(
  context: EvidenceContext,
  tx: Tx,
  { person, generation }: IssuedBundle,
  state: BundleState,
): Promise<BundleKey[]> {
  const rows = await entriesOfPerson(tx, person);
  const keys: BundleKey[] = [];
  for (const row of await endedKeys(tx, person)) {
    // A later bundle that was begun meanwhile shows the keys after this one.
    if (row.generation > generation) continue;
    const opened = openPersonKeys(context, row);
    const entries = rows
      .filter((each) => each.generation === row.generation)
      .map((entry) => state.entry(entry, opened));
    if (entries.length !== row.n) throw new Error('entries of an evidence key are missing');
    keys.push({ generation: row.generation, key: toBase64url(opened.tag), entries });
  }
  return keys;
}

/** Entries without a tag, once each, in the order of the log; those that wait come last. */
export async function untagged(tx: Tx, ids: readonly string[]): Promise<EntryRow[]> {
  const wanted = new Set(ids);
  const rows = await findEntries(tx, [...wanted]);
  // An entry of a person must never travel as one that concerns nobody.
  if (rows.length !== wanted.size || rows.some((row) => row.person !== null)) throw unknownReceipt();
  return inLogOrder(rows);
}

/** In the order of the log; those that wait come last, in the order of recording. */
export function inLogOrder(rows: readonly EntryRow[]): EntryRow[] {
  const place = (row: EntryRow) => row.index ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((one, other) => place(one) - place(other));
}

/** The person's place in each use batch, by the id of its entry. */
async function membersOf(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  places: NonNullable<BundleOptions['places']>,
): Promise<Map<string, BundleMember>> {
  const members = new Map<string, BundleMember>();
  for (const batch of await membershipsOf(tx, person)) members.set(batch.entry, provenInFirstVersion(context, batch));
  for await (const place of places) {
    const member = await proveMember(context, tx, person, place);
    if (member !== undefined) members.set(place.receipt, member);
  }
  return members;
}
