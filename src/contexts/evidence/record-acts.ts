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
import { lockChains, readChains, takeNumbers } from './store/chains.ts';
import {
  insertPack,
  insertPackOfOne,
  insertPackOfSeveral,
  MOST_IN_PACK,
  type NewEntry,
  NewPack,
  type PackHead,
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

/** What a caller keeps of an act's entry. */
type Keep<Kept> = (made: Made, act: Act) => Kept;

/** One call: when, where to, and what for. */
interface Recording<Kept> {
  readonly context: EvidenceContext;
  readonly tx: Tx;
  readonly acts: readonly Act[];
  readonly now: Date;
  readonly keep: Keep<Kept>;
}

/**
 * Records acts in the caller's transaction: each becomes a pending entry, and its receipt binds it. The order of the acts is the order of the
 * person's entries. Locks the persons' chains, in one order everywhere, until the transaction ends. A receipt's `signature` is made when it is
 * first read.
 */
export async function recordActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<Receipt[]> {
  const now = context.clock.now();
  const mergeBy = mergeByOf(context, now).toISOString();
  return append({ context, tx, acts, now, keep: (made, act) => receiptOfMade(context, made, act.payload, mergeBy) });
}

/** Records acts whose receipts nobody waits for, and returns the ids of their entries; a receipt can be read later. */
export async function appendActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<string[]> {
  return append({ context, tx, acts, now: context.clock.now(), keep: (made) => made.id });
}

async function append<Kept>(recording: Recording<Kept>): Promise<Kept[]> {
  const { context, tx, acts } = recording;
  if (acts.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { person } of acts) if (person !== undefined) counts.set(person, (counts.get(person) ?? 0) + 1);
  const [only] = counts.keys();
  const kept =
    only !== undefined && counts.size === 1 && acts.length < MOST_IN_PACK
      ? await appendOfOne(recording, only)
      : await appendOfSeveral(recording, counts);
  tx.afterCommit(context.wake);
  return kept;
}

// The common case, an act of one person: one statement when the chain stands where this process left it.
async function appendOfOne<Kept>(recording: Recording<Kept>, person: string): Promise<Kept[]> {
  const { context, tx, acts } = recording;
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
    const chain = new OpenChain(known, known.n);
    const pack = new NewPack(headOf(recording), acts.length + 1);
    const kept = makeEntries(recording, new Map([[person, chain]]), (entry) => pack.add(entry));
    const { generation, sealed, n } = known;
    const move = { person, generation, keys: sealed, expected: n, n: chain.n, begin };
    if (await insertPackOfOne(tx, pack, move)) {
      context.chains.moved(tx, [{ ...known, n: chain.n }]);
      return kept;
    }
    // 3. Another server has moved it, or another transaction has just begun it: read it.
    context.chains.forget(person, tx);
    known = undefined;
  }
}

async function appendOfSeveral<Kept>(recording: Recording<Kept>, counts: ReadonlyMap<string, number>): Promise<Kept[]> {
  const { context, tx, acts } = recording;
  // 1. Take every person's numbers. Their chains stay locked, so that nobody else takes the same.
  const taken = await takeChains(recording, counts);
  const open = new Map(
    taken.map((chain) => {
      const before = chain.n - (counts.get(chain.person) ?? 0);
      // The numbers begin at 1 with the key's own entry, which never stands alone: a chain whose next number would be 2 has none yet.
      return [chain.person, new OpenChain(chain, before === 1 ? 0 : before)];
    }),
  );
  // 2. Number and seal the entries.
  const packs: NewPack[] = [];
  let last: NewPack | undefined;
  const kept = makeEntries(recording, open, (entry) => {
    if (last === undefined || last.isFull) {
      last = new NewPack(headOf(recording), acts.length + counts.size - packs.length * MOST_IN_PACK);
      packs.push(last);
    }
    last.add(entry);
  });
  for (const chain of taken)
    if (open.get(chain.person)?.n !== chain.n) throw new Error('entries and numbers of a chain differ');
  // 3. Entries and numbers are stored with the act or not at all.
  for (const pack of packs) {
    if (pack.chains.length === 0) await insertPack(tx, pack);
    else await insertPackOfSeveral(tx, pack);
  }
  context.chains.moved(tx, taken);
  return kept;
}

async function takeChains(recording: Recording<unknown>, counts: ReadonlyMap<string, number>): Promise<Chain[]> {
  if (counts.size === 0) return [];
  const { context, tx } = recording;
  const known = new Map<string, Chain>();
  const unknown: string[] = [];
  // Sorted as PostgreSQL sorts uuid, so that two transactions lock in the same order.
  const persons = [...counts.keys()].sort();
  for (const person of persons) {
    const chain = context.chains.recall(tx, person);
    if (chain === undefined) unknown.push(person);
    else known.set(person, chain);
  }
  if (unknown.length > 0) {
    for (const row of await readChains(tx, unknown)) known.set(row.person, chainOf(context, row));
    for (const person of unknown) if (!known.has(person)) known.set(person, newChain(context, person));
  }
  const rows = await takeNumbers(
    tx,
    persons.map((person) => ({
      person,
      count: counts.get(person) ?? 0,
      keys: known.get(person)?.sealed ?? Buffer.alloc(0),
    })),
  );
  return rows.map((row) => {
    const chain = known.get(row.person);
    const same = chain !== undefined && chain.generation === row.generation && chain.sealed.equals(row.keys);
    return same ? { ...chain, n: row.n } : chainOf(context, row);
  });
}

/** A chain that this transaction is writing to. */
class OpenChain {
  readonly chain: Chain;
  n: number;

  constructor(chain: Chain, n: number) {
    this.chain = chain;
    this.n = n;
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

function makeEntries<Kept>(
  { context, acts, now, keep }: Recording<Kept>,
  chains: ReadonlyMap<string, OpenChain>,
  add: (entry: NewEntry) => void,
): Kept[] {
  return acts.map((act) => {
    const open = act.person === undefined ? undefined : chains.get(act.person);
    if (act.person !== undefined && open === undefined) throw new Error('an act of a person whose chain is not open');
    // The first entry under a key commits to the key.
    if (open !== undefined && open.n === 0) {
      const { person, generation, keys } = open.chain;
      add(makeEntry(context, { kind: 'key', payload: keyPayload(person, generation, keys.tag) }, open, now));
    }
    const made = makeEntry(context, act, open, now);
    add(made);
    return keep(made, act);
  });
}

function makeEntry(context: EvidenceContext, act: Act, open: OpenChain | undefined, now: Date): Made {
  const id = newIdAt(now);
  const salt = pooledRandom(32);
  const payload = canonicalJson(act.payload);
  const commitment = commitmentText(salt, payload);
  if (open !== undefined) open.n += 1;
  const chain = open?.chain;
  const tag = open === undefined ? null : tagOf(open.chain.keys.tag, open.n);
  const time = act.time ?? now;
  return {
    id,
    entry: entryText({ id, kind: act.kind, time, commitment, tag }),
    person: chain?.person ?? null,
    generation: chain?.generation ?? null,
    n: open?.n ?? null,
    opening: sealOpeningText(context, chain?.keys, id, toBase64url(salt), payload),
    salt,
    commitment,
    tag,
    time,
  };
}

function mergeByOf(context: EvidenceContext, now: Date): Date {
  return new Date(now.getTime() + context.mergeDelay);
}

function headOf({ context, now }: Recording<unknown>): PackHead {
  return { made: now.getTime(), mergeBy: mergeByOf(context, now), key: context.service.signingKey.id };
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
