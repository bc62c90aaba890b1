import { retryWhenOvertaken, type Tx, uuidArray } from '../../../platform/database/index.ts';
import { type AppendedChanges, CHANGES_STATEMENT, type ChangeRow, changeColumns } from './changes.ts';
import { GRANT_PARAMETERS, type GrantRow, grantParameters, grantsStatement } from './grants.ts';
import { burningStatement } from './presentations.ts';
import { statementName } from './statement-name.ts';
import { STANDING_PARAMETERS, type StandingRow, standingParameters, standingsStatement } from './subjects.ts';

/** What a batch that holds nothing but yeses leaves behind. */
export interface Yeses {
  readonly grants: readonly GrantRow[];
  readonly standings: readonly StandingRow[];
  /** Presentations whose nonces burn. */
  readonly burnt: readonly string[];
  readonly at: Date;
}

const CHANGES = 5;
const BURNING = CHANGES + GRANT_PARAMETERS + STANDING_PARAMETERS;

// One statement instead of four: a small batch costs what its statements cost.
const STORE = `with changed as (${CHANGES_STATEMENT}),
  granted as (${grantsStatement(CHANGES)}),
  stood as (${standingsStatement(CHANGES + GRANT_PARAMETERS)}),
  burnt as (${burningStatement(BURNING)})
  select (select transaction::text from changed limit 1) as transaction,
      1 / (count(*) = cardinality($${BURNING + 1}::uuid[]))::integer as once from burnt`;

/**
 * Stores yeses with the changes they make. Fails, so that the transaction is tried again and finds out, when somebody else has burnt one of the
 * nonces since they were read: each burns once.
 */
export async function storeYeses(tx: Tx, yeses: Yeses, changes: readonly ChangeRow[]): Promise<AppendedChanges> {
  const { grants, standings, burnt, at } = yeses;
  const row = await retryWhenOvertaken(
    tx.one<{ transaction: string }>(
      STORE,
      [
        ...changeColumns(changes),
        at,
        ...grantParameters(grants),
        ...standingParameters(standings, at),
        uuidArray(burnt),
        at,
      ],
      statementName('consent.store-yeses', Math.max(grants.length, standings.length)),
    ),
  );
  return { transaction: Number(row.transaction), holders: [] };
}
