import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { noteForJournal } from '../../platform/journal/index.ts';
import { keepForDefence, keepKeysForDefence } from './defence.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { type Erasure, erasureOf } from './find-erasure.ts';
import { openPersonKeys } from './person-keys.ts';
import { openedDetail } from './prove-member.ts';
import { recordActs } from './record-acts.ts';
import { membershipsOf } from './store/batches.ts';
import { type ChainRow, endedKeys, lockChains } from './store/chains.ts';
import { closeChain, emptyDetails, insertClosedChain, insertErased } from './store/erasures.ts';

/** How long evidence of an erased person is kept for a defence in court, and what they are found by. */
export interface ErasureTerms {
  /** Until when the proof of notice, consent and withdrawal is kept. */
  readonly consentUntil: Date;
  /** Until when what concerns messages is kept. */
  readonly messagesUntil: Date;
  /** Who erased, and why; kept for the defence with the rest. */
  readonly by: string;
  readonly reason: string;
  /** The vault's keyed digests of the person's addresses. */
  readonly addresses?: readonly { readonly channel: string; readonly digest: Uint8Array }[];
}

/**
 * Erases a person from evidence: an `erasure` entry ends their chain for ever; their keys, and with them every opening, are kept for a defence
 * alone until the term, then destroyed. Entries, tree and proofs stay as they are. Doing it again changes nothing and answers the same.
 */
export async function erasePerson(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  { consentUntil, messagesUntil, by, reason, addresses = [] }: ErasureTerms,
): Promise<Erasure> {
  // 1. Whoever never had a chain gets a closed one; the row is the lock against acts and erasures at the same time.
  await insertClosedChain(tx, person);
  const [chain] = await lockChains(tx, [person]);
  const before = await erasureOf(tx, person);
  if (before !== undefined) return before;
  // 2. The act itself: the last entry under their key, or of nobody.
  const at = context.clock.now();
  const until = { consentUntil: consentUntil.toISOString(), messagesUntil: messagesUntil.toISOString() };
  const payload = { ...until, by, person, reason };
  const known = chain !== undefined && chain.keys.length > 0;
  const [receipt] = await recordActs(context, tx, [
    { kind: 'erasure', ...(known ? { person } : {}), payload, time: at },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  // 3. Keys and details leave the tables that anything reads.
  if (known) await keepKeysForDefence(context, tx, person, consentUntil, await keysOf(context, tx, person));
  await keepDetails(context, tx, person, messagesUntil);
  await closeChain(tx, person);
  context.chains.forget(person, tx);
  // 4. What a search finds, and what a restore must not bring back.
  await insertErased(tx, { person, at, entry: receipt.id }, addresses);
  await noteForJournal(tx, {
    kind: 'erasure',
    person,
    at: at.toISOString(),
    ...until,
  });
  const erased = await erasureOf(tx, person);
  if (erased === undefined) throw new Error('the erasure was not stored');
  return erased;
}

async function keysOf(context: EvidenceContext, tx: Tx, person: string) {
  const rows: ChainRow[] = [...(await endedKeys(tx, person)), ...(await lockChains(tx, [person]))];
  return rows.map((row) => {
    const { tag, opening } = openPersonKeys(context, row);
    return { generation: row.generation, tag, opening };
  });
}

async function keepDetails(context: EvidenceContext, tx: Tx, person: string, until: Date): Promise<void> {
  const batches = await membershipsOf(tx, person);
  if (batches.length === 0) return;
  const details = batches.map(
    (batch): Json => ({
      batch: batch.id,
      position: batch.position,
      detail: openedDetail(context, batch),
    }),
  );
  await keepForDefence(context, tx, { person, source: 'use-batches', until, records: details });
  await emptyDetails(tx, person);
}
