import type { Tx } from '../../platform/database/index.ts';
import { childRulesNotShown, guardianNotNeeded, guardianUnproven } from './consent-failures.ts';
import type { ConsentAct, ShownInput } from './domain/acts.ts';
import { ofAgeFrom } from './domain/age.ts';
import { mayConsent } from './domain/guardianship.ts';
import type { GateContext } from './gate-context.ts';
import { unsealBirth } from './register-subjects.ts';
import { guardianshipsBetween, type StoredGuardianship, sealedBirths } from './store/guardianships.ts';
import type { StoredPresentation } from './store/presentations.ts';

/** A relation by which somebody answers for a child. */
export interface GuardianBasis {
  readonly relation: StoredGuardianship;
  /** When the child turns 14; null when no birth date is known. */
  readonly fourteen: Date | null;
  /** The presentations, of those at issue, that show the rules for children. */
  readonly childRules: ReadonlySet<string>;
}

interface Basis {
  readonly guardians: readonly GuardianBasis[];
  readonly now: Date;
}

type Given = ShownInput & { readonly guardian?: string };

/** Reads the relations of those who answer for children; nothing at all when nobody does. */
export async function readGuardians(
  context: GateContext,
  tx: Tx,
  acts: readonly Given[],
  presentations: ReadonlyMap<string, StoredPresentation>,
): Promise<GuardianBasis[]> {
  const given = acts.filter((act) => act.guardian !== undefined);
  if (given.length === 0) return [];
  const children = [...new Set(given.map((act) => act.person))];
  const relations = await guardianshipsBetween(tx, children, [...new Set(given.flatMap((act) => act.guardian ?? []))]);
  const births = await sealedBirths(tx, children);
  const childRules = new Set<string>();
  for (const { presentation } of given) {
    const shown = presentations.get(presentation);
    if (shown === undefined) continue;
    const notice = await context.register.notice(tx, shown.notice, shown.noticeVersion);
    if (notice.kind === 'children') childRules.add(presentation);
  }
  return relations.map((relation) => {
    const sealed = births.get(relation.child);
    const birth = sealed === undefined ? undefined : unsealBirth(context, sealed);
    return { relation, fourteen: birth === undefined ? null : ofAgeFrom(birth, 14), childRules };
  });
}

function relationOf(basis: Basis, act: Given): GuardianBasis | undefined {
  const all = basis.guardians.filter(
    ({ relation }) => relation.child === act.person && relation.guardian === act.guardian,
  );
  return all.find(({ relation }) => mayConsent(relation, basis.now));
}

/** Throws `consent.guardian-unproven` when a proven relation does not stand now, `consent.guardian-not-needed` from 14 on. */
export function assertGuardian(basis: Basis, act: ConsentAct): void {
  if (act.guardian === undefined) return;
  const found = relationOf(basis, act);
  if (found === undefined) throw guardianUnproven();
  if (found.fourteen === null || found.fourteen <= basis.now) throw guardianNotNeeded();
}

/** Throws `consent.child-rules-not-shown` when a guardian agrees to anything but the rules for children. */
export function assertChildRules(basis: Basis, act: ConsentAct): void {
  if (act.guardian === undefined || act.answer === 'refused') return;
  if (relationOf(basis, act)?.childRules.has(act.presentation) !== true) throw childRulesNotShown();
}

/** The act, ending no later than the relation by which it is given. */
export function withinGuardianship(basis: Basis, act: ConsentAct): ConsentAct {
  const until = act.guardian === undefined ? null : (relationOf(basis, act)?.relation.until ?? null);
  if (until === null || (act.validUntil !== undefined && act.validUntil <= until)) return act;
  return { ...act, validUntil: until };
}

/** The ordinal of the guardian who answers; null for an answer of one's own. */
export function guardianOrdinal(basis: Basis, act: Given): number | null {
  return act.guardian === undefined ? null : (relationOf(basis, act)?.relation.guardianOrdinal ?? null);
}
