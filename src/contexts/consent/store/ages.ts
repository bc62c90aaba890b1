import type { Tx } from '../../../platform/database/index.ts';
import type { SubjectRow } from './subjects.ts';

/** Notes a sign of minority of a locked subject: their declarations no longer count. False when their birth date is known, which says more. */
export async function noteMinoritySign(tx: Tx, ordinal: number, at: Date): Promise<boolean> {
  const noted = await tx.execute(
    `update consent.subject set adult_on = null, fourteen_on = null, age_seal = null, minority_sign_at = coalesce(minority_sign_at, $2)
      where ordinal = $1 and minor_birth is null and not adult_born and closed_at is null`,
    [ordinal, at],
    'consent.note-minority-sign',
  );
  return noted > 0;
}

/** Takes the sign of minority of a locked subject away; false when there is none. */
export async function dropMinoritySign(tx: Tx, ordinal: number): Promise<boolean> {
  const dropped = await tx.execute(
    'update consent.subject set minority_sign_at = null where ordinal = $1 and minority_sign_at is not null',
    [ordinal],
    'consent.drop-minority-sign',
  );
  return dropped > 0;
}

/** Puts what a corrected birth date says of a locked subject in the place of all that was known about the age. */
export async function correctAge(
  tx: Tx,
  ordinal: number,
  { adultOn, minorBirth, seal }: Pick<SubjectRow, 'adultOn' | 'minorBirth'> & { readonly seal: Buffer | null },
): Promise<void> {
  await tx.execute(
    `update consent.subject set adult_on = $2::date, adult_born = $2::date is not null, minor_birth = $3, fourteen_on = null,
        minority_sign_at = null, age_seal = $4 where ordinal = $1`,
    [ordinal, adultOn, minorBirth, seal],
    'consent.correct-age',
  );
}

/** What is known about the age of a person; undefined when nobody is known by the id. */
export async function readAge(
  tx: Tx,
  person: string,
): Promise<
  | {
      adult: boolean;
      born: boolean;
      minorBirth: Buffer | null;
      fourteen: boolean;
      signAt: Date | null;
      registeredAt: Date;
    }
  | undefined
> {
  return tx.first(
    `select adult_on is not null as adult, adult_born as born, minor_birth as "minorBirth", fourteen_on is not null as fourteen,
        minority_sign_at as "signAt", registered_at as "registeredAt" from consent.subject where person = $1`,
    [person],
    'consent.age-of',
  );
}

/** Whether somebody is known to be 18, by birth date or declaration, and not erased. */
export async function isOfAge(tx: Tx, ordinal: number): Promise<boolean> {
  const found = await tx.first(
    'select 1 from consent.subject where ordinal = $1 and adult_on is not null and closed_at is null',
    [ordinal],
    'consent.is-of-age',
  );
  return found !== undefined;
}
