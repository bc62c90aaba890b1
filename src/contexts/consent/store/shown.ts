import type { Tx } from '../../../platform/database/index.ts';

/** How many presentations of one kind were given out within an hour. */
export interface ShownCount {
  readonly touchpoint: string;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly activities: readonly string[];
  readonly wording: string | null;
  /** When the hour begins. */
  readonly hour: Date;
  readonly count: number;
}

/** Adds to the counts. In one order everywhere, so that servers can't wait for each other in a circle. */
export async function addShown(tx: Tx, counts: readonly ShownCount[]): Promise<void> {
  const column = <Key extends keyof ShownCount>(key: Key) => counts.map((each) => each[key]);
  await tx.execute(
    `insert into consent.shown (touchpoint, notice, notice_version, activities, wording, hour, count)
     select touchpoint, notice, notice_version, array(select jsonb_array_elements_text(activities::jsonb)), coalesce(wording, ''), hour, count
       from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[])
         with ordinality as t (touchpoint, notice, notice_version, activities, wording, hour, count, place) order by place
     on conflict (hour, touchpoint, notice, notice_version, activities, wording) do update set count = shown.count + excluded.count`,
    [
      column('touchpoint'),
      column('notice'),
      column('noticeVersion'),
      column('activities').map((each) => JSON.stringify(each)),
      column('wording'),
      column('hour'),
      column('count'),
    ],
    'consent.add-shown',
  );
}
