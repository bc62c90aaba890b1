import { canonicalJson, type Json, pooledRandom, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { Chain } from './chain-memory.ts';
import { type ActKind, commitmentText, entryText, tagOf } from './domain/entry.ts';
import { keyPayload } from './domain/evidence-key.ts';
import { textLeafHash } from './domain/merkle.ts';
import type { Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { personErased } from './evidence-failures.ts';
import { newPersonKeys, openPersonKeys, sealOpeningText, sealPersonKeys } from './person-keys.ts';
import { signPromise } from './sign-promise.ts';
import { insertChains, lockChains } from './store/chains.ts';
import {
  insertPack,
  insertPackOfOne,
  insertPackOfSeveral,
  MOST_IN_PACK,
  type NewEntry,
  type PackedChain,
} from './store/packs.ts';

/** An act to be recorded. */
export interface Act {
  readonly kind: ActKind;
  /** The person whom it concerns; their entries are tagged and numbered. */
  readonly person?: string;
  /** What happened: references, codes, hashes, times. It is hidden in the log and shown in receipts and bundles. */
  readonly payload: Json;
  /** When it happened, if not now. */
  readonly time?: Date;
}

/** An act's entry with what its receipt says. */
interface Made extends NewEntry {
  readonly id: string;
  readonly salt: Buffer;
  readonly commitment: string;
  readonly tag: string | null;
  readonly time: Date;
}

/**
 * Records acts in the caller's transaction: each becomes a pending entry, and its receipt binds it. The order of the acts is the order of the
 * person's entries. Locks the persons' chains, in one order everywhere, until the transaction ends. A receipt's `signature` is made when it is
 * first read.
 */
export async function recordActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<Receipt[]> {
  const now = context.clock.now();
  const made = await append(context, tx, acts, now);
  const mergeBy = new Date(now.getTime() + context.mergeDelay).toISOString();
  return made.map((entry, at) => receiptOfMade(context, entry, acts[at]?.payload ?? null, mergeBy));
}

/** Records acts whose receipts nobody waits for, and returns the ids of their entries; a receipt can be read later. */
export async function appendActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<string[]> {
  return (await append(context, tx, acts, context.clock.now())).map((entry) => entry.id);
}

async function append(context: EvidenceContext, tx: Tx, acts: readonly Act[], now: Date): Promise<Made[]> {
  if (acts.length === 0) return [];
  const persons = [...new Set(acts.flatMap((act) => act.person ?? []))];
  const [only] = persons;
  const made =
    only !== undefined && persons.length === 1 && acts.length < MOST_IN_PACK
      ? await appendOfOne(context, tx, acts, only, now)
      : await appendOfSeveral(context, tx, acts, persons, now);
  tx.afterCommit(context.wake);
  return made;
}

// The common case, an act of one person: one statement when the chain stands where this process left it.
async function appendOfOne(
  context: EvidenceContext,
  tx: Tx,
  acts: readonly Act[],
  person: string,
  now: Date,
): Promise<Made[]> {
  let known = context.chains.recall(tx, person);
  for (;;) {
    let begin = false;
    if (known === undefined) {
      // 1. Lock the chain and read where it stands; a person's first act begins it.
      const [row] = await lockChains(tx, [person]);
      begin = row === undefined;
      known = row === undefined ? newChain(context, person) : chainOf(context, row);
    }
    // 2. Number and seal the entries, and store them if the chain stands there.
    const { keys, generation, sealed } = known;
    const chain = new OpenChain(known);
    const { rows, made } = makeEntries(context, acts, new Map([[person, chain]]), now);
    const move = { person, generation, keys: sealed, expected: known.n, n: chain.n, begin };
    if (await insertPackOfOne(tx, packOf(context, rows, now), move)) {
      context.chains.moved(tx, [{ person, generation, n: chain.n, sealed, keys }]);
      return made;
    }
    // 3. Another server has moved it, or another transaction has just begun it: read it.
    context.chains.forget(person, tx);
    known = undefined;
  }
}

async function appendOfSeveral(
  context: EvidenceContext,
  tx: Tx,
  acts: readonly Act[],
  persons: readonly string[],
  now: Date,
): Promise<Made[]> {
  // 1. Lock every person's chain, so that nobody else takes the same n.
  const chains = await openChains(context, tx, persons);
  // 2. Number and seal the entries.
  const { rows, made } = makeEntries(context, acts, chains, now);
  // 3. Entries and numbers are stored with the act or not at all.
  for (let at = 0; at < rows.length; at += MOST_IN_PACK) {
    const pack = packOf(context, rows.slice(at, at + MOST_IN_PACK), now);
    const packed = packedChains(pack.entries);
    if (packed.length === 0) await insertPack(tx, pack);
    else await insertPackOfSeveral(tx, pack, packed);
  }
  context.chains.moved(
    tx,
    [...chains.values()].map((chain) => chain.state()),
  );
  return made;
}

async function openChains(
  context: EvidenceContext,
  tx: Tx,
  persons: readonly string[],
): Promise<Map<string, OpenChain>> {
  if (persons.length === 0) return new Map();
  // Sorted as PostgreSQL sorts uuid, so that two transactions lock in the same order.
  const sorted = [...persons].sort();
  let rows = await lockChains(tx, sorted);
  if (rows.length < sorted.length) {
    const known = new Set(rows.map((row) => row.person));
    const missing = sorted.filter((person) => !known.has(person));
    const begun = await insertChains(
      tx,
      missing.map((person) => ({ person, keys: sealPersonKeys(context, person, 1, newPersonKeys()) })),
    );
    // What this transaction has just begun nobody else can hold.
    rows = [...rows, ...(begun.length === missing.length ? begun : await lockChains(tx, missing))];
  }
  return new Map(
    rows.map((row) => {
      const recalled = context.chains.recall(tx, row.person);
      const chain = recalled?.sealed.equals(row.keys) === true ? { ...recalled, n: row.n } : chainOf(context, row);
      return [row.person, new OpenChain(chain)];
    }),
  );
}

/** A chain that this transaction is writing to. */
class OpenChain {
  readonly #from: Chain;
  n: number;

  constructor(from: Chain) {
    this.#from = from;
    this.n = from.n;
  }

  get keys(): Chain['keys'] {
    return this.#from.keys;
  }

  get generation(): number {
    return this.#from.generation;
  }

  get person(): string {
    return this.#from.person;
  }

  state(): Chain {
    return { ...this.#from, n: this.n };
  }
}

function chainOf(
  context: EvidenceContext,
  row: { readonly person: string; readonly generation: number; readonly n: number; readonly keys: Buffer },
): Chain {
  const { person, generation, n, keys } = row;
  // The chain of an erased person is closed for ever.
  if (keys.length === 0) throw personErased();
  // A copy: what pg gives is a view of a whole message.
  return { person, generation, n, sealed: Buffer.from(keys), keys: openPersonKeys(context, row) };
}

function newChain(context: EvidenceContext, person: string): Chain {
  const keys = newPersonKeys();
  return { person, generation: 1, n: 0, sealed: sealPersonKeys(context, person, 1, keys), keys };
}

function makeEntries(
  context: EvidenceContext,
  acts: readonly Act[],
  chains: ReadonlyMap<string, OpenChain>,
  now: Date,
): { rows: Made[]; made: Made[] } {
  const rows: Made[] = [];
  const made = acts.map((act) => {
    const chain = act.person === undefined ? undefined : chains.get(act.person);
    // The first entry under a key commits to the key.
    if (chain !== undefined && chain.n === 0) {
      const payload = keyPayload(chain.person, chain.generation, chain.keys.tag);
      rows.push(makeEntry(context, { kind: 'key', payload }, chain, now));
    }
    const entry = makeEntry(context, act, chain, now);
    rows.push(entry);
    return entry;
  });
  return { rows, made };
}

function makeEntry(context: EvidenceContext, act: Act, chain: OpenChain | undefined, now: Date): Made {
  const id = newIdAt(now);
  const salt = pooledRandom(32);
  const payload = canonicalJson(act.payload);
  const commitment = commitmentText(salt, payload);
  if (chain !== undefined) chain.n += 1;
  const tag = chain === undefined ? null : tagOf(chain.keys.tag, chain.n);
  const time = act.time ?? now;
  return {
    id,
    entry: entryText({ id, kind: act.kind, time, commitment, tag }),
    person: chain?.person ?? null,
    generation: chain?.generation ?? null,
    n: chain?.n ?? null,
    opening: sealOpeningText(context, chain?.keys, id, toBase64url(salt), payload),
    salt,
    commitment,
    tag,
    time,
  };
}

function packOf(context: EvidenceContext, entries: readonly NewEntry[], now: Date) {
  return {
    made: now.getTime(),
    mergeBy: new Date(now.getTime() + context.mergeDelay),
    key: context.service.signingKey.id,
    entries,
  };
}

function packedChains(entries: readonly NewEntry[]): PackedChain[] {
  const packed = new Map<string, PackedChain>();
  for (const { person, generation, n } of entries) {
    if (person === null || generation === null || n === null) continue;
    packed.set(person, { person, generation, first: packed.get(person)?.first ?? n, last: n });
  }
  return [...packed.values()];
}

function receiptOfMade(context: EvidenceContext, entry: Made, payload: Json, mergeBy: string): Receipt {
  const { id, commitment, tag, n } = entry;
  const key = context.service.signingKey.id;
  const leafHash = textLeafHash(entry.entry);
  let signature: string | undefined;
  return {
    id,
    entry: entry.entry,
    opening: { salt: toBase64url(entry.salt), payload },
    tag,
    n,
    leafHash,
    time: entry.time.toISOString(),
    mergeBy,
    key,
    get signature() {
      signature ??= signPromise(context, { commitment, key, leafHash, mergeBy, n, tag });
      return signature;
    },
  };
}
