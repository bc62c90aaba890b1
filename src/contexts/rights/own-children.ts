import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import type { Guardianship } from '../consent/index.ts';
import type { RightsContext } from './rights-context.ts';
import { noSuchChild, nothingToWithdraw } from './rights-failures.ts';

/** A consent that stands for a child. */
export interface ChildConsent {
  readonly activity: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly since: Date | null;
  /** The rules for children that were shown with it; null where it names none. */
  readonly rulesUrl: string | null;
}

/** A child for whom the person behind these records is parent or guardian. Nothing of the child but what was agreed to for it. */
export interface OwnChild {
  readonly guardianship: string;
  readonly kind: Guardianship['kind'];
  readonly recordedAt: Date;
  readonly consents: readonly ChildConsent[];
}

/** The children of a guardian, each with what stands for it, for the guardian to see and take back (PIPL 31). */
export async function ownChildren(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<OwnChild[]> {
  const activities = new Map((await context.register.activities(tx)).map((activity) => [activity.code, activity]));
  const children: OwnChild[] = [];
  const seen = new Set<string>();
  for (const relation of await standingRelations(context, tx, persons)) {
    // Proven twice, by two papers or in two of the guardian's records, it is one child still.
    if (seen.has(relation.child)) continue;
    seen.add(relation.child);
    const states = await context.gate.consentsOf(tx, relation.child);
    const consents = new Map<string, ChildConsent>();
    for (const { activity: code, state, at, notice, noticeVersion } of states) {
      const activity = activities.get(code);
      if (state !== 'granted' || activity === undefined) continue;
      const rulesUrl = notice === null || noticeVersion === null ? null : `/n/${notice}/${noticeVersion}`;
      const { name, purposeText: purpose } = activity;
      consents.set(code, { activity: code, name, purpose, since: at, rulesUrl });
    }
    const { id: guardianship, kind, recordedAt } = relation;
    children.push({ guardianship, kind, recordedAt, consents: [...consents.values()] });
  }
  return children;
}

/** Takes a consent back for a child; in force when this commits. Throws `rights.no-such-child` where the relation is not the guardian's own or has ended. */
export async function withdrawForChild(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  input: { readonly guardianship: string; readonly activity: string },
): Promise<{ receipt: string }> {
  const relation = (await standingRelations(context, tx, persons)).find(({ id }) => id === input.guardianship);
  if (relation === undefined) throw noSuchChild();
  const { child: person, guardian } = relation;
  const { state } = await context.gate.consentState(tx, person, input.activity);
  if (state !== 'granted') throw nothingToWithdraw();
  const { id } = await context.gate.withdraw(tx, { person, activity: input.activity, guardian, by: 'privacy-centre' });
  return { receipt: id };
}

// What somebody who is of age agreed to is their own affair, and nobody sees or ends it for them (PIPL 15, Civil Code 17); whoever was erased has no age.
async function standingRelations(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<Guardianship[]> {
  const now = context.clock.now();
  const relations: Guardianship[] = [];
  for (const person of persons)
    for (const relation of await context.gate.guardianshipsOf(tx, person)) {
      const { child, guardian, grade, from, until, endedAt } = relation;
      if (guardian !== person || grade === 'C' || from > now) continue;
      if ((until !== null && until <= now) || (endedAt !== null && endedAt <= now)) continue;
      const { band } = await context.gate.ageOf(tx, child);
      if (band !== 'adult' && band !== 'unknown') relations.push(relation);
    }
  return relations;
}
