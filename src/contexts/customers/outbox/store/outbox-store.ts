import type { Tx } from '../../../../platform/database/index.ts';
import type { OutboxFacts, OutboxKind } from '../domain/outbox-message.ts';

/** Something to be told. */
export interface OutboxRow {
  readonly id: string;
  readonly receiver: string;
  readonly outside: string;
  readonly kind: OutboxKind;
  readonly facts: OutboxFacts;
  readonly receipt: string | null;
  readonly createdAt: Date;
  readonly tries: number;
  readonly nextTryAt: Date;
  readonly lastAnswer: string | null;
  readonly deliveredAt: Date | null;
  readonly acknowledgedAt: Date | null;
}

/** An act that others must know of. */
export interface OutsideAct {
  readonly kind: OutboxKind;
  readonly facts: OutboxFacts;
  readonly receipt: string | null;
}

const COLUMNS = `id, receiver, outside, kind, facts, receipt, created_at as "createdAt", tries, next_try_at as "nextTryAt",
  last_answer as "lastAnswer", delivered_at as "deliveredAt", acknowledged_at as "acknowledgedAt"`;

/** Writes what everybody is to be told who holds these people, in one statement; a withdrawal only to who holds them for its activity. */
export async function insertForPersons(tx: Tx, persons: readonly string[], act: OutsideAct, at: Date): Promise<number> {
  return tx.execute(
    `insert into customers.outbox (id, receiver, outside, kind, facts, receipt, created_at, next_try_at)
     select gen_random_uuid(), o.receiver, o.id, $2, $3, $4, $5, $5
       from customers.outside_person o join customers.receiver r on r.code = o.receiver and r.ended_at is null
      where o.person = any($1::uuid[]) and o.erased_at is null and ($6::text is null or $6 = any(r.activities))`,
    [persons, act.kind, JSON.stringify(act.facts), act.receipt, at, act.facts.activity ?? null],
    'customers.outbox-for-persons',
  );
}

/** The same for one number at one receiver. */
export async function insertForOutside(tx: Tx, outside: string, act: OutsideAct, at: Date): Promise<void> {
  await tx.execute(
    `insert into customers.outbox (id, receiver, outside, kind, facts, receipt, created_at, next_try_at)
     select gen_random_uuid(), receiver, id, $2, $3, $4, $5, $5 from customers.outside_person where id = $1`,
    [outside, act.kind, JSON.stringify(act.facts), act.receipt, at],
    'customers.outbox-for-outside',
  );
}

/** Takes what is due, so that no other server sends it meanwhile: whoever is killed leaves it for later. */
export async function claimDue(tx: Tx, now: Date, until: Date, most: number): Promise<OutboxRow[]> {
  return tx.query<OutboxRow>(
    `update customers.outbox set next_try_at = $2
      where seq in (select o.seq from customers.outbox o join customers.receiver r on r.code = o.receiver and r.ended_at is null
                     where o.next_try_at <= $1 and o.acknowledged_at is null order by o.next_try_at, o.seq limit $3
                       for update of o skip locked)
      returning ${COLUMNS}`,
    [now, until, most],
    'customers.claim-outbox',
  );
}

/** Records how a try went. */
export async function recordTry(
  tx: Tx,
  id: string,
  answer: { readonly last: string; readonly delivered: boolean; readonly acknowledged: boolean },
  times: { readonly now: Date; readonly next: Date },
): Promise<void> {
  await tx.execute(
    `update customers.outbox set tries = tries + 1, last_answer = $2, next_try_at = $5,
            delivered_at = case when $3 then coalesce(delivered_at, $4) else delivered_at end,
            acknowledged_at = case when $6 then coalesce(acknowledged_at, $4) else acknowledged_at end
      where id = $1`,
    [id, answer.last, answer.delivered, times.now, times.next, answer.acknowledged],
    'customers.record-outbox-try',
  );
}

/** Marks messages of a receiver as done; returns how many were open. */
export async function acknowledgeRows(tx: Tx, receiver: string, ids: readonly string[], at: Date): Promise<number> {
  return tx.execute(
    `update customers.outbox set acknowledged_at = $3, delivered_at = coalesce(delivered_at, $3)
      where receiver = $1 and id = any($2::uuid[]) and acknowledged_at is null`,
    [receiver, ids, at],
  );
}

/** What a receiver has not acknowledged, the oldest first. */
export async function unanswered(
  tx: Tx,
  receiver: string,
  limit: number,
): Promise<(OutboxRow & { person: string | null })[]> {
  return tx.query(
    `select o.id, o.receiver, o.outside, o.kind, o.facts, o.receipt, o.created_at as "createdAt", o.tries, o.next_try_at as "nextTryAt",
            o.last_answer as "lastAnswer", o.delivered_at as "deliveredAt", o.acknowledged_at as "acknowledgedAt",
            case when p.erased_at is null then p.person end as person
       from customers.outbox o left join customers.outside_person p on p.id = o.outside
      where o.receiver = $1 and o.acknowledged_at is null order by o.seq limit $2`,
    [receiver, limit],
  );
}

/** How a receiver stands: what waits, what was delivered and is not acknowledged, and since when the oldest of both. */
export interface OutboxCounts {
  readonly receiver: string;
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly acknowledged: number;
  readonly oldest: Date | null;
  readonly lastAnswer: string | null;
}

export async function outboxCounts(tx: Tx): Promise<OutboxCounts[]> {
  return tx.query<OutboxCounts>(
    `select receiver, count(*) filter (where delivered_at is null and acknowledged_at is null)::int as waiting,
            count(*) filter (where delivered_at is not null and acknowledged_at is null)::int as unacknowledged,
            count(*) filter (where acknowledged_at is not null)::int as acknowledged,
            min(created_at) filter (where acknowledged_at is null) as oldest,
            (array_agg(last_answer order by seq desc) filter (where last_answer is not null and delivered_at is null))[1] as "lastAnswer"
       from customers.outbox group by receiver`,
  );
}
