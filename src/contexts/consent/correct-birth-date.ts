import type { Tx } from '../../platform/database/index.ts';
import { fieldError } from '../../platform/failure.ts';
import { ageOf } from './age-of.ts';
import { ageNeedsProof, personUnknown, subjectRefused } from './consent-failures.ts';
import type { AgeKnown, BirthDateCorrected } from './domain/acts.ts';
import { isBirthDate, ofAgeFrom, shanghaiDay } from './domain/age.ts';
import { sealAge } from './domain/age-seal.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { sealBirth, unsealBirth } from './register-subjects.ts';
import { correctAge, readAge } from './store/ages.ts';
import { lockSubjects } from './store/subjects.ts';

/**
 * Puts another birth date in the place of whatever is known about an age: from here everything is decided as if it had been given when the person came. One
 * that ends or shortens the protection of a minor needs a proof that somebody has seen (PIPL 31; decision 0102): without it, `consent.age-needs-proof`.
 */
export async function correctBirthDate(
  context: GateContext,
  tx: Tx,
  { person, birthDate, proven }: { readonly person: string; readonly birthDate: string; readonly proven: boolean },
): Promise<BirthDateCorrected> {
  const ordinal = (await lockSubjects(tx, [person], 'act')).get(person);
  const known = ordinal === undefined ? undefined : await readAge(tx, person);
  if (ordinal === undefined || known === undefined) throw personUnknown();
  const now = context.clock.now();
  if (!isBirthDate(birthDate, shanghaiDay(now)))
    throw subjectRefused([
      fieldError('birthDate', '日期不存在、早于1900年或在未来', 'No such day, before 1900, or in the future'),
    ]);
  const before = await ageOf(context, tx, person);
  const born = known.minorBirth === null ? null : (unsealBirth(context, known.minorBirth) ?? null);
  if (!proven && lessProtected(before, born, birthDate)) throw ageNeedsProof();
  // Of age since before we knew them: the day on which they came says enough. Otherwise the date is kept, sealed, as it is for whoever comes as a minor.
  const grown = ofAgeFrom(birthDate, 18) <= known.registeredAt;
  const age = grown
    ? { adultOn: shanghaiDay(known.registeredAt), minorBirth: null }
    : { adultOn: null, minorBirth: sealBirth(context, birthDate) };
  const seal = sealAge(context.rowKey, { ...age, person, adultBorn: grown, fourteenOn: null }, now);
  await correctAge(tx, ordinal, { ...age, seal });
  await noteChanges(context, tx, [{ ordinal, kind: 'birth-date-corrected' }], now);
  return { from: before.band, band: (await ageOf(context, tx, person)).band };
}

// What is known of somebody as a minor, by a birth date or by a sign, is given up for a proof alone; who has only declared an age may give a date.
function lessProtected(before: AgeKnown, born: string | null, birthDate: string): boolean {
  if (before.by === 'sign') return true;
  return before.by === 'birth-date' && before.band !== 'adult' && (born === null || birthDate < born);
}
