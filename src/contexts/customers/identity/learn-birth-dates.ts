import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';

/** What a source says of people who are known, by person. */
export type Told = ReadonlyMap<string, ReadonlyMap<FieldCode, string>>;

/**
 * A birth date that a file, tracker or webhook tells of somebody known: where none is held the gate learns it at once, with what it decides (decision 0038);
 * where one is held it stays, since only a hand changes it (decision 0102). Answers what may be stored of what was told.
 */
export async function learnBirthDates(deps: Pick<CustomersDeps, 'gate' | 'vault'>, tx: Tx, told: Told): Promise<Told> {
  const born = [...told].filter(([, fields]) => fields.has('birth_date'));
  if (born.length === 0) return told;
  const persons = born.map(([person]) => person);
  const held = await deps.vault.heldFields(tx, persons);
  const roles = await deps.gate.rolesOf(tx, persons);
  const learnt = born.flatMap(([person, fields]) => {
    const date = deps.vault.normalise('birth_date', fields.get('birth_date') ?? '');
    const role = roles.get(person);
    if (!date.ok || role === undefined || held.get(person)?.includes('birth_date') === true) return [];
    return [{ person, role, birthDate: date.stored }];
  });
  await deps.gate.registerSubjects(tx, learnt);
  const news = new Set(learnt.map(({ person }) => person));
  return new Map(
    [...told].map(([person, fields]) => [
      person,
      news.has(person) ? fields : new Map([...fields].filter(([field]) => field !== 'birth_date')),
    ]),
  );
}
