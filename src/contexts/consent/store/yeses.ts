import { retryWhenOvertaken, type Tx } from '../../../platform/database/index.ts';
import { type AppendedChanges, insertChanges } from './changes.ts';
import { fewGrantsStatement, GRANT_PARAMETERS, type GrantRow, grantParameters, insertGrants } from './grants.ts';
import {
  burningParameters,
  burningStatement,
  burnPresentations,
  burntOnce,
  keepingParameters,
  keepingStatement,
  type StoredPresentation,
} from './presentations.ts';
import {
  fewStandingsStatement,
  inStandingOrder,
  STANDING_PARAMETERS,
  type StandingRow,
  standingParameters,
  upsertStandings,
} from './subjects.ts';

/** What a batch that holds nothing but yeses leaves behind. */
export interface Yeses {
  readonly grants: readonly GrantRow[];
  readonly standings: readonly StandingRow[];
  /** Presentations whose nonces burn. */
  readonly burnt: readonly StoredPresentation[];
  readonly at: Date;
}

/** Up to this many grants or standings are stored by one statement. */
const FEW = 100;

const BURNING = GRANT_PARAMETERS + STANDING_PARAMETERS;
const AT = BURNING + 2;
const KEEPING = AT;

// One statement instead of four: a small batch costs what its statements cost. What changes is what is granted.
const STORE = `with changed as (insert into consent.change (ordinal, kind, activity, channel, at)
    select ($1::int[])[i], 'granted', ($2::text[])[i], ($4::text[])[i], $${AT} from generate_series(1, cardinality($1::int[])) as i),
  granted as (${fewGrantsStatement(0)}),
  stood as (${fewStandingsStatement(GRANT_PARAMETERS)}),
  burnt as (${burningStatement(BURNING)}),
  kept as (${keepingStatement(KEEPING, AT)})
  select pg_current_xact_id()::text as transaction, ${burntOnce(BURNING, KEEPING)}`;

/**
 * Stores yeses with the changes they make. Fails, so that the transaction is tried again and finds out, when somebody else has burnt one of the
 * nonces since they were read: each burns once.
 */
export async function storeYeses(tx: Tx, yeses: Yeses): Promise<AppendedChanges> {
  const { grants, standings, burnt, at } = yeses;
  if (grants.length > FEW || standings.length > FEW) return storeMany(tx, yeses);
  const row = await retryWhenOvertaken(
    tx.one<{ transaction: string }>(
      STORE,
      [
        ...grantParameters(grants),
        ...standingParameters(inStandingOrder(standings), at),
        ...burningParameters(burnt),
        at,
        ...keepingParameters(burnt),
      ],
      'consent.store-yeses',
    ),
  );
  return { transaction: Number(row.transaction), holders: [] };
}

async function storeMany(tx: Tx, { grants, standings, burnt, at }: Yeses): Promise<AppendedChanges> {
  const changes = grants.map(({ ordinal, activity, channel }) => ({ ordinal, kind: 'granted', activity, channel }));
  const [changed] = await tx.inOrder(
    () => insertChanges(tx, changes, at),
    () => insertGrants(tx, grants),
    () => upsertStandings(tx, standings, at),
    () => burnPresentations(tx, burnt, at),
  );
  return changed;
}
