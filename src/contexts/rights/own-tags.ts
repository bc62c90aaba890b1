import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import { fieldKind } from '../register/index.ts';
import { useOwn } from './held-fields.ts';
import type { RightsContext } from './rights-context.ts';
import { noSuchTag } from './rights-failures.ts';

/** A tag that somebody carries, as they see it. */
export interface OwnTag {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: Bilingual;
  /** What kind of information carrying it is. */
  readonly says: Bilingual;
  /** Given by a rule, not by somebody. */
  readonly byRule: boolean;
  readonly givenAt: Date;
  readonly endsAt: Date;
}

/** The tags of these records: what the handler says of the person, for the person to see (PIPL 45). A use under individual rights. */
export async function ownTags(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<OwnTag[]> {
  const carried = await context.customers.tags.ofPersons(tx, persons);
  if (carried.length === 0) return [];
  await useOwn(context, tx, persons, ['tags'], 'privacy-centre:tags');
  const names = new Map((await context.register.activities(tx)).map((activity) => [activity.code, activity.name]));
  const shown = new Map<string, OwnTag>();
  for (const { code, name, activity, says, byRule, givenAt, endsAt } of carried)
    shown.set(code, {
      code,
      name,
      activity: names.get(activity) ?? { zh: activity, en: activity },
      says: fieldKind(says).label,
      byRule,
      givenAt,
      endsAt,
    });
  return [...shown.values()];
}

/** Takes a tag off every record of the person, for good (PIPL 47). Throws `rights.no-such-tag`. */
export async function deleteTag(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  code: string,
): Promise<{ receipt: string }> {
  const carried = (await context.customers.tags.ofPersons(tx, persons)).filter((tag) => tag.code === code);
  let receipt: string | undefined;
  for (const { record } of carried)
    ({ receipt } = await context.customers.tags.take(tx, { person: record, tag: code, by: 'person', byPerson: true }));
  if (receipt === undefined) throw noSuchTag();
  return { receipt };
}
