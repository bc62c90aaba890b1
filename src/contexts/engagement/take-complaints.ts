import type { Tx } from '../../platform/database/index.ts';
import { addressDigest } from './address-digest.ts';
import type { EngagementDeps } from './engagement-deps.ts';

/** Where a list of complaints comes from. */
export type ComplaintOrigin = '12321' | 'carrier' | 'platform';

/** What became of a list. Numbers stand in no answer. */
export interface ComplaintsTaken {
  /** People whose no is in force now, by every channel and for every brand. */
  readonly people: number;
  /** Numbers that nobody here holds; a record that comes with one of them later is bound as well. */
  readonly unknown: number;
  /** Places in the list, from 0, of what is no mobile number. */
  readonly unreadable: readonly number[];
}

/**
 * Takes a list of numbers whose owners complained (12321 and carriers send them as files): a complaint is a no to every commercial message, in
 * force before the answer (SMS Regs 2026; Consumer Law 29). Throws `keyring.sealed` while the root key is away: then nothing of the list is in.
 */
export async function takeComplaints(
  deps: Pick<EngagementDeps, 'gate' | 'vault'>,
  tx: Tx,
  list: { readonly numbers: readonly string[]; readonly origin: ComplaintOrigin },
): Promise<ComplaintsTaken> {
  const by = `complaint-${list.origin}`;
  const bound = new Set<string>();
  const seen = new Set<string>();
  const unreadable: number[] = [];
  let unknown = 0;
  for (const [place, number] of list.numbers.entries()) {
    const digest = await addressDigest(deps, tx, number);
    if (digest === undefined) {
      unreadable.push(place);
      continue;
    }
    const key = digest.toString('base64');
    if (seen.has(key)) continue;
    seen.add(key);
    const persons = await deps.gate.personsByAddress(tx, 'sms', digest);
    for (const person of persons) {
      if (!bound.has(person)) await deps.gate.object(tx, { person, kind: 'unsubscribe', by });
      bound.add(person);
    }
    if (persons.length > 0) continue;
    unknown += 1;
    await deps.gate.objectByAddress(tx, { channel: 'sms', digest, by });
  }
  return { people: bound.size, unknown, unreadable };
}
