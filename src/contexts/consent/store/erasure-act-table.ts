import type { ActRow, ActTable } from '../../evidence/index.ts';

/** Erasures: whoever was erased stays closed, and nothing is known of their age. A row of somebody who has none is not made by it. */
export const closings: ActTable = {
  name: 'consent.subject',
  kinds: ['erasure'],
  expects: () => false,
  rowsOf(tx, acts) {
    const erased = acts.flatMap(({ receipt, person, payload }) => {
      const whose = person ?? payload?.['person'];
      return typeof whose === 'string' ? [{ receipt, whose }] : [];
    });
    return tx.query<ActRow>(
      `select s.ordinal::text as row, t.receipt, '{}'::jsonb as facts,
         case when s.closed_at is null or num_nonnulls(s.adult_on, s.minor_birth, s.fourteen_on, s.minority_sign_at) > 0 then 'erased' end as wrong
        from unnest($1::uuid[], $2::uuid[]) as t (receipt, person) join consent.subject s using (person)`,
      [erased.map(({ receipt }) => receipt), erased.map(({ whose }) => whose)],
    );
  },
  receipts: async () => [],
};
