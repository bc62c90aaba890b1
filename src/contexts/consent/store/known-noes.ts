import type { Tx } from '../../../platform/database/index.ts';

/** Which of these acts are in the database, themselves or put back from the journal (said through `prefix` and the receipt). */
export async function knownNoes(tx: Tx, receipts: readonly string[], prefix: string): Promise<Set<string>> {
  const rows = await tx.query<{ receipt: string }>(
    `with wanted as (select unnest($1::uuid[]) as receipt),
          said as (select receipt, said_through from consent.refusal
                   union all select receipt, said_through from consent.suppression)
     select distinct w.receipt from wanted w join said s on s.receipt = w.receipt
     union
     select w.receipt from wanted w join said s on s.said_through = $2 || w.receipt::text`,
    [receipts, prefix],
  );
  return new Set(rows.map((row) => row.receipt));
}
