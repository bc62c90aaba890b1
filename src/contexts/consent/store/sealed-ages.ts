import type { Tx } from '../../../platform/database/index.ts';
import type { SealedTable } from '../../evidence/index.ts';
import { ageSealHolds, type StoredAge } from '../domain/age-seal.ts';

interface Row extends StoredAge {
  readonly ordinal: number;
  readonly minorBirth: Buffer | null;
  readonly seal: Buffer | null;
  readonly registeredAt: Date;
}

/**
 * Ages, by the key under which they are sealed; made anew for each check. An age without a seal was learnt before there were any, of somebody who was there
 * by then.
 */
export function sealedAges(key: Uint8Array): SealedTable {
  let first: Promise<Date | null> | undefined;
  // Asked for once, and only where there is an age without a seal: it reads the whole table.
  const before = async (tx: Tx, row: Row): Promise<boolean> => {
    first ??= firstSealed(tx);
    const sealed = await first;
    return sealed === null || row.registeredAt < sealed;
  };
  const holds = async (tx: Tx, row: Row): Promise<boolean> => {
    const known = row.adultOn !== null || row.minorBirth !== null || row.fourteenOn !== null;
    if (row.adultBorn && row.adultOn === null) return false;
    if (row.seal === null) return !known || before(tx, row);
    return known && ageSealHolds(key, row, row.seal);
  };
  return {
    name: 'consent.subject',
    async read(tx, after, limit) {
      const rows = await agesAfter(tx, Number(after ?? 0), limit);
      const wrong: { row: string; expected: string }[] = [];
      for (const row of rows)
        if (!(await holds(tx, row))) wrong.push({ row: String(row.ordinal), expected: 'the age that was sealed' });
      const last = rows.at(-1);
      return { looked: rows.length, last: last === undefined ? null : String(last.ordinal), wrong };
    },
  };
}

function agesAfter(tx: Tx, after: number, limit: number): Promise<Row[]> {
  return tx.query<Row>(
    `select ordinal, person, adult_on::text as "adultOn", adult_born as "adultBorn", minor_birth as "minorBirth", fourteen_on::text as "fourteenOn",
       age_seal as seal, registered_at as "registeredAt" from consent.subject where ordinal > $1 order by ordinal limit $2`,
    [after, limit],
  );
}

async function firstSealed(tx: Tx): Promise<Date | null> {
  const { milliseconds } = await tx.one<{ milliseconds: number | null }>(
    `select ('x' || lpad(min(encode(substring(age_seal for 6), 'hex') collate "C"), 16, '0'))::bit(64)::bigint as milliseconds
      from consent.subject where age_seal is not null`,
    [],
    'consent.first-sealed-age',
  );
  return milliseconds === null ? null : new Date(milliseconds);
}
