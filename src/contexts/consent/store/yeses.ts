import { retryWhenOvertaken, type Tx } from '../../../platform/database/index.ts';
import { type AppendedChanges, insertChanges } from './changes.ts';
import { fewGrantsStatement, GRANT_PARAMETERS, type GrantRow, grantParameters, insertGrants } from './grants.ts';
import {
  type BurningName,
  burningParameters,
  burningParts,
  burnPresentations,
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

const BEFORE = GRANT_PARAMETERS + STANDING_PARAMETERS;
const AT = BEFORE + 1;

// One statement instead of four: a small batch costs what its statements cost. What changes is what is granted.
const STORE = `with changed as (insert into consent.change (ordinal, kind, activity, channel, at)
    select ($1::int[])[i], 'granted', ($2::text[])[i], ($4::text[])[i], $${AT} from generate_series(1, cardinality($1::int[])) as i),
  granted as (${fewGrantsStatement(0)}),
  stood as (${fewStandingsStatement(GRANT_PARAMETERS)})`;
const BURNING = burningParts(BEFORE);
const text = (name: BurningName): string =>
  `${STORE}, ${BURNING[name].parts} select pg_current_xact_id()::text as transaction, ${BURNING[name].once}`;
const STORING = { stored: text('stored'), carried: text('carried'), all: text('all') };

/**
 * Stores yeses with the changes they make. Fails, so that the transaction is tried again and finds out, when somebody else has burnt one of the
 * nonces since they were read: each burns once.
 */
export async function storeYeses(tx: Tx, yeses: Yeses): Promise<AppendedChanges> {
  const { grants, standings, burnt, at } = yeses;
  if (grants.length > FEW || standings.length > FEW) return storeMany(tx, yeses);
  const { name, parameters } = burningParameters(burnt, at);
  const row = await retryWhenOvertaken(
    tx.one<{ transaction: string }>(
      STORING[name],
      [...grantParameters(grants), ...standingParameters(inStandingOrder(standings), at), ...parameters],
      `consent.store-yeses-${name}`,
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
