import type { Tx } from '../../platform/database/index.ts';
import { personUnknown } from './consent-failures.ts';
import type { AgeKnown } from './domain/acts.ts';
import { ofAgeFrom } from './domain/age.ts';
import type { GateContext } from './gate-context.ts';
import { unsealBirth } from './register-subjects.ts';
import { readAge } from './store/ages.ts';

/** What is known about a person's age, as a band and how it is known; never the date. Throws `consent.person-unknown`. */
export async function ageOf(context: GateContext, tx: Tx, person: string): Promise<AgeKnown> {
  const row = await readAge(tx, person);
  if (row === undefined) throw personUnknown();
  if (row.signAt !== null) return { band: 'minor-of-unknown-age', by: 'sign', since: row.signAt };
  if (row.adult) return { band: 'adult', by: row.born ? 'birth-date' : 'declared', since: null };
  if (row.fourteen) return { band: 'from-14', by: 'declared', since: null };
  const birth = row.minorBirth === null ? undefined : unsealBirth(context, row.minorBirth);
  if (birth === undefined) return { band: 'unknown', by: null, since: null };
  const now = context.clock.now();
  const band = now < ofAgeFrom(birth, 14) ? 'under-14' : now < ofAgeFrom(birth, 18) ? 'from-14' : 'adult';
  return { band, by: 'birth-date', since: null };
}
