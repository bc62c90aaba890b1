import { retryWhenOvertaken, type Tx, uuidArray } from '../../../platform/database/index.ts';
import { type AppendedChanges, insertChanges } from './changes.ts';
import type { OrdinalOf } from './few-rows.ts';
import { fewGrantsStatement, GRANT_PARAMETERS, type GrantRow, grantParameters, insertGrants } from './grants.ts';
import {
  type BurningName,
  burningParameters,
  burningParts,
  burnPresentations,
  CARRIED_PARAMETERS,
  type StoredPresentation,
} from './presentations.ts';
import {
  fewStandingsStatement,
  inStandingOrder,
  STANDING_PARAMETERS,
  type StandingRow,
  standingParameters,
  upsertStandings,
} from './standings.ts';
import { addingStatement } from './subjects.ts';

/** What a batch that holds nothing but yeses leaves behind. */
export interface Yeses {
  readonly grants: readonly GrantRow[];
  readonly standings: readonly StandingRow[];
  /** Presentations whose nonces burn. */
  readonly burnt: readonly StoredPresentation[];
  readonly at: Date;
  /** What standings are sealed under. */
  readonly rowKey: Uint8Array;
  /** Sessions that answer for the first time, sorted: they become known by this, and all rows are theirs, with places in it, from 1, for ordinals. */
  readonly admitted?: readonly string[];
}

/** Up to this many grants or standings are stored by one statement. */
export const FEW = 100;

const BEFORE = GRANT_PARAMETERS + STANDING_PARAMETERS;
const AT = BEFORE + 1;
const BURNING = burningParts(BEFORE);

const ordinalGiven: OrdinalOf = (parameter) => `($${parameter}::int[])[i]`;

// One statement instead of four: a small batch costs what its statements cost. What changes is what is granted.
const storing = (name: BurningName, ordinal = ordinalGiven): string => `changed as (
    insert into consent.change (ordinal, kind, activity, channel, at)
    select ${ordinal(1, 'int')}, 'granted', ($2::text[])[i], ($4::text[])[i], $${AT} from generate_series(1, cardinality($1::int[])) as i),
  granted as (${fewGrantsStatement(0, ordinal)}),
  stood as (${fewStandingsStatement(GRANT_PARAMETERS, ordinal)}), ${BURNING[name].parts}
  select pg_current_xact_id()::text as transaction, ${BURNING[name].once}`;
const STORING = {
  stored: `with ${storing('stored')}`,
  carried: `with ${storing('carried')}`,
  all: `with ${storing('all')}`,
};

// What sessions answer for the first time is carried by them. Whoever has become known meanwhile makes it divide by zero.
const SESSIONS = BEFORE + CARRIED_PARAMETERS + 1;
const ADMITTING = `with added as (${addingStatement(SESSIONS, AT)}),
  admitted as materialized (
    select case 1 / (count(*) = cardinality($${SESSIONS}::uuid[]))::integer when 1 then array_agg(ordinal order by place) end as ordinals
      from unnest($${SESSIONS}::uuid[]) with ordinality as row (person, place) join added using (person)),
  ${storing('carried', (parameter) => `((select ordinals from admitted))[($${parameter}::int[])[i]]`)}`;

/**
 * Stores yeses with the changes they make. Fails, so that the transaction is tried again and finds out, when somebody else has burnt one of the
 * nonces since they were read (each burns once), or made a session known that was to be admitted.
 */
export async function storeYeses(tx: Tx, yeses: Yeses): Promise<AppendedChanges> {
  const { grants, standings, burnt, at, rowKey, admitted } = yeses;
  if (grants.length > FEW || standings.length > FEW) return storeMany(tx, yeses);
  const { name, parameters } = burningParameters(burnt, at);
  const rows = [
    ...grantParameters(grants),
    ...standingParameters(inStandingOrder(standings), at, rowKey),
    ...parameters,
  ];
  const row = await retryWhenOvertaken(
    admitted === undefined
      ? tx.one<{ transaction: string }>(STORING[name], rows, `consent.store-yeses-${name}`)
      : tx.one<{ transaction: string }>(ADMITTING, [...rows, uuidArray(admitted)], 'consent.store-first-yeses'),
  );
  return { transaction: Number(row.transaction), holders: [] };
}

async function storeMany(tx: Tx, { grants, standings, burnt, at, rowKey, admitted }: Yeses): Promise<AppendedChanges> {
  if (admitted !== undefined) throw new Error('too many rows to admit sessions with');
  const changes = grants.map(({ ordinal, activity, channel }) => ({ ordinal, kind: 'granted', activity, channel }));
  const [changed] = await tx.inOrder(
    () => insertChanges(tx, changes, at),
    () => insertGrants(tx, grants),
    () => upsertStandings(tx, standings, at, rowKey),
    () => burnPresentations(tx, burnt, at),
  );
  return changed;
}
