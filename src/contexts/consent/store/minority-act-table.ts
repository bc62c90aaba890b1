import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';

interface Signed {
  readonly row: string;
  readonly receipt: string;
  readonly person: string;
  /** Whether the last act that the row names is this one. */
  readonly last: boolean;
  readonly overtaken: boolean;
  readonly signAt: Date | null;
  readonly born: boolean;
  readonly ages: number;
}

// The milliseconds since 1970 with which a receipt begins.
const madeAt = (receipt: string) =>
  `('x' || lpad(translate(left(${receipt}::text, 13), '-', ''), 16, '0'))::bit(64)::bigint`;

/** Signs of minority, learnt and taken back. The row names the entry of the last of these acts, and the age follows from it unless a birth date came. */
export const minoritySigns: ActTable = {
  name: 'consent.subject',
  kinds: ['minority-sign'],
  several: true,
  // The age of somebody who was erased is gone.
  expects: ({ payload }) => payload !== undefined,
  async rowsOf(tx, acts) {
    const rows = await tx.query<Signed>(
      `select s.ordinal::text as row, t.receipt, s.person, s.minority_receipt is not distinct from t.receipt as last,
         -- Two minutes are what the clocks of servers may differ by. Only rows from before there were receipts have none.
         case when s.minority_receipt is null then coalesce((select ${madeAt('o.minority_receipt')} from consent.subject o
             where o.minority_receipt is not null order by o.minority_receipt limit 1) > ${madeAt('t.receipt')}, true)
           else ${madeAt('s.minority_receipt')} > ${madeAt('t.receipt')} - 120000 end as overtaken,
         s.minority_sign_at as "signAt", s.minor_birth is not null or s.adult_born as born,
         num_nonnulls(s.adult_on, s.minor_birth, s.fourteen_on, s.minority_sign_at) as ages
        from unnest($1::uuid[], $2::uuid[]) as t (receipt, person)
        join consent.subject s on s.person = t.person or s.minority_receipt = t.receipt where s.closed_at is null`,
      [acts.map(({ receipt }) => receipt), acts.map(({ person }) => person)],
    );
    const byReceipt = new Map(acts.map((act) => [act.receipt, act]));
    return rows.map((row): ActRow => {
      const { row: key, receipt, person } = row;
      return { row: key, receipt, person, facts: {}, wrong: beside(byReceipt.get(receipt), row) };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query(
      // A sign without an entry is of before there were receipts, or of nobody.
      `select ordinal::text as row, minority_receipt as receipt from consent.subject s where ordinal > $1::int and (minority_receipt is not null
         or minority_sign_at >= (select to_timestamp(${madeAt('o.minority_receipt')} / 1000.0) from consent.subject o
           where o.minority_receipt is not null order by o.minority_receipt limit 1)) order by ordinal limit $2`,
      [after ?? '0', limit],
    ),
};

function beside(act: LoggedAct | undefined, { last, overtaken, signAt, born, ages }: Signed): string | null {
  if (act?.payload === undefined) return null;
  if (!last) return overtaken ? null : 'its last sign of minority';
  if (ages > 1) return 'one age';
  if (act.payload['cleared'] === true) return signAt === null ? null : 'no sign of minority';
  if (born) return null;
  return signAt !== null && signAt.getTime() <= act.time.getTime() ? null : 'a sign of minority';
}
