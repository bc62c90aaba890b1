import { Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { shanghaiDate } from '../domain/china-time.ts';
import { createPeople } from '../identity/create-people.ts';
import { type NamedPerson, originOf, toNewPerson } from './join-people.ts';
import type { ImportRow } from './store/import-store.ts';

class Undone extends Error {}

// A day early: whoever comes of age just now is tried with the minors, which refuses nobody who may come in.
function cutoff(now: Date, years: number): string {
  const day = shanghaiDate(new Date(now.getTime() - 86_400_000));
  return `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
}

/**
 * Which of the new people of a file are minors of whom nothing may be collected (PIPL 31): a child among thousands is refused by itself and does not end the
 * import. The gate is asked by trying, for the youngest of those under 14 and of those under 18, with every field that the file brings of them, in a
 * transaction that is undone.
 */
export async function refusedMinors(
  deps: CustomersDeps,
  row: ImportRow,
  people: readonly (readonly [name: string, person: NamedPerson])[],
): Promise<ReadonlySet<string>> {
  const now = deps.clock.now();
  const [fourteen, eighteen] = [cutoff(now, 14), cutoff(now, 18)];
  const young = people.flatMap(([name, person]) => {
    const told = person.first.fields?.birth_date;
    const date = told === undefined ? undefined : deps.vault.normalise('birth_date', told);
    return date?.ok === true && date.stored >= eighteen ? [{ name, person, born: date.stored }] : [];
  });
  const refused = new Set<string>();
  for (const band of [young.filter(({ born }) => born >= fourteen), young.filter(({ born }) => born < fourteen)])
    if (!(await mayComeIn(deps, row, band))) for (const { name } of band) refused.add(name);
  return refused;
}

async function mayComeIn(
  deps: CustomersDeps,
  row: ImportRow,
  band: readonly { readonly person: NamedPerson; readonly born: string }[],
): Promise<boolean> {
  const [youngest] = band.toSorted((a, b) => (a.born < b.born ? 1 : -1));
  if (youngest === undefined) return true;
  const fields = Object.assign({}, ...band.map(({ person }) => toNewPerson(person).fields)) as object;
  const tried = { ...toNewPerson(youngest.person), birthDate: youngest.born };
  const person = { ...tried, fields: { ...fields, ...tried.fields } };
  try {
    await deps.database.transaction(async (tx) => {
      await createPeople(deps, tx, [person], originOf(row));
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Undone) return true;
    if (error instanceof Failure && error.kind === 'refused') return false;
    throw error;
  }
  return true;
}
