import type { Tx } from '../../platform/database/index.ts';
import { findEntry } from './store/entries.ts';
import { type DefenceRow, defenceOf, erasedAt, findErased, listErased } from './store/erasures.ts';

/** What is known of an erased person for ever: when, by which entry of the log, and what is (or was) kept until when. */
export interface Erasure {
  readonly person: string;
  readonly at: Date;
  /** The id of the entry of kind `erasure`. */
  readonly entry: string;
  /** Its place in the log; null until it is merged. */
  readonly index: number | null;
  readonly defence: readonly Pick<DefenceRow, 'source' | 'until' | 'destroyedAt'>[];
}

/** Whether and when a person was erased, and what is kept of them until when. */
export async function erasureOf(tx: Tx, person: string): Promise<Erasure | undefined> {
  const row = await findErased(tx, person);
  if (row === undefined) return undefined;
  const entry = await findEntry(tx, row.entry);
  const defence = (await defenceOf(tx, person)).map(({ source, until, destroyedAt }) => ({
    source,
    until,
    destroyedAt,
  }));
  return { person, at: row.at, entry: row.entry, index: entry?.index ?? null, defence };
}

/** The erased people who had an address, by the vault's keyed digest of it. */
export async function erasuresByAddress(tx: Tx, channel: string, digest: Uint8Array): Promise<Erasure[]> {
  const found: Erasure[] = [];
  for (const { person } of await erasedAt(tx, channel, digest)) {
    const erasure = await erasureOf(tx, person);
    if (erasure !== undefined) found.push(erasure);
  }
  return found;
}

/** The newest erasures, at most `limit`; with `before`, only earlier ones. */
export async function erasures(tx: Tx, limit: number, before: Date | null = null): Promise<Erasure[]> {
  const found: Erasure[] = [];
  for (const { person } of await listErased(tx, limit, before)) {
    const erasure = await erasureOf(tx, person);
    if (erasure !== undefined) found.push(erasure);
  }
  return found;
}
