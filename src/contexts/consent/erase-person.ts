import type { Tx } from '../../platform/database/index.ts';
import type { Erasure, ErasureTerms } from '../evidence/index.ts';
import { personUnknown } from './consent-failures.ts';
import { endLocked } from './end-guardian.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { digestsOf } from './store/addresses.ts';
import { closeSubject } from './store/close-subject.ts';
import { findGuardianship, guardianshipsOf } from './store/guardianships.ts';
import { lockSubjects } from './store/subjects.ts';
import { insertSuppressions } from './store/suppressions.ts';

/**
 * Erases a person here and, through its front door, in the log. The ordinal and its id stay (decision 0001), and so do the answers under it, which name nobody;
 * ages and addresses go. The addresses' keyed digests are suppressed, so that an import cannot make the person reachable again; their own verified
 * return lifts that (decision 0013). Everything about them is denied from here on. Doing it again changes nothing. Throws `consent.person-unknown`.
 */
export async function erasePerson(
  context: GateContext,
  tx: Tx,
  person: string,
  terms: Omit<ErasureTerms, 'addresses'>,
): Promise<Erasure> {
  // Before the chain, as every act does; with those whose consents end because their guardian goes.
  const family = (await guardianshipsOf(tx, person)).filter((each) => each.endedAt === null);
  const related = family.flatMap(({ child, guardian }) => [child, guardian]);
  const ordinal = (await lockSubjects(tx, [...new Set([person, ...related])], 'act')).get(person);
  if (ordinal === undefined) throw personUnknown();
  for (const { id } of family) {
    const relation = await findGuardianship(tx, id);
    if (relation !== undefined && relation.endedAt === null)
      await endLocked(context, tx, relation, { reason: 'erasure', by: 'erasure' });
  }
  const addresses = await digestsOf(tx, ordinal, null);
  const erasure = await context.evidence.erasePerson(tx, person, { ...terms, addresses });
  const closed = await closeSubject(tx, ordinal, erasure.at);
  if (!closed) return erasure;
  const rows = addresses.map((address) => ({ kind: 'unsubscribe', ordinal: null, ...address }));
  await insertSuppressions(tx, rows, { at: erasure.at, through: 'erasure', receipt: erasure.entry });
  const said = addresses.map((address) => ({ ordinal: 0, kind: 'address-said-no', ...address }));
  await noteChanges(context, tx, [{ ordinal, kind: 'erased' }, ...said], context.clock.now());
  return erasure;
}
