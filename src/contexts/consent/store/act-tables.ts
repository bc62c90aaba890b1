import type { Tx } from '../../../platform/database/index.ts';
import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';
import { confirmations } from './address-act-table.ts';
import { closings } from './erasure-act-table.ts';
import { minoritySigns } from './minority-act-table.ts';
import { presentations } from './presentation-act-table.ts';

const ids = (acts: readonly LoggedAct[]): string[] => acts.map(({ receipt }) => receipt);

// The rows of a table after a place, in the order of its bigint keys.
const numbered =
  (text: string): ActTable['receipts'] =>
  (tx, after, limit) =>
    tx.query(text, [after ?? '0', limit]);

// A consent to what was shown says when in the entry of what was shown; only one of a stock says it itself.
const SHOWN = ['shownAt'];

/** Consents. What ends one follows from the noes and the uses, so that a consent can't be revived, ended or used up in silence. */
const grants: ActTable = {
  name: 'consent.grant',
  kinds: ['consent'],
  passedOver: SHOWN,
  async rowsOf(tx, acts) {
    const rows = await tx.query<ActRow & { facts: { validUntil: string | null; keepUntil: string; shownAt: string } }>(
      `select g.id::text as row, g.receipt, s.person, g.given_at as time,
         jsonb_build_object('activity', g.activity, 'revision', g.revision, 'kind', g.kind, 'answer', 'granted', 'channel', g.channel,
           'how', g.how, 'notice', g.notice, 'noticeVersion', g.notice_version, 'oneTime', g.one_time, 'recipient', g.recipient,
           'validUntil', g.valid_until, 'keepUntil', g.keep_until, 'shownAt', g.shown_at,
           'guardian', (select a.person from consent.subject a where a.ordinal = g.guardian))
           || case when g.presentation is null then '{}' else jsonb_build_object('presentation', g.presentation) end as facts,
         case
           when g.withdrawn_at is null and exists (select from consent.refusal r where r.ordinal = g.ordinal and r.activity = g.activity
             and (r.channel is null or r.channel = g.channel) and r.said_at > g.given_at and r.id > 0) then 'ended by a later no'
           when g.withdrawn_at is not null and not exists (select from consent.refusal r where r.ordinal = g.ordinal and r.activity = g.activity
             and (r.channel is null or r.channel = g.channel) and greatest(r.said_at, g.given_at) = g.withdrawn_at) then 'in force'
           when g.used_by is not null and not exists (select from consent.use u where u.id = g.used_by and u.used_at = g.used_at)
             then 'not used up'
           when g.presentation is not null and not exists (select from consent.presentation p where p.id = g.presentation
             and p.shown_at = g.shown_at) then 'the time of what was shown'
         end as wrong
        from consent."grant" g join consent.subject s using (ordinal) where g.receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map((row) => ({ ...row, facts: withInstants(row.facts, ['validUntil', 'keepUntil', 'shownAt']) }));
  },
  receipts: numbered('select id::text as row, receipt from consent."grant" where id > $1::bigint order by id limit $2'),
};

// PostgreSQL writes instants its own way; payloads have them as ECMAScript does.
function withInstants(facts: ActRow['facts'], members: readonly string[]): ActRow['facts'] {
  const instants = members.flatMap((member) => {
    const value = facts[member];
    return typeof value === 'string' ? [[member, new Date(value).toISOString()] as const] : [];
  });
  return { ...facts, ...Object.fromEntries(instants) };
}

/** Noes to one activity. A no that came from the journal was said before its entry. */
const refusals: ActTable = {
  name: 'consent.refusal',
  kinds: ['refusal', 'withdrawal'],
  // Noes that a restore put back for people whom the database does not know bind their addresses alone.
  expects: ({ kind, person, payload }) => person !== null && !(kind === 'refusal' && payload?.['activity'] === null),
  async rowsOf(tx, acts) {
    const rows = await tx.query<Stored & { activity: string }>(
      `select r.id::text as row, r.receipt, s.person, r.kind, r.activity, r.channel, r.said_at as "saidAt", r.said_through as through
         from consent.refusal r join consent.subject s using (ordinal) where r.receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    const kinds = new Map(acts.map((act) => [act.receipt, act]));
    return rows.map((row) => {
      const act = kinds.get(row.receipt);
      const kept = act?.kind === 'withdrawal' ? 'withdrawn' : 'refused';
      // Of an answer to a presentation `kind` is the kind of consent that was asked for.
      const presented = row.through.startsWith('presentation:');
      const { activity, channel, through } = row;
      const facts = presented
        ? { activity, answer: 'refused', presentation: through.slice('presentation:'.length), channel }
        : { activity, channel, through };
      return { ...actRow(row), facts: { ...facts, ...spoken(row) }, wrong: row.kind === kept ? null : kept };
    });
  },
  receipts: numbered('select id::text as row, receipt from consent.refusal where id > $1::bigint order by id limit $2'),
};

interface Stored {
  readonly row: string;
  readonly receipt: string;
  readonly person: string | null;
  readonly kind: string;
  readonly channel: string | null;
  readonly saidAt: Date;
  readonly through: string;
}

const fromJournal = ({ through }: Stored): boolean => through.startsWith('journal:');

function actRow(row: Stored): Omit<ActRow, 'facts'> {
  const { row: key, receipt, person, saidAt } = row;
  return fromJournal(row) ? { row: key, receipt, person } : { row: key, receipt, person, time: saidAt };
}

const spoken = (row: Stored) => (fromJournal(row) ? { saidAt: row.saidAt.toISOString() } : {});

function withoutPerson({ person: _, ...row }: Omit<ActRow, 'facts'>): Omit<ActRow, 'facts' | 'person'> {
  return row;
}

/** Noes that bind all brands, on people and on digests of addresses. */
const suppressions = (on: 'persons' | 'addresses'): ActTable => ({
  name: 'consent.suppression',
  // An erasure binds the addresses of whoever was erased, if there were any.
  kinds: ['objection', 'erasure'],
  expects: ({ kind, person, payload }) =>
    kind === 'objection' && (on === 'addresses' ? person === null : person !== null && payload !== undefined),
  several: true,
  // That an address is bound says nothing of whether its person is.
  besides: true,
  // An erasure says none of it.
  passedOver: ['saidAt', 'kind', 'through'],
  async rowsOf(tx, acts) {
    const rows = await tx.query<Stored & { onDigest: boolean; lifted: boolean; named: boolean; unbound: boolean }>(
      `select p.id::text as row, p.receipt, s.person, p.kind, p.channel, p.said_at as "saidAt", p.said_through as through,
         p.digest is not null as "onDigest", p.lifted_at is not null as lifted,
         exists (select from consent."grant" g where g.channel is not null and (p.channel is null or g.channel = p.channel)
           and g.given_at >= p.said_at and (p.ordinal is null and g.given_at <= p.lifted_at
             or g.ordinal = p.ordinal and g.given_at = p.lifted_at)) as named,
         p.kind = 'unsubscribe' and p.ordinal is not null and p.said_through not like 'journal:%'
           and (select count(distinct (a.channel, a.digest)) from consent.address a where a.ordinal = p.ordinal and a.set_at < p.said_at
             and (a.ended_at is null or a.ended_at > p.said_at) and (p.channel is null or p.channel = a.channel))
             > (select count(*) from consent.suppression d where d.receipt = p.receipt and d.digest is not null
               and (p.channel is null or p.channel = d.channel)) as unbound
        from consent.suppression p left join consent.subject s using (ordinal)
       where p.receipt = any($1::uuid[]) and (p.digest is not null) = $2`,
      [ids(acts), on === 'addresses'],
    );
    return rows.map((row) => {
      const { kind, through, channel, unbound } = row;
      const base = actRow(row);
      // A no to all channels is replaced by one for each that is not lifted, so that the channel can be narrower than what was said.
      const facts = { kind, through, ...spoken(row), ...(row.onDigest || channel !== null ? {} : { channel }) };
      const wrong =
        row.lifted && !row.named
          ? 'not lifted'
          : unbound
            ? 'the addresses that it binds'
            : row.onDigest && row.person !== null
              ? 'an address alone'
              : null;
      return row.onDigest ? { ...withoutPerson(base), facts, wrong } : { ...base, facts, wrong };
    });
  },
  receipts: numbered(
    `select id::text as row, receipt from consent.suppression
      where id > $1::bigint and (digest is not null) = ${on === 'addresses'} order by id limit $2`,
  ),
});

/** Uses, by name and of populations. Who was in them is compared with the tree of members. */
const uses: ActTable = {
  name: 'consent.use',
  kinds: ['use-batch'],
  within: 'use',
  async rowsOf(tx, acts) {
    const rows = await tx.query<ActRow & { at: Date; misplaced: boolean; size: number | null }>(
      `select u.id::text as row, u.receipt, u.used_at as at, u.size,
         jsonb_build_object('use', u.id, 'activity', u.activity, 'revision', u.revision, 'operation', u.operation, 'channel', u.channel,
           'brand', u.brand, 'recipient', u.recipient, 'fields', u.fields, 'purposeNote', u.purpose_note, 'subject', u.subject,
           'by', u.used_by) as facts,
         u.chain is not null and (u.place <> (select count(*) from consent.use o where o.chain = u.chain and o.place < u.place)
           or not exists (select from consent.use_chain c where c.chain = u.chain and c.activity = u.activity
             and c.subject is not distinct from u.subject)) as misplaced
        from consent.use u where u.receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    const times = new Map(acts.map(({ receipt, time }) => [receipt, time]));
    const sizes = new Map(acts.map(({ receipt, payload }) => [receipt, sizeOf(payload)]));
    return rows.map(({ at, misplaced, size, ...row }) => {
      const said = sizes.get(row.receipt);
      const apart = Math.abs(at.getTime() - (times.get(row.receipt)?.getTime() ?? 0));
      return {
        ...row,
        facts: { ...row.facts, at: at.toISOString() },
        wrong: misplaced
          ? 'its place in its chain'
          : apart > USE_APART_MS
            ? 'the time of its entry'
            : size !== null && said !== undefined && size !== said
              ? 'how many people'
              : null,
      };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from consent.use where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

function sizeOf(payload: LoggedAct['payload']): number | undefined {
  const people = (payload?.['members'] ?? payload?.['population']) as { readonly size?: number } | undefined;
  return people?.size;
}

const EARLIEST = '00000000-0000-0000-0000-000000000000';
/** The row of a use is written after its entry, whose tree of members may take minutes to hash. */
const USE_APART_MS = 3_600_000;

/** Relations of guardians and children, and their ends. */
const guardianships: ActTable = {
  name: 'consent.guardianship',
  kinds: ['guardian'],
  // Whether an erased child's entry was a relation or its end nobody can tell any more.
  expects: ({ payload }) => payload !== undefined && payload['ended'] !== true,
  async rowsOf(tx, acts) {
    const rows = await tx.query<ActRow & { facts: { from: string; until: string | null } }>(
      `select g.id::text as row, g.receipt, c.person, g.recorded_at as time,
         jsonb_build_object('guardianship', g.id, 'guardian', a.person, 'kind', g.kind, 'grade', g.grade, 'from', g.from_at,
           'until', g.until_at, 'by', g.recorded_by, 'evidence', case when g.evidence_hash is not null
             then jsonb_build_object('kind', g.evidence_kind, 'hash', g.evidence_hash) end) as facts
        from consent.guardianship g join consent.subject c on c.ordinal = g.child join consent.subject a on a.ordinal = g.guardian
       where g.receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map((row) => ({ ...row, facts: withInstants(row.facts, ['from', 'until']) }));
  },
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from consent.guardianship where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

const guardianshipEnds: ActTable = {
  name: 'consent.guardianship_end',
  kinds: ['guardian'],
  expects: ({ payload }) => payload?.['ended'] === true,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select e.guardianship::text as row, e.receipt, c.person, e.ended_at as time,
         jsonb_build_object('guardianship', e.guardianship, 'ended', true, 'reason', e.reason, 'by', e.ended_by) as facts
        from consent.guardianship_end e join consent.guardianship g on g.id = e.guardianship
        join consent.subject c on c.ordinal = g.child where e.receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select guardianship::text as row, receipt from consent.guardianship_end where guardianship > $1::uuid order by 1 limit $2',
      [after ?? EARLIEST, limit],
    ),
};

/** The acts in the tables of consent, for the self-check of the log. */
export const consentActTables: readonly ActTable[] = [
  grants,
  refusals,
  suppressions('persons'),
  suppressions('addresses'),
  uses,
  guardianships,
  guardianshipEnds,
  presentations,
  confirmations,
  minoritySigns,
  closings,
];

/** A use by its receipt: whether it is a population's, and where. */
export async function useByReceipt(
  tx: Tx,
  receipt: string,
): Promise<
  | {
      readonly id: string;
      readonly chain: number | null;
      readonly place: number | null;
      readonly counts: Buffer | null;
    }
  | undefined
> {
  return tx.first('select id, chain, place, counts from consent.use where receipt = $1', [receipt]);
}
