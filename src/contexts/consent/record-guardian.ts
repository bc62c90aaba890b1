import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import type { Receipt } from '../evidence/index.ts';
import { guardianRefused, personUnknown } from './consent-failures.ts';
import { ofAgeFrom } from './domain/age.ts';
import type { GuardianInput } from './domain/guardianship.ts';
import type { GateContext } from './gate-context.ts';
import { unsealBirth } from './register-subjects.ts';
import { isOfAge } from './store/ages.ts';
import { insertGuardianship, sealedBirths } from './store/guardianships.ts';
import { lockSubjects } from './store/subjects.ts';

/**
 * Records that somebody is parent or guardian of a child, with what shows it and an entry of the child's (PIPL 31). The guardian must be known to be
 * of age, the child by birth date to be under 18. Nothing is allowed by this alone: it lets the guardian answer for the child.
 */
export async function recordGuardian(
  context: GateContext,
  tx: Tx,
  input: GuardianInput,
): Promise<{ id: string; receipt: Receipt }> {
  const { child, guardian, kind, grade, evidence = null, by } = input;
  const now = context.clock.now();
  const from = input.from ?? now;
  const until = input.until ?? null;
  const ordinals = await lockSubjects(tx, [child, guardian], 'act');
  const [childOrdinal, guardianOrdinal] = [ordinals.get(child), ordinals.get(guardian)];
  if (childOrdinal === undefined || guardianOrdinal === undefined) throw personUnknown();
  const errors = relationErrors(input, from, until, now);
  const sealed = (await sealedBirths(tx, [child])).get(child);
  const birth = sealed === undefined ? undefined : unsealBirth(context, sealed);
  if (birth === undefined || ofAgeFrom(birth, 18) <= now)
    errors.push(
      fieldError('child', '须登记有出生日期的未成年人（个保法第31条）', 'A minor whose birth date is known (PIPL 31)'),
    );
  if (!(await isOfAge(tx, guardianOrdinal)))
    errors.push(fieldError('guardian', '监护人须已满18周岁（民法典 27）', 'A guardian is of age (Civil Code 27)'));
  if (errors.length > 0) throw guardianRefused(errors);
  const id = newId(context.clock);
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'guardian',
      person: child,
      payload: {
        guardianship: id,
        guardian,
        kind,
        grade,
        evidence: evidence === null ? null : { ...evidence },
        from: from.toISOString(),
        until: until?.toISOString() ?? null,
        by,
      },
      time: now,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertGuardianship(tx, {
    id,
    child: childOrdinal,
    guardian: guardianOrdinal,
    kind,
    grade,
    evidenceKind: evidence?.kind ?? null,
    evidenceHash: evidence?.hash ?? null,
    from,
    until,
    by,
    at: now,
    receipt: receipt.id,
  });
  return { id, receipt };
}

function relationErrors(input: GuardianInput, from: Date, until: Date | null, now: Date): FieldError[] {
  const errors: FieldError[] = [];
  if (input.child === input.guardian)
    errors.push(
      fieldError('guardian', '本人不能是自己的监护人（个保法第31条）', 'Nobody is their own guardian (PIPL 31)'),
    );
  if (input.grade !== 'C' && input.evidence === undefined)
    errors.push(
      fieldError(
        'evidence',
        'A、B 级须有证明材料及其摘要',
        'Grades A and B need what shows the relation, with its hash',
      ),
    );
  if (from > now) errors.push(fieldError('from', '不能晚于现在', 'Not later than now'));
  if (until !== null && until <= now) errors.push(fieldError('until', '须晚于现在', 'Later than now'));
  return errors;
}
