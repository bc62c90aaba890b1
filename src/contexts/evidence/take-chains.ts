import type { Tx } from '../../platform/database/index.ts';
import type { Chain } from './chain-memory.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { personErased } from './evidence-failures.ts';
import { newPersonKeys, openPersonKeys, sealPersonKeys } from './person-keys.ts';
import { lockChains, readChains, takeNumbers } from './store/chains.ts';

/** Where the chains of people (sorted, without doubles) stand as far as this process remembers or reads, unlocked: it only proposes. */
export async function proposeChains(
  context: EvidenceContext,
  tx: Tx,
  persons: readonly string[],
): Promise<Map<string, Chain>> {
  const found = new Map<string, Chain>();
  const unknown: string[] = [];
  for (const person of persons) {
    const chain = context.chains.recall(tx, person);
    if (chain === undefined) unknown.push(person);
    else found.set(person, chain);
  }
  if (unknown.length > 0) for (const row of await readChains(tx, unknown)) found.set(row.person, chainOf(context, row));
  return new Map(persons.map((person) => [person, found.get(person) ?? newChain(context, person)]));
}

/** Chains whose numbers are taken, where they stand afterwards. */
export interface TakenChains {
  readonly chains: readonly Chain[];
  /** Whether each stood where it was proposed, under the same keys. */
  readonly asProposed: boolean;
}

/**
 * Moves the chains of people on by their counts of entries, and by one where a key has none yet; they are locked until the transaction ends.
 * `proposed` holds the same people, sorted as PostgreSQL sorts uuid, so that two transactions lock in the same order.
 */
export async function takeChains(
  context: EvidenceContext,
  tx: Tx,
  counts: ReadonlyMap<string, number>,
  proposed: ReadonlyMap<string, Chain>,
): Promise<TakenChains> {
  if (counts.size === 0) return { chains: [], asProposed: true };
  const countOf = (person: string) => counts.get(person) ?? 0;
  const rows = await takeNumbers(
    tx,
    [...proposed.values()].map(({ person, sealed }) => ({ person, count: countOf(person), keys: sealed })),
  );
  const chains: Chain[] = [];
  let asProposed = true;
  for (const { person, generation, n, keysStart } of rows) {
    const chain = proposed.get(person);
    const same = chain?.generation === generation && chain.sealed.subarray(0, keysStart.length).equals(keysStart);
    if (chain !== undefined && same && keysStart.length > 0) {
      chains.push({ ...chain, n });
      asProposed &&= n === (chain.n === 0 ? 1 : chain.n) + countOf(person);
      continue;
    }
    asProposed = false;
    // Other keys have taken their place since they were read, or they were erased.
    const [row] = await lockChains(tx, [person]);
    if (row === undefined) throw new Error('a chain went while it was locked');
    chains.push(chainOf(context, row));
  }
  return { chains, asProposed };
}

/**
 * Reads, unlocked, where the chains of people stand whom nothing is known of, so that acts of theirs in this transaction can be numbered without
 * waiting for PostgreSQL. It only proposes, as what is remembered does.
 */
export async function foreseeChains(context: EvidenceContext, tx: Tx, persons: readonly string[]): Promise<void> {
  if (!tx.firstTry) return;
  const unknown = persons.filter((person) => !context.chains.knows(person));
  if (unknown.length === 0) return;
  const rows = new Map((await readChains(tx, unknown)).map((row) => [row.person, row]));
  for (const person of unknown) {
    const row = rows.get(person);
    // Whoever is erased is not foreseen: an act of theirs is refused when it is recorded.
    if (row === undefined) context.chains.foresee(tx, newChain(context, person));
    else if (row.keys.length > 0) context.chains.foresee(tx, chainOf(context, row));
  }
}

/**
 * The same without reading: as they are remembered, and begun where the caller has seen that there is none; of whom it is begun. Undefined when of
 * somebody nothing is known; then nothing is foreseen.
 */
export function foreseeUnread(
  context: EvidenceContext,
  tx: Tx,
  persons: readonly string[],
  chainless: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (!tx.firstTry) return undefined;
  const unknown = persons.filter((person) => context.chains.recall(tx, person) === undefined);
  if (!unknown.every((person) => chainless.has(person))) return undefined;
  for (const person of unknown) context.chains.foresee(tx, newChain(context, person));
  return new Set(unknown);
}

/** Who of these people has no chain; the chains of the others are remembered once the transaction has committed. */
export async function findChainless(
  context: EvidenceContext,
  tx: Tx,
  persons: readonly string[],
): Promise<ReadonlySet<string>> {
  const unknown = persons.filter((person) => !context.chains.knows(person));
  if (unknown.length === 0) return new Set();
  const rows = await readChains(tx, unknown);
  const living = rows.filter(({ keys }) => keys.length > 0).map((row) => chainOf(context, row));
  context.chains.moved(tx, living);
  const found = new Set(rows.map(({ person }) => person));
  return new Set(unknown.filter((person) => !found.has(person)));
}

/** The chain of a stored row. Throws `evidence.person-erased`. */
export function chainOf(
  context: EvidenceContext,
  row: { readonly person: string; readonly generation: number; readonly n: number; readonly keys: Buffer },
): Chain {
  const { person, generation, n, keys } = row;
  // The chain of an erased person is closed for ever.
  if (keys.length === 0) throw personErased();
  // A copy: what pg gives is a view of a whole message.
  return { person, generation, n, sealed: Buffer.from(keys), keys: openPersonKeys(context, row) };
}

/** A chain that is to begin, with keys of its own. */
export function newChain(context: EvidenceContext, person: string): Chain {
  const keys = newPersonKeys();
  return { person, generation: 1, n: 0, sealed: sealPersonKeys(context, person, 1, keys), keys };
}
