import { canonicalJson, type Json, pooledRandom, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { Chain } from './chain-memory.ts';
import { type ActKind, commitmentText, entryText, tagOf } from './domain/entry.ts';
import { keyPayload } from './domain/evidence-key.ts';
import type { Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { type Made, MadeReceipt } from './made-receipt.ts';
import { OpeningRun } from './opening-run.ts';
import { openingText, type PersonKeys, sealOpenings } from './person-keys.ts';
import { lockChains } from './store/chains.ts';
import {
  insertForeseenEntry,
  insertForeseenPack,
  insertPack,
  insertPackOfOne,
  insertPackOfSeveral,
  MOST_IN_PACK,
  NewPack,
  type PackHead,
} from './store/packs.ts';
import { chainOf, newChain, takeChains } from './take-chains.ts';

/** Most people of one call whose chains are remembered though nobody had asked for them lately. */
const MOST_REMEMBERED = 64;

/** An act to be recorded. */
export interface Act {
  readonly kind: ActKind;
  /** The person whom it concerns; their entries are tagged and numbered. */
  readonly person?: string;
  /** What happened: references, codes, hashes, times, in the form that `domain/payload-table.ts` has for the kind. Hidden in the log, shown in receipts and bundles. */
  readonly payload: Json;
  /** When it happened, if not now. */
  readonly time?: Date;
}

/** What a caller keeps of an act's entry. */
type Keep<Kept> = (made: Made, act: Act) => Kept;

/** One call: when, where to, and what for. */
interface Recording<Kept> {
  readonly context: EvidenceContext;
  readonly tx: Tx;
  readonly acts: readonly Act[];
  readonly now: Date;
  /** The id of the signing key, the same for all though it may be changed meanwhile. */
  readonly key: string;
  readonly keep: Keep<Kept>;
}

/**
 * Records acts in the caller's transaction: each becomes a pending entry, and its receipt binds it. The order of the acts is the order of the
 * person's entries. Locks the persons' chains, in one order everywhere, until the transaction ends. A receipt's `signature` is made when it is
 * first read.
 */
export async function recordActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<Receipt[]> {
  const now = context.clock.now();
  const key = context.service.signingKey.id;
  const promised = { mergeBy: mergeByOf(context, now).toISOString(), key };
  const keep: Keep<Receipt> = (made, act) => new MadeReceipt(context, made, act.payload, promised);
  return append({ context, tx, acts, now, key, keep });
}

/** Records acts whose receipts nobody waits for, and returns the ids of their entries; a receipt can be read later. */
export async function appendActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<string[]> {
  const key = context.service.signingKey.id;
  return append({ context, tx, acts, now: context.clock.now(), key, keep: (made) => made.id });
}

async function append<Kept>(recording: Recording<Kept>): Promise<Kept[]> {
  const { context, tx, acts } = recording;
  if (acts.length === 0) return [];
  for (const { kind, payload } of acts) context.checkPayload(kind, payload);
  const alone = appendAlone(recording);
  if (alone !== undefined) return alone;
  const counts = new Map<string, number>();
  for (const { person } of acts) if (person !== undefined) counts.set(person, (counts.get(person) ?? 0) + 1);
  const [only] = counts.keys();
  const foreseen = tx.firstTry && acts.length < MOST_IN_PACK ? context.chains.recallAll(tx, counts.keys()) : undefined;
  const kept = foreseen
    ? await appendForeseen(recording, foreseen)
    : only !== undefined && counts.size === 1 && acts.length < MOST_IN_PACK
      ? await appendOfOne(recording, only)
      : await appendOfSeveral(recording, counts);
  tx.afterCommit(context.wake);
  return kept;
}

// Most acts come alone, of somebody who has acted here before: what the next function does for many, without what only many need. Undefined when it
// is no such act.
function appendAlone<Kept>({ context, tx, acts, now, key, keep }: Recording<Kept>): Kept[] | undefined {
  const [act] = acts;
  if (act?.person === undefined || acts.length > 1 || !tx.firstTry) return undefined;
  const { person } = act;
  const chain = context.chains.recall(tx, person);
  if (chain === undefined || chain.n === 0) return undefined;
  const n = chain.n + 1;
  const { made, opening } = makeEntry(act, chain.keys, n, now);
  const stored = {
    made: now.getTime(),
    mergeBy: mergeByOf(context, now),
    key,
    entry: made.entry,
    opening: sealOpenings(context, chain.keys, made.id, [opening]),
  };
  tx.later(() =>
    insertForeseenEntry(tx, stored, chain).catch((error: unknown) => {
      context.chains.forget(person, tx);
      throw error;
    }),
  );
  context.chains.moved(tx, [{ ...chain, n }]);
  tx.afterCommit(context.wake);
  return [keep(made, act)];
}

// Nothing is waited for: the statement that stores the pack fails when a chain stands elsewhere than foreseen, and with it the transaction, which
// is then tried again.
async function appendForeseen<Kept>(recording: Recording<Kept>, chains: readonly Chain[]): Promise<Kept[]> {
  const { context, tx, acts } = recording;
  const open = new Map(chains.map((chain) => [chain.person, new OpenChain(chain, chain.n)]));
  const kept: Kept[] = [];
  const packs: NewPack[] = [];
  for (let at = 0; at < acts.length; ) {
    const pack = new NewPack(headOf(recording), acts.length + chains.length - at);
    at = fillPack(recording, open, pack, at, kept);
    packs.push(pack);
  }
  const moved = [...open.values()].map(({ chain, n }) => ({ ...chain, from: chain.n, n }));
  const moves = moved.map(({ person, generation, sealed, from, n }) => ({ person, generation, keys: sealed, from, n }));
  const [first, ...others] = packs;
  if (first === undefined) return kept;
  tx.later(
    () =>
      insertForeseenPack(tx, first, moves).catch((error: unknown) => {
        for (const { person } of chains) context.chains.forget(person, tx);
        throw error;
      }),
    ...others.map((pack) => () => insertPackOfSeveral(tx, pack)),
  );
  context.chains.moved(
    tx,
    moved.filter((chain) => moved.length <= MOST_REMEMBERED || context.chains.knows(chain.person)),
  );
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
    const pack = new NewPack(headOf(recording), acts.length + (known.n === 0 ? 1 : 0));
    const kept: Kept[] = [];
    fillPack(recording, new Map([[person, chain]]), pack, 0, kept);
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
  const taken = await takeChains(context, tx, counts);
  const open = new Map(
    taken.map((chain) => {
      const before = chain.n - (counts.get(chain.person) ?? 0);
      // The numbers begin at 1 with the key's own entry, which never stands alone: a chain whose next number would be 2 has none yet.
      return [chain.person, new OpenChain(chain, before === 1 ? 0 : before)];
    }),
  );
  // 2. Number and seal the entries, pack by pack; while PostgreSQL stores one, the next is made.
  const kept: Kept[] = [];
  let stored: Promise<void> = Promise.resolve();
  for (let at = 0; at < acts.length; ) {
    const pack = new NewPack(headOf(recording), acts.length + counts.size - at);
    at = fillPack(recording, open, pack, at, kept);
    await stored;
    stored = pack.chains.length === 0 ? insertPack(tx, pack) : insertPackOfSeveral(tx, pack);
    // Awaited above or below; if making the next pack fails first, that is what the caller hears of.
    stored.catch(() => undefined);
  }
  await stored;
  for (const chain of taken)
    if (open.get(chain.person)?.n !== chain.n) throw new Error('entries and numbers of a chain differ');
  // A large batch goes through many people once; it must not push out those who are acting now.
  const few = taken.length <= MOST_REMEMBERED;
  context.chains.moved(tx, few ? taken : taken.filter((chain) => context.chains.knows(chain.person)));
  return kept;
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

/** Makes the entries of the acts from number `from` on until the pack is full, and returns the number of the first act that found no room. */
function fillPack<Kept>(
  { context, acts, now, keep }: Recording<Kept>,
  chains: ReadonlyMap<string, OpenChain>,
  pack: NewPack,
  from: number,
  kept: Kept[],
): number {
  const run = new OpeningRun(context, pack);
  let at = from;
  // A key's own entry and the act that begins its chain stay together.
  for (; at < acts.length && pack.room >= 2; at += 1) {
    const act = acts[at];
    if (act === undefined) break;
    const open = act.person === undefined ? undefined : chains.get(act.person);
    if (act.person !== undefined && open === undefined) throw new Error('an act of a person whose chain is not open');
    // The first entry under a key commits to the key.
    if (open !== undefined && open.n === 0) {
      const { person, generation, keys } = open.chain;
      addEntry({ kind: 'key', payload: keyPayload(person, generation, keys.tag) }, open, now, pack, run);
    }
    kept.push(keep(addEntry(act, open, now, pack, run), act));
  }
  run.end();
  return at;
}

function addEntry(act: Act, open: OpenChain | undefined, now: Date, pack: NewPack, run: OpeningRun): Made {
  if (open !== undefined) open.n += 1;
  const { made, opening } = makeEntry(act, open?.chain.keys, open?.n ?? null, now);
  const { entry, n } = made;
  pack.add({ entry, person: open?.chain.person ?? null, generation: open?.chain.generation ?? null, n });
  run.add(open?.chain.keys, made.id, opening);
  return made;
}

/** The entry of an act, and the text that opens it. */
function makeEntry(
  act: Act,
  keys: PersonKeys | undefined,
  n: number | null,
  now: Date,
): { made: Made; opening: string } {
  const id = newIdAt(now);
  const bytes = pooledRandom(32);
  const salt = toBase64url(bytes);
  const payload = canonicalJson(act.payload);
  const commitment = commitmentText(bytes, payload);
  const tag = keys === undefined || n === null ? null : tagOf(keys.tag, n);
  const time = act.time ?? now;
  const entry = entryText({ id, kind: act.kind, time, commitment, tag });
  return { made: { id, entry, n, salt, commitment, tag, time }, opening: openingText(salt, payload) };
}

function mergeByOf(context: EvidenceContext, now: Date): Date {
  return new Date(now.getTime() + context.mergeDelay);
}

function headOf({ context, now, key }: Recording<unknown>): PackHead {
  return { made: now.getTime(), mergeBy: mergeByOf(context, now), key };
}
