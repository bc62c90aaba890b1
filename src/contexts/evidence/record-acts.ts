import type { Tx } from '../../platform/database/index.ts';
import type { Chain } from './chain-memory.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { MadeReceipt } from './made-receipt.ts';
import { makeEntry, PackMaker } from './make-packs.ts';
import { sealOpenings } from './person-keys.ts';
import { type Act, type Keep, mergeByOf, type Recording, recordedAt } from './recording.ts';
import { lockChains } from './store/chains.ts';
import {
  insertForeseenEntry,
  insertForeseenPack,
  insertPack,
  insertPackOfOne,
  insertPackOfSeveral,
  MOST_IN_PACK,
  type NewPack,
} from './store/packs.ts';
import { chainOf, newChain, proposeChains, takeChains } from './take-chains.ts';

/** Most people of one call whose chains are remembered though nobody had asked for them lately. */
const MOST_REMEMBERED = 64;

/**
 * Records acts in the caller's transaction: each becomes a pending entry, and its receipt binds it. The order of the acts is the order of the
 * person's entries. Locks the persons' chains, in one order everywhere, until the transaction ends. A receipt's `signature` is made when it is
 * first read.
 */
export async function recordActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<MadeReceipt[]> {
  const now = recordedAt(context, acts);
  const key = context.service.signingKey.id;
  const promised = { mergeBy: mergeByOf(context, now).toISOString(), key };
  const keep: Keep<MadeReceipt> = (made, act) => new MadeReceipt(context, made, act.payload, promised);
  return append({ context, tx, acts, now, key, keep });
}

/** Records acts whose receipts nobody waits for, and returns the ids of their entries; a receipt can be read later. */
export async function appendActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<string[]> {
  const key = context.service.signingKey.id;
  return append({ context, tx, acts, now: recordedAt(context, acts), key, keep: (made) => made.id });
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
  const { context, tx } = recording;
  const maker = new PackMaker(recording, chains);
  const packs: NewPack[] = [];
  for (let pack = maker.next(); pack !== undefined; pack = maker.next()) packs.push(pack);
  const moves = maker.moved.map(({ chain: { person, generation, sealed, n: from }, n }) => {
    return { person, generation, keys: sealed, from, n };
  });
  const [first, ...others] = packs;
  if (first === undefined) return maker.kept;
  tx.later(
    () =>
      insertForeseenPack(tx, first, moves).catch((error: unknown) => {
        for (const { person } of chains) context.chains.forget(person, tx);
        throw error;
      }),
    ...others.map((pack) => () => insertPackOfSeveral(tx, pack)),
  );
  const moved = maker.moved.map(({ chain, n }) => ({ ...chain, n }));
  const few = moved.length <= MOST_REMEMBERED;
  context.chains.moved(tx, few ? moved : moved.filter(({ person }) => context.chains.knows(person)));
  return maker.kept;
}

// The common case, an act of one person: one statement when the chain stands where this process left it.
async function appendOfOne<Kept>(recording: Recording<Kept>, person: string): Promise<Kept[]> {
  const { context, tx } = recording;
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
    const maker = new PackMaker(recording, [known]);
    const pack = maker.next();
    const [end] = maker.moved;
    if (pack === undefined || end === undefined) throw new Error('acts without a pack');
    const { generation, sealed, n } = known;
    const move = { person, generation, keys: sealed, expected: n, n: end.n, begin };
    if (await insertPackOfOne(tx, pack, move)) {
      context.chains.moved(tx, [{ ...known, n: end.n }]);
      return maker.kept;
    }
    // 3. Another server has moved it, or another transaction has just begun it: read it.
    context.chains.forget(person, tx);
    known = undefined;
  }
}

async function appendOfSeveral<Kept>(recording: Recording<Kept>, counts: ReadonlyMap<string, number>): Promise<Kept[]> {
  const { context, tx } = recording;
  const proposed = await proposeChains(context, tx, [...counts.keys()].sort());
  // 1. Take every person's numbers. Their chains stay locked, so that nobody else takes the same.
  const taking = takeChains(context, tx, counts, proposed);
  taking.catch(() => undefined);
  // 2. Meanwhile number and seal the first pack's entries as proposed; again, if somebody has moved a chain since.
  let maker = new PackMaker(recording, [...proposed.values()]);
  let pack = maker.next();
  const { chains: taken, asProposed } = await taking;
  if (!asProposed) {
    const standing = taken.map((chain) => beforeTaking(chain, counts));
    maker = new PackMaker(recording, standing);
    pack = maker.next();
  }
  // 3. The others, pack by pack; while PostgreSQL stores one, the next is made.
  let stored: Promise<void> = Promise.resolve();
  for (; pack !== undefined; pack = maker.next()) {
    await stored;
    stored = pack.chains.length === 0 ? insertPack(tx, pack) : insertPackOfSeveral(tx, pack);
    // Awaited above or below; if making the next pack fails first, that is what the caller hears of.
    stored.catch(() => undefined);
  }
  await stored;
  const last = new Map(maker.moved.map(({ chain, n }) => [chain.person, n]));
  for (const { person, n } of taken)
    if (last.get(person) !== n) throw new Error('entries and numbers of a chain differ');
  // A large batch goes through many people once; it must not push out those who are acting now.
  const few = taken.length <= MOST_REMEMBERED;
  context.chains.moved(tx, few ? taken : taken.filter((chain) => context.chains.knows(chain.person)));
  return maker.kept;
}

// The numbers begin at 1 with the key's own entry, which never stands alone: a chain whose next number would be 2 has none yet.
function beforeTaking(chain: Chain, counts: ReadonlyMap<string, number>): Chain {
  const before = chain.n - (counts.get(chain.person) ?? 0);
  return { ...chain, n: before === 1 ? 0 : before };
}
