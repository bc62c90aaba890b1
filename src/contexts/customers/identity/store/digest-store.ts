import { byteaArray, type Tx, uuidArray } from '../../../../platform/database/index.ts';
import { generationBytes, MOST_COUNTED, underOlder } from '../../../vault/index.ts';

/** Where keyed digests of identifiers stand; equal ones are of the same identifier, so all move together. */
const TABLES = ['identifier', 'forgotten_identifier', 'stock_row', 'outside_person'] as const;
/** Within what a digest stands once, where that is not the table. */
const WITHIN: { readonly [table: string]: string } = { stock_row: 'import', outside_person: 'receiver' };

/** Puts digests under newer ones in every table at once; where the newer one stands already, the older stays. */
export async function renewDigests(
  tx: Tx,
  pairs: readonly { readonly from: Buffer; readonly to: Buffer }[],
): Promise<void> {
  if (pairs.length === 0) return;
  const values = [byteaArray(pairs.map(({ from }) => from)), byteaArray(pairs.map(({ to }) => to))];
  for (const table of TABLES) {
    const column = WITHIN[table];
    const within = column === undefined ? '' : `and there.${column} = t.${column}`;
    await tx.execute(
      `update customers.${table} t set digest = pair.new from unnest($1::bytea[], $2::bytea[]) as pair (old, new)
        where t.digest = pair.old and not exists (select 1 from customers.${table} there where there.digest = pair.new ${within})`,
      values,
      `customers.renew-${table}`,
    );
  }
}

/** The same for identifiers that somebody looks for or is about to add. */
export async function settleIdentifiers(
  tx: Tx,
  identifiers: readonly { readonly digest: Buffer; readonly older?: readonly Buffer[] }[],
): Promise<void> {
  const pairs = identifiers.flatMap(({ digest, older = [] }) => older.map((from) => ({ from, to: digest })));
  await renewDigests(
    tx,
    pairs.sort((a, b) => Buffer.compare(a.from, b.from)),
  );
}

/** How many stand under secrets before `below`. */
export async function countOlder(tx: Tx, below: number): Promise<number> {
  let count = 0;
  for (const table of TABLES) {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from (select 1 from customers.${table} where ${underOlder('digest')} limit $2) as old`,
      [generationBytes(below), MOST_COUNTED],
      `customers.old-digests-${table}`,
    );
    count += row.count;
  }
  return count;
}

/** The identifiers of people, by what names them. */
export async function identifiersOf(
  tx: Tx,
  persons: readonly string[],
): Promise<{ person: string; type: string; issuer: string; scope: string }[]> {
  return tx.query(
    'select distinct person, type, issuer, scope from customers.identifier where person = any($1::uuid[])',
    [uuidArray(persons)],
    'customers.identifiers-of',
  );
}
