import { ofAgeFrom } from './age.ts';
import type { PersonState } from './person-state.ts';

/**
 * The key of a person's small tuple: two people with the same key are in the same position to the law at `at`, so one of them is judged for
 * all. Every instant is replaced by its place in the order of the person's instants around `at`: rules compare instants with each other
 * and with `at`, never their distances. A birth date counts as the two instants at which 14 and 18 are reached; which use it was that used up
 * a consent decides nothing. What the gate holds in memory is the same in numbers (`columns/encode-people.ts`).
 */
export function canonicalKey(person: PersonState, at: Date): string {
  const instants = new Set<number>([at.getTime()]);
  const note = (date: Date | null) => {
    if (date !== null) instants.add(date.getTime());
  };
  const ages = person.birthDate === null ? [] : [ofAgeFrom(person.birthDate, 14), ofAgeFrom(person.birthDate, 18)];
  for (const age of ages) note(age);
  note(person.closedAt);
  note(person.standing?.noticeShownAt ?? null);
  note(person.standing?.keepUntil ?? null);
  for (const grant of person.grants)
    for (const date of [
      grant.shownAt,
      grant.givenAt,
      grant.validUntil,
      grant.keepUntil,
      grant.withdrawnAt,
      grant.usedAt,
    ])
      note(date);
  for (const refusal of person.refusals) note(refusal.at);
  for (const suppression of person.suppressions) {
    note(suppression.at);
    note(suppression.liftedAt);
  }
  note(person.address?.setAt ?? null);
  note(person.address?.confirmedAt ?? null);
  const order = [...instants].sort((a, b) => a - b);
  const zero = order.indexOf(at.getTime());
  const place = new Map(order.map((instant, index) => [instant, index - zero]));
  return JSON.stringify(
    {
      ...person,
      ordinal: 0,
      person: '',
      birthDate: null,
      ages,
      grants: person.grants.map((grant) => ({ ...grant, usedBy: null })),
    },
    // toJSON of a Date runs before a replacer sees it, hence the look at the holder's own value.
    function (this: Record<string, unknown>, key: string, value: unknown) {
      const own = this[key];
      return own instanceof Date ? place.get(own.getTime()) : value;
    },
  );
}
