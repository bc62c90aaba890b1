import type { Tx } from '../../../platform/database/index.ts';
import type { RetentionGrant, RetentionState } from '../domain/retention-state.ts';

interface StandingRow {
  readonly person: string;
  readonly activity: string;
  readonly keepUntil: Date | null;
  readonly recordedAt: Date;
}

type GrantRow = RetentionGrant & { readonly person: string; readonly activity: string; readonly oneTime: boolean };

type Writable = Omit<RetentionState, 'grants'> & { readonly grants: RetentionGrant[] };

/** How each of these people stands to each activity that they were told about or answered; people whom the gate does not know are absent. */
export async function readRetentionStates(tx: Tx, persons: readonly string[]): Promise<RetentionState[]> {
  const standings = await tx.query<StandingRow>(
    `select s.person, t.activity, t.keep_until as "keepUntil", t.recorded_at as "recordedAt"
     from consent.subject s join consent.standing t on t.ordinal = s.ordinal where s.person = any($1::uuid[])`,
    [persons],
    'consent.retention-standings',
  );
  const grants = await tx.query<GrantRow>(
    `select s.person, g.activity, g.given_at as "givenAt", g.keep_until as "keepUntil", g.valid_until as "validUntil",
       g.withdrawn_at as "withdrawnAt", g.used_at as "usedAt", g.one_time as "oneTime"
     from consent.subject s join consent."grant" g on g.ordinal = s.ordinal where s.person = any($1::uuid[]) order by g.id`,
    [persons],
    'consent.retention-grants',
  );
  const states = new Map<string, Writable>();
  const stateOf = (person: string, activity: string) => {
    const key = `${person}|${activity}`;
    const known = states.get(key) ?? { person, activity, standingUntil: null, standingAt: null, grants: [] };
    states.set(key, known);
    return known;
  };
  for (const { person, activity, keepUntil, recordedAt } of standings)
    Object.assign(stateOf(person, activity), { standingUntil: keepUntil, standingAt: recordedAt });
  for (const { person, activity, oneTime, usedAt, ...grant } of grants)
    stateOf(person, activity).grants.push({ ...grant, usedAt: oneTime ? usedAt : null });
  return [...states.values()];
}

/** The next people whom the gate knows and who are not erased, in the order of their ids; sessions that nobody stands behind are passed over. */
export async function nextSubjects(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select person from consent.subject where ($1::uuid is null or person > $1) and closed_at is null
       and substring(person::text from 15 for 1) <> '8' order by person limit $2`,
    [after, limit],
    'consent.next-subjects',
  );
  return rows.map(({ person }) => person);
}
