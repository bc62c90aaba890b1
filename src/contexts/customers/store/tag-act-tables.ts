import type { Json } from '../../../platform/crypto/index.ts';
import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';
import { digestOfOrdinals } from '../tags/domain/digest-of-ordinals.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';
const ids = (acts: readonly LoggedAct[]): string[] => acts.map(({ receipt }) => receipt);

// Of the same tag; two minutes are what the clocks of servers may differ by.
const LATER = `l.id <> a.id and l.facts ->> 'tag' = a.facts ->> 'tag' and l.at > a.at - interval '2 minutes'`;

/** Changes of tags. The last one of a person's tag left them with it, or without: what they carry, and what nobody gives them again, follows. */
const tagActs: ActTable = {
  name: 'customers.tag_act',
  kinds: ['tag'],
  whole: true,
  // That somebody carries the tag says nothing of whether the act is there.
  besides: true,
  // Rows of a person go with them; what can't be opened any more is of somebody who was erased.
  expects: ({ payload }) => payload !== undefined,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select a.id::text as row, a.receipt, a.person, a.at as time, a.facts || jsonb_build_object('change', a.id) as facts,
         case
           when a.facts ->> 'act' = 'given' and not exists (select from customers.person_tag p where p.receipt = a.receipt)
             and not exists (select from customers.tag_act l where l.person = a.person and ${LATER})
             -- A refresh, another activity or the end of the tag take it off without naming anybody.
             and not exists (select from customers.tag_act l where l.person is null and ${LATER}
               and (l.facts ->> 'act' <> 'declared' or (l.facts ->> 'revision')::int > 1)) then 'the tag that it gave'
           when a.facts ->> 'act' in ('removed', 'deleted') and not exists (select from customers.deleted_tag d
               where d.person = a.person and d.tag = a.facts ->> 'tag')
             and (a.facts ->> 'act' = 'deleted' or not exists (select from customers.tag_act l where l.person = a.person and ${LATER}))
             then 'that the tag was taken off'
         end as wrong
        from customers.tag_act a where a.receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from customers.tag_act where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

interface Carried {
  readonly row: string;
  readonly receipt: string;
  readonly byRule: boolean;
  readonly person: string;
  readonly tag: string;
  readonly by: string;
  readonly until: Date;
  readonly misnumbered: boolean;
  readonly apart: boolean;
  readonly ordinals: readonly number[];
}

/** Tags that people carry now. One that a refresh gave names nobody in the log: the entry commits to the set of those to whom it was given. */
const carried: ActTable = {
  name: 'customers.person_tag',
  kinds: ['tag'],
  several: true,
  // What became of the tag of an act is asked where the act is.
  expects: () => false,
  async rowsOf(tx, acts) {
    const byReceipt = new Map(acts.map((act) => [act.receipt, act]));
    const rows = await tx.query<Carried>(
      `select min(t.id::text) as row, t.receipt, t.by_rule as "byRule", min(t.person::text) as person, t.tag, t.given_by as by, max(t.ends_at) as until,
         -- Nobody but a record that is there carries one.
         bool_or(p.ordinal is distinct from t.ordinal) as misnumbered, array_agg(t.ordinal order by t.ordinal) as ordinals,
         bool_or(abs(extract(epoch from t.given_at - a.at)) > 120) as apart
        from unnest($1::uuid[], $2::timestamptz[]) as a (receipt, at) join customers.person_tag t using (receipt)
        left join customers.person p on p.id = t.person
       group by t.receipt, t.by_rule, t.tag, t.given_by, case when t.by_rule then null else t.id end`,
      [ids(acts), acts.map(({ time }) => time.toISOString())],
    );
    return rows.map(({ row, receipt, byRule, person, tag, by, until, misnumbered, apart, ordinals }): ActRow => {
      const wrong = misnumbered
        ? 'the number of its record'
        : apart
          ? 'the time of its entry'
          : byRule
            ? besideRefresh(byReceipt.get(receipt)?.payload, ordinals)
            : null;
      const given: { readonly [member: string]: Json } = byRule
        ? { act: 'refreshed', tag, by }
        : { act: 'given', tag, by, until: until.toISOString() };
      return { row, receipt, ...(byRule ? {} : { person }), facts: given, wrong };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from customers.person_tag where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

// Those who lost it since are not there any more; whoever is there was given it.
function besideRefresh(payload: LoggedAct['payload'], ordinals: readonly number[]): string | null {
  const added = Number(payload?.['added'] ?? 0);
  if (ordinals.length > added) return 'no more people than it was given to';
  return ordinals.length === added && digestOfOrdinals(ordinals) !== payload?.['addedPeople']
    ? 'the people to whom it was given'
    : null;
}

/** That a tag was taken off somebody, and by whom: no rule brings it back, and what the person deleted nobody gives again. It names no receipt. */
const deleted: ActTable = {
  name: 'customers.deleted_tag',
  kinds: ['tag'],
  several: true,
  expects: () => false,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select md5(d.tag || d.person) as row, a.receipt, d.person, '{}'::jsonb as facts,
         case
           when d.by_person <> exists (select from customers.tag_act o where o.person = d.person and o.facts ->> 'tag' = d.tag
             and o.facts ->> 'act' = 'deleted') then 'who took it off'
           when not exists (select from customers.person p where p.id = d.person and p.ordinal = d.ordinal) then 'the number of its record'
         end as wrong
        from customers.tag_act a join customers.deleted_tag d on d.person = a.person and d.tag = a.facts ->> 'tag'
       where a.receipt = any($1::uuid[]) and a.facts ->> 'act' in ('removed', 'deleted')`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      // The last of the acts that took it off stands for it.
      `select d.row, (select a.receipt from customers.tag_act a where a.person = d.person and a.facts ->> 'tag' = d.tag
           and a.facts ->> 'act' in ('removed', 'deleted') and abs(extract(epoch from a.at - d.deleted_at)) <= 120 limit 1) as receipt
        from (select md5(tag || person) as row, * from customers.deleted_tag) d where d.row > $1 order by d.row limit $2`,
      [after ?? '', limit],
    ),
};

/** Tags, as the self-check compares them with the log. */
export const tagActTables: readonly ActTable[] = [tagActs, carried, deleted];
