import { randomUUID } from 'node:crypto';
import type { Gate, GuardianInput, Presentation } from '../../src/contexts/consent/index.ts';
import type { Register } from '../../src/contexts/register/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { activityInput, approve } from './gate-world.ts';

/** A club for children: their own activity, told by rules for children that guardians are shown. */
export const KIDS_CLUB = activityInput({
  code: 'kids-club',
  name: { zh: '儿童俱乐部', en: 'Club for children' },
  purpose: 'club_membership',
  purposeText: { zh: '组织儿童俱乐部的线下活动', en: 'Running a club for children' },
  method: { zh: '人工登记并通知', en: 'Kept and told by hand' },
  fields: [
    { field: 'name', necessary: true },
    { field: 'birth_date', necessary: true },
    { field: 'mobile', necessary: true },
  ],
  channels: ['sms'],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  adultsOnly: false,
});

/** Registers the club, publishes the rules for children and enters its assessment, unless told not to. */
export async function openKidsClub(
  register: Register,
  tx: Tx,
  options: { rules?: boolean; assessed?: boolean } = {},
): Promise<void> {
  await register.saveActivity(tx, KIDS_CLUB);
  const title = { zh: '儿童个人信息处理规则', en: 'Rules for children' };
  const kind = options.rules === false ? ('general' as const) : ('children' as const);
  await register.saveNotice(tx, { code: 'kids', kind, title, activities: ['kids-club'] });
  await register.publishNotice(tx, 'kids');
  if (options.assessed !== false) await approve(register, tx, 'kids-club');
}

/** A document that shows a relation. */
export const HOUSEHOLD_REGISTER = { kind: 'household-register', hash: 'cd'.repeat(32) };

/** Makes an adult known and records them as parent of a child; change what matters. */
export async function makeParent(
  gate: Gate,
  tx: Tx,
  child: string,
  changes: Partial<GuardianInput> = {},
): Promise<{ guardian: string; guardianship: string }> {
  const guardian = changes.guardian ?? randomUUID();
  await gate.registerSubjects(tx, [{ person: guardian, role: 'customer', birthDate: '1988-03-04' }]);
  const { id } = await gate.recordGuardian(tx, {
    child,
    guardian,
    kind: 'parent',
    grade: 'A',
    evidence: HOUSEHOLD_REGISTER,
    by: 'test',
    ...changes,
  });
  return { guardian, guardianship: id };
}

/** Shows the rules for children to a person or session. */
export function showRules(gate: Gate, tx: Tx, to: { person: string } | { session: string }): Promise<Presentation> {
  return gate.present(tx, {
    notice: 'kids',
    activities: ['kids-club'],
    surface: 'form:kids',
    locale: 'zh-CN',
    ...to,
  });
}
