import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Opening } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { neverErased } from './evidence-failures.ts';
import { type Erasure, erasureOf } from './find-erasure.ts';
import type { PersonKeys } from './person-keys.ts';
import { openRow } from './read-receipt.ts';
import { recordActs } from './record-acts.ts';
import { entriesOfPerson } from './store/entries.ts';
import { defenceOf, destroyDue, insertDefence } from './store/erasures.ts';

// A label of its own: nothing else in this product opens what is sealed under it.
const LABEL = 'evidence.defence';
/** The source under which evidence keeps the person's own keys. */
const KEYS = 'evidence';

/** Something of an erased person that a defence in court may need. */
export interface DefenceRecords {
  readonly person: string;
  /** Which context it comes from; once for each person. */
  readonly source: string;
  /** When it must be destroyed. */
  readonly until: Date;
  readonly records: Json;
}

/** Keeps records of an erased person storage-only (PIPL 47) until their term; only `readDefence` opens them. */
export async function keepForDefence(
  context: EvidenceContext,
  tx: Tx,
  { person, source, until, records }: DefenceRecords,
): Promise<void> {
  // Owner and source stand inside, so that a row cannot be given to somebody else.
  const bytes = Buffer.from(canonicalJson({ person, records, source }), 'utf8');
  await insertDefence(tx, { person, source, until, sealed: context.service.sealSmall(LABEL, bytes) });
}

/** Keeps the keys of a person who is being erased, on which every opening of theirs depends. */
export async function keepKeysForDefence(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  until: Date,
  keys: readonly (PersonKeys & { readonly generation: number })[],
): Promise<void> {
  const records = keys.map(({ generation, tag, opening }) => ({
    generation,
    tag: toBase64url(tag),
    opening: toBase64url(opening),
  }));
  await keepForDefence(context, tx, { person, source: KEYS, until, records });
}

/** An erased person's entry with what opens it. */
export interface DefendedEntry {
  readonly generation: number;
  readonly n: number;
  readonly entry: string;
  readonly index: number | null;
  readonly opening: Opening;
}

/** What is kept of an erased person: their entries while the keys are kept, and what other contexts handed over. */
export interface DefenceFile extends Erasure {
  readonly entries: readonly DefendedEntry[];
  readonly records: readonly { readonly source: string; readonly until: Date; readonly records: Json }[];
}

/**
 * Opens what is kept of an erased person, and records that it was: for the data protection officer alone, the caller sees to that. `by` and
 * `reason` name nobody but staff. Throws `evidence.never-erased`.
 */
export async function readDefence(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  access: { readonly by: string; readonly reason: string },
): Promise<DefenceFile> {
  const erasure = await erasureOf(tx, person);
  if (erasure === undefined) throw neverErased();
  const payload = { act: 'evidence.read-defence', by: access.by, person, reason: access.reason };
  await recordActs(context, tx, [{ kind: 'staff-access', payload }]);
  const kept = await opened(context, tx, person);
  const keys = kept.find(({ source }) => source === KEYS);
  return {
    ...erasure,
    entries: keys === undefined ? [] : await entriesUnder(context, tx, person, keys.records),
    records: kept.filter(({ source }) => source !== KEYS),
  };
}

async function opened(context: EvidenceContext, tx: Tx, person: string): Promise<DefenceFile['records']> {
  const now = context.clock.now();
  return (await defenceOf(tx, person)).flatMap(({ source, until, sealed }) => {
    // A term that has ended has ended, also while the job that destroys is late.
    if (sealed === null || until <= now) return [];
    const bytes = context.service.unsealSmall(LABEL, sealed);
    if (bytes === undefined) throw new Error('a stored defence record does not open');
    const found = JSON.parse(bytes.toString('utf8')) as { person: string; source: string; records: Json };
    if (found.person !== person || found.source !== source) throw new Error('a defence record is another one');
    return [{ source, until, records: found.records }];
  });
}

async function entriesUnder(context: EvidenceContext, tx: Tx, person: string, records: Json): Promise<DefendedEntry[]> {
  const keys = new Map(
    (records as { generation: number; tag: string; opening: string }[]).map(({ generation, tag, opening }) => [
      generation,
      { tag: Buffer.from(tag, 'base64url'), opening: Buffer.from(opening, 'base64url') },
    ]),
  );
  return (await entriesOfPerson(tx, person)).map((row) => {
    const found = keys.get(row.generation ?? 0);
    if (found === undefined) throw new Error('a key of an erased person is missing');
    const { entry, index } = row;
    return { generation: row.generation ?? 0, n: row.n ?? 0, entry, index, opening: openRow(context, row, found) };
  });
}

/** Destroys what is kept beyond its term, and records that; returns how many records went. Anybody may call it at any time. */
export async function destroyDefence(context: EvidenceContext, tx: Tx): Promise<number> {
  const destroyed = await destroyDue(tx, context.clock.now());
  if (destroyed > 0)
    await recordActs(context, tx, [{ kind: 'erasure', payload: { act: 'evidence.destroy-defence', destroyed } }]);
  return destroyed;
}
