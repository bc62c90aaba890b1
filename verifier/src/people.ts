import { type CheckedEntry, checkEntry, checkOrder, type Log, MOST_ENTRIES } from './entries.ts';
import { Refusal } from './refusal.ts';
import type { RelatedEntry } from './related.ts';
import { type Field, integer, items, members, optional } from './shape.ts';
import type { Subject } from './subject.ts';

/** How many acts of an activity the issuer counts in a period. */
export type Counts = Readonly<Record<'consent' | 'refusal' | 'use-batch' | 'withdrawal', number>>;

/**
 * Checks the entries of people in the bundle of an activity: in the log, of a kind that is counted, in the period, and closed. None is opened,
 * since each is the business of one person. Whether they are of this activity is the issuer's word.
 */
export function checkPeople(field: Field, subject: Subject, log: Log): CheckedEntry[] {
  const people = items(field, MOST_ENTRIES).map((item) => {
    const { entry } = checkEntry(item, null, log);
    if (!('activity' in subject))
      throw new Refusal(
        'structure',
        item.at,
        '个人的证据包不含他人条目',
        "a person's bundle holds nobody else's entries",
      );
    if (entry.tag === undefined || entry.index === undefined || entry.payload !== undefined)
      throw new Refusal(
        'people',
        item.at,
        '个人的条目应有标签与位置且不附内容',
        'an entry of a person has a tag and a place and is not opened',
      );
    if (!['consent', 'refusal', 'withdrawal'].includes(entry.kind))
      throw new Refusal('people', item.at, '条目的种类不符', 'the entry is of another kind');
    if (!(subject.from <= entry.time && entry.time < subject.to))
      throw new Refusal('subject', item.at, '条目不在此期间内', 'the entry is not in the period');
    return entry;
  });
  checkOrder(people);
  return people;
}

/** Reads the issuer's counts, and compares them with the entries that are shown. */
export function checkCounts(
  field: Field,
  subject: Subject,
  people: readonly CheckedEntry[],
  related: readonly RelatedEntry[],
): Counts | undefined {
  const counted = optional(field);
  if ((counted === undefined) !== 'person' in subject)
    throw new Refusal(
      'structure',
      field.at,
      '仅处理活动的证据包附计数',
      'the bundle of an activity, and only it, has counts',
    );
  if (counted === undefined) return undefined;
  const fields = members(counted, 'consent', 'refusal', 'use-batch', 'withdrawal');
  const counts = {
    consent: integer(fields.consent, 0),
    refusal: integer(fields.refusal, 0),
    'use-batch': integer(fields['use-batch'], 0),
    withdrawal: integer(fields.withdrawal, 0),
  };
  const shown = (kind: string) => [...people, ...related].filter((entry) => entry.kind === kind).length;
  const compared = people.length === 0 ? (['use-batch'] as const) : (Object.keys(counts) as (keyof Counts)[]);
  for (const kind of compared)
    if (shown(kind) !== counts[kind])
      throw new Refusal('counts', fields[kind].at, '计数与所列条目不符', 'the count is not that of the entries shown');
  return counts;
}
