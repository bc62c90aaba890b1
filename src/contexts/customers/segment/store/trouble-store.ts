import type { Tx } from '../../../../platform/database/index.ts';
import type { Trouble } from '../domain/trouble.ts';

/** The trouble of a revision of a segment. */
export interface KeptTrouble {
  readonly segment: string;
  readonly revision: number;
  readonly trouble: Trouble;
  /** Since when it is for this reason. */
  readonly since: Date;
}

/** Notes why a segment is as it is, or, without a reason, that nothing is wrong any more. The same reason keeps its instant. */
export async function noteTrouble(
  tx: Tx,
  noted: { readonly segment: string; readonly revision: number; readonly trouble: Trouble | undefined },
  at: Date,
): Promise<void> {
  const { segment, revision, trouble } = noted;
  if (trouble === undefined) {
    await tx.execute('delete from customers.segment_trouble where segment = $1', [segment]);
    return;
  }
  // A segment that was removed meanwhile has no troubles.
  await tx.execute(
    `insert into customers.segment_trouble (segment, revision, trouble, since)
     select code, $2, $3::jsonb, $4 from customers.segment where code = $1
     on conflict (segment) do update set revision = excluded.revision, trouble = excluded.trouble,
       since = case when segment_trouble.revision = excluded.revision and segment_trouble.trouble = excluded.trouble
                    then segment_trouble.since else excluded.since end`,
    [segment, revision, JSON.stringify(trouble), at],
  );
}

/** Why a revision of a segment is as it is; undefined where nothing is wrong. */
export async function findTrouble(tx: Tx, segment: string, revision: number): Promise<KeptTrouble | undefined> {
  return tx.first<KeptTrouble>(
    'select segment, revision, trouble, since from customers.segment_trouble where segment = $1 and revision = $2',
    [segment, revision],
    'customers.segment-trouble',
  );
}
