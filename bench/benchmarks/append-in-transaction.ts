import { createHash } from 'node:crypto';
import type { Evidence } from '../../src/contexts/evidence/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const PEOPLE = 10_000;
/** Transactions in one call of a side. */
const ACTS = numberOption('acts', 8_000);
const CALLS = 14;

// The tables that an answer to a notice touches, as the gate has them: the presentation, whose nonce burns; the answer; the change for readers.
const TABLES = `
create schema bench;
create table bench.presentation (id uuid primary key, ordinal integer not null, notice text not null, hash bytea not null,
  shown_at timestamptz not null, used_at timestamptz);
create table bench.answer (id uuid primary key, ordinal integer not null, activity text not null, revision integer not null, answer text not null,
  kind text not null, how text not null, channel text, given_at timestamptz not null, presentation uuid not null, receipt uuid);
create index answer_of_person on bench.answer (ordinal, activity, given_at);
create table bench.change (seq bigint generated always as identity primary key, ordinal integer not null, kind text not null,
  at timestamptz not null, transaction xid8 not null default pg_current_xact_id());
create index change_by_transaction on bench.change (transaction);`;

interface Shown {
  readonly id: string;
  readonly person: string;
  readonly ordinal: number;
  readonly hash: Buffer;
}

async function storeAnswer(tx: Tx, shown: Shown): Promise<void> {
  const now = systemClock.now();
  await tx.one('select ordinal, hash from bench.presentation where id = $1 for update', [shown.id], 'bench.lock');
  await tx.execute(
    `insert into bench.answer (id, ordinal, activity, revision, answer, kind, how, channel, given_at, presentation)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [newId(systemClock), shown.ordinal, 'marketing', 3, 'granted', 'separate', 'checkbox', 'sms', now, shown.id],
    'bench.answer',
  );
  await tx.execute(
    'insert into bench.change (ordinal, kind, at) values ($1, $2, $3)',
    [shown.ordinal, 'answer', now],
    'bench.change',
  );
  await tx.execute('update bench.presentation set used_at = $2 where id = $1', [shown.id, now], 'bench.burn');
}

function actOf(shown: Shown) {
  const answer = { activity: 'marketing', revision: 3, answer: 'granted', kind: 'separate', how: 'checkbox' };
  const payload = { ...answer, presentation: shown.id, presentationHash: shown.hash.toString('hex') };
  return { kind: 'consent' as const, person: shown.person, payload };
}

const appendInTransaction = (clients: number): Benchmark => ({
  name: `append-in-transaction-${clients}`,
  what: `an answer's transaction (4 statements) with its evidence: the entry, the signed promise, merged; ${clients === 1 ? 'one after another' : `${clients} clients`}`,
  control: 'the same transaction without evidence',
  unit: 'acts',
  async prepare() {
    const house = await openLogHouse(TABLES);
    const people = Array.from({ length: PEOPLE }, () => newId(systemClock));
    const shown: Shown[] = Array.from({ length: CALLS * ACTS }, (_, at) => {
      const ordinal = (at * 7919) % PEOPLE;
      const id = newId(systemClock);
      return { id, ordinal, person: people[ordinal] ?? '', hash: createHash('sha256').update(id).digest() };
    });
    await house.database.transaction((tx) =>
      tx.execute(
        `insert into bench.presentation (id, ordinal, notice, hash, shown_at)
         select id, ordinal, 'privacy', decode(repeat('ab', 32), 'hex'), now() from unnest($1::uuid[], $2::integer[]) as row (id, ordinal)`,
        [shown.map((each) => each.id), shown.map((each) => each.ordinal)],
      ),
    );
    // People who have acted on this server before.
    for (let at = 0; at < PEOPLE; at += 20) {
      const acts = people.slice(at, at + 20).map((person) => ({ kind: 'import' as const, person, payload: { at } }));
      await house.database.transaction((tx) => house.evidence.recordActs(tx, acts));
    }
    await untilMerged(house);
    let next = 0;
    const run = async (one: (shown: Shown) => Promise<void>): Promise<number> => {
      const end = next + ACTS;
      const client = async (): Promise<void> => {
        while (next < end) {
          const each = shown[next];
          next += 1;
          if (each === undefined) throw new Error('every presentation is used');
          await one(each);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      return ACTS;
    };
    const answer = async (evidence: Evidence): Promise<number> => {
      evidence.startSequencer();
      const done = await run(async (each) => {
        // The entry is made while PostgreSQL is at work on the transaction's own statements, as for every no (decision 0138).
        const [, receipt] = await house.database.transaction((tx) =>
          Promise.all([storeAnswer(tx, each), evidence.recordAct(tx, actOf(each))]),
        );
        if (receipt.signature.length !== 86) throw new Error('no promise');
      });
      await evidence.stopSequencer();
      await untilMerged(house);
      return done;
    };
    const control = (): Promise<number> => run((each) => house.database.transaction((tx) => storeAnswer(tx, each)));
    return {
      subject: () => answer(house.evidence),
      control,
      async further() {
        const rates: number[] = [];
        for (const side of [() => answer(house.another()), control]) {
          const start = process.hrtime.bigint();
          rates.push(((await side()) * 1e9) / Number(process.hrtime.bigint() - start));
        }
        const [cold = 0, plain = 1] = rates;
        return `on a server that remembers nobody, so that each chain is read first: ${Math.round(cold)} acts a second, ${(cold / plain).toFixed(2)} of the control`;
      },
      close: () => house.close(),
    };
  },
});

/** An answer's transaction with its entry, merged and with the signed promise read, against the same transaction without evidence. */
export const appendInTransactionBenchmarks: readonly Benchmark[] = [appendInTransaction(1), appendInTransaction(4)];
