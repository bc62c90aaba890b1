import type { Tx } from '../../../platform/database/index.ts';
import type { SealedTable } from '../../evidence/index.ts';
import { type StoredStanding, standingSealHolds } from '../domain/standing-seal.ts';

interface Row extends Omit<StoredStanding, 'person'> {
  readonly person: string | null;
  readonly ordinal: number;
  readonly recordedAt: Date;
  readonly seal: Buffer | null;
}

/**
 * Standings, by the key under which they are sealed; made anew for each check. One without a seal is admitted where it was recorded before the first that
 * has one.
 */
export function sealedStandings(key: Uint8Array): SealedTable {
  let first: Promise<Date | null> | undefined;
  const holds = async (tx: Tx, row: Row): Promise<boolean> => {
    const { person, recordedAt, seal } = row;
    if (person === null) return false;
    if (seal !== null) return standingSealHolds(key, { ...row, person }, recordedAt, seal);
    // Asked for once, and only where there is one without a seal: it reads the whole table.
    first ??= firstSealed(tx);
    const since = await first;
    return since === null || recordedAt < since;
  };
  return {
    name: 'consent.standing',
    async read(tx, after, limit) {
      const rows = await standingsAfter(tx, after, limit);
      const wrong: { row: string; expected: string }[] = [];
      for (const row of rows)
        if (!(await holds(tx, row))) wrong.push({ row: keyOf(row), expected: 'the standing that was sealed' });
      const last = rows.at(-1);
      return { looked: rows.length, last: last === undefined ? null : keyOf(last), wrong };
    },
  };
}

// The ordinal stands first, so that an activity may have any code.
const keyOf = ({ ordinal, activity }: Row) => `${ordinal} ${activity}`;

function standingsAfter(tx: Tx, after: string | null, limit: number): Promise<Row[]> {
  const space = after?.indexOf(' ') ?? -1;
  const [activity, ordinal] = after === null ? ['', 0] : [after.slice(space + 1), Number(after.slice(0, space))];
  return tx.query<Row>(
    `select t.ordinal, t.activity, s.person, t.source, t.grade, t.notice, t.notice_version as "noticeVersion", t.revision,
        t.notice_shown_at as "noticeShownAt", t.keep_until as "keepUntil", t.how, t.recorded_at as "recordedAt", t.seal
       from consent.standing t left join consent.subject s using (ordinal)
      where (t.activity, t.ordinal) > ($1, $2) order by t.activity, t.ordinal limit $3`,
    [activity, ordinal, limit],
  );
}

async function firstSealed(tx: Tx): Promise<Date | null> {
  const { first } = await tx.one<{ first: Date | null }>(
    'select min(recorded_at) as first from consent.standing where seal is not null',
    [],
    'consent.first-sealed-standing',
  );
  return first;
}
