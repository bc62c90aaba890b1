import { type Tx, uuidArray } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** Who each of $1 is: themselves, and for a session whoever it turned out to be. */
const KNOWN_AS = `
  select s.person, s.ordinal from consent.subject s where s.person = any ($1::uuid[])
  union
  select a.session, a.ordinal from consent.adopted_session a where a.session = any ($1::uuid[])`;

/** The same with every record of the same human. */
const RECORDS = `
  known as (${KNOWN_AS}),
  record as (
    select person, ordinal from known
    union
    select w.person, k.ordinal from known w
      join consent.kin m on m.ordinal = w.ordinal and m.parted_at is null
      join consent.kin k on k.label = m.label and k.parted_at is null)`;

/** Which of these are known, as themselves or as a session that turned out to be somebody's; nobody else can have said no before. */
export async function knownAmong(tx: Tx, persons: readonly string[]): Promise<Set<string>> {
  if (persons.length === 0) return new Set();
  const rows = await tx.query<{ person: string }>(
    KNOWN_AS,
    [uuidArray(persons)],
    statementName('consent.known-among', persons.length),
  );
  return new Set(rows.map(({ person }) => person));
}

/** Notes that people are asked again for those of these activities that they had said no to; the lists go together. */
export async function noteAsks(
  tx: Tx,
  asked: readonly { readonly person: string; readonly activity: string }[],
  at: Date,
): Promise<void> {
  if (asked.length === 0) return;
  await tx.execute(
    `with ${RECORDS}
     insert into consent.ask (ordinal, activity, asked_at)
     select distinct w.ordinal, t.activity, $3::timestamptz from unnest($1::uuid[], $2::text[]) as t (person, activity)
       join known w using (person)
      where exists (select from record c join consent.refusal r using (ordinal) where c.person = t.person and r.activity = t.activity)
         or exists (select from record c join consent.suppression p using (ordinal)
              where c.person = t.person and p.kind = 'unsubscribe' and p.channel is null and p.lifted_at is null)`,
    [asked.map(({ person }) => person), asked.map(({ activity }) => activity), at],
    statementName('consent.note-asks', asked.length),
  );
}

/** A no after which somebody is not asked at once; `everything`: it was to all commercial messages, whatever the activity. */
export interface NoToAsking {
  readonly person: string;
  readonly activity: string;
  readonly everything: boolean;
  readonly at: Date;
  readonly asks: number;
}

/**
 * The last no of each of these people, said by any record of the same human, to each of these activities that no yes has followed, and how often
 * they were asked since. A session that turned out to be somebody's is asked as they are.
 */
export async function noesToAsking(
  tx: Tx,
  persons: readonly string[],
  activities: readonly string[],
): Promise<NoToAsking[]> {
  return tx.query(
    `with ${RECORDS},
     no as (
       select c.person, r.activity, false as everything, max(r.said_at) as at
         from record c join consent.refusal r using (ordinal) where r.activity = any ($2::text[]) group by 1, 2
       union all
       select c.person, t.activity, true, max(p.said_at)
         from record c join consent.suppression p using (ordinal), unnest($2::text[]) as t (activity)
        where p.kind = 'unsubscribe' and p.channel is null and p.lifted_at is null group by 1, 2)
     select no.person, no.activity, no.everything, no.at,
        (select count(*)::int from consent.ask a join record c using (ordinal)
          where c.person = no.person and a.activity = no.activity and a.asked_at > no.at) as asks
       from no
      where not exists (select from consent."grant" g join record c using (ordinal)
              where c.person = no.person and g.activity = no.activity and g.given_at > no.at and g.withdrawn_at is null)`,
    [persons, activities],
    statementName('consent.noes-to-asking', persons.length),
  );
}

/** Keeps whose a session turned out to be; the last word counts. */
export async function insertAdoptedSession(tx: Tx, session: string, ordinal: number, at: Date): Promise<void> {
  await tx.execute(
    `insert into consent.adopted_session (session, ordinal, adopted_at) values ($1, $2, $3)
     on conflict (session) do update set ordinal = excluded.ordinal, adopted_at = excluded.adopted_at`,
    [session, ordinal, at],
    'consent.adopt-session',
  );
}

/** When people were asked again for an activity, by ordinal; who never was is not in it. */
export async function asksOf(tx: Tx, activity: string, ordinals: readonly number[]): Promise<Map<number, Date[]>> {
  const rows = await tx.query<{ ordinal: number; at: Date }>(
    `select ordinal, asked_at as at from consent.ask where activity = $1 and ordinal = any ($2::int[]) order by asked_at`,
    [activity, ordinals],
    statementName('consent.asks-of', ordinals.length),
  );
  const asks = new Map<number, Date[]>();
  for (const { ordinal, at } of rows) {
    const list = asks.get(ordinal);
    if (list === undefined) asks.set(ordinal, [at]);
    else list.push(at);
  }
  return asks;
}
