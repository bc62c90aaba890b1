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
