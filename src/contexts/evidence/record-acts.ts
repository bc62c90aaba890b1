import { randomBytes } from 'node:crypto';
import { type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { type ActKind, commitmentOf, entryText, tagOf } from './domain/entry.ts';
import { keyPayload } from './domain/evidence-key.ts';
import { leafHash } from './domain/merkle.ts';
import { promiseBytes, type Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { newPersonKeys, openPersonKeys, type PersonKeys, sealOpening, sealPersonKeys } from './person-keys.ts';
import { advanceChains, insertChains, lockChains } from './store/chains.ts';
import { insertEntries, type NewEntry } from './store/entries.ts';

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

/** A chain that this transaction has locked. */
interface Chain {
  readonly person: string;
  readonly generation: number;
  readonly keys: PersonKeys;
  n: number;
}

/**
 * Records acts in the caller's transaction: each becomes a pending entry, and its receipt binds it. The order of the acts is the order of the
 * person's entries. Locks the persons' chains, in one order everywhere, until the transaction ends.
 */
export async function recordActs(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<Receipt[]> {
  if (acts.length === 0) return [];
  // 1. Lock every person's chain, so that nobody else takes the same n.
  const chains = await openChains(context, tx, acts);
  const rows: NewEntry[] = [];
  const receipts = acts.map((act) => {
    const chain = act.person === undefined ? undefined : chains.get(act.person);
    // 2. The first entry under a key commits to the key.
    if (chain !== undefined && chain.n === 0) {
      const payload = keyPayload(chain.person, chain.generation, chain.keys.tag);
      makeEntry(context, rows, { kind: 'key', payload }, chain);
    }
    // 3. The act's own entry.
    return makeEntry(context, rows, act, chain);
  });
  // 4. Entries and numbers are stored with the act or not at all.
  await insertEntries(tx, rows);
  if (chains.size > 0) await advanceChains(tx, [...chains.values()]);
  tx.afterCommit(context.wake);
  return receipts;
}

async function openChains(context: EvidenceContext, tx: Tx, acts: readonly Act[]): Promise<Map<string, Chain>> {
  // Sorted as PostgreSQL sorts uuid, so that two transactions lock in the same order.
  const persons = [...new Set(acts.flatMap((act) => act.person ?? []))].sort();
  if (persons.length === 0) return new Map();
  let rows = await lockChains(tx, persons);
  if (rows.length < persons.length) {
    const known = new Set(rows.map((row) => row.person));
    const missing = persons.filter((person) => !known.has(person));
    const begun = await insertChains(
      tx,
      missing.map((person) => ({ person, keys: sealPersonKeys(context, person, 1, newPersonKeys()) })),
    );
    // What this transaction has just begun nobody else can hold.
    rows = [...rows, ...(begun.length === missing.length ? begun : await lockChains(tx, missing))];
  }
  return new Map(
    rows.map(({ person, generation, n, keys }) => [
      person,
      { person, generation, n, keys: openPersonKeys(context, { person, generation, keys }) },
    ]),
  );
}

function makeEntry(context: EvidenceContext, rows: NewEntry[], act: Act, chain: Chain | undefined): Receipt {
  const now = context.clock.now();
  const id = newId(context.clock);
  const salt = randomBytes(32);
  const commitment = commitmentOf(salt, act.payload);
  if (chain !== undefined) chain.n += 1;
  const n = chain?.n ?? null;
  const tag = chain === undefined ? null : tagOf(chain.keys.tag, chain.n);
  const time = act.time ?? now;
  const entry = entryText({ id, kind: act.kind, time, commitment, tag });
  const hashed = leafHash(Buffer.from(entry, 'utf8'));
  const mergeBy = new Date(now.getTime() + context.mergeDelay);
  const { signingKey } = context.service;
  const signature = signingKey.sign(
    promiseBytes({ commitment, key: signingKey.id, leafHash: hashed, mergeBy, n, tag }),
  );
  const opening = { salt: toBase64url(salt), payload: act.payload };
  rows.push({
    id,
    entry,
    person: chain?.person ?? null,
    generation: chain?.generation ?? null,
    n,
    opening: sealOpening(context, chain?.keys, id, opening),
    mergeBy,
    key: signingKey.id,
    signature,
  });
  return {
    id,
    entry,
    opening,
    tag: tag === null ? null : toBase64url(tag),
    n,
    leafHash: toBase64url(hashed),
    time: time.toISOString(),
    mergeBy: mergeBy.toISOString(),
    key: signingKey.id,
    signature: toBase64url(signature),
  };
}
