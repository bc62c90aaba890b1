import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { toDuckValue } from '../events/analytics.ts';
import { prepareTables } from '../segment/compute-segment.ts';
import { withoutEmployees } from '../segment/without-employees.ts';
import { type ComputeTables, computeSql } from './domain/compute-sql.ts';
import { type ComputedRow, listComputed, setComputed } from './store/computed-store.ts';
import { type TraitUse, traitUses } from './trait-uses.ts';

/**
 * Computes traits for everybody who may be analysed under their activity, all of one activity and the same fields as one use with one receipt, before any row is read. Values
 * stand in DuckDB by ordinal: whoever may be analysed no more has none after it. Returns how many traits were computed.
 */
export async function computeTraits(
  deps: CustomersDeps,
  request: { readonly due: (trait: ComputedRow) => boolean; readonly by: string },
): Promise<number> {
  const uses = await deps.database.transaction(async (tx) =>
    traitUses(tx, (await listComputed(tx)).filter(request.due)),
  );
  for (const use of uses) await computeFor(deps, use, request.by);
  return uses.reduce((count, { traits }) => count + traits.length, 0);
}

async function computeFor(deps: CustomersDeps, { activity, fields, traits }: TraitUse, by: string): Promise<void> {
  const now = deps.clock.now();
  const { permitted, receipt } = await deps.database.transaction(async (tx) => {
    const question = { activity, operation: 'use', fields, ordinals: 'all' } as const;
    const population = await deps.gate.decidePopulation(tx, question);
    const allowed = await withoutEmployees(deps, tx, population.allowed);
    const use = await deps.gate.recordPopulationUse(tx, {
      activity,
      operation: 'use',
      fields,
      allowed,
      purposeNote: '计算属性 / computing traits',
      by,
      subject: 'computed-traits',
      detail: {
        traits: Object.fromEntries(
          traits.map(({ code, spec }) => [
            code,
            createHash('sha256')
              .update(canonicalJson(spec as unknown as Json))
              .digest('base64url'),
          ]),
        ),
      },
    });
    return { permitted: allowed, receipt: use.receipt.id };
  });
  await deps.analytics.exclusively(async (connection) => {
    const tables = { now, ...(await prepareTables(connection, permitted)) };
    for (const trait of traits) {
      const people = await store(connection, trait, tables);
      const done = { code: trait.code, revision: trait.revision, at: now, people, receipt };
      await deps.database.transaction((tx) => setComputed(tx, done));
    }
  });
}

async function store(connection: DuckDBConnection, trait: ComputedRow, tables: ComputeTables): Promise<number> {
  const { sql, values } = computeSql(trait.spec, tables);
  await connection.run('begin');
  try {
    await connection.run('delete from computed where code = $1', [trait.code]);
    const places = values.map(toDuckValue);
    const code = `$${places.push(trait.code)}`;
    const at = `$${places.push(toDuckValue(tables.now))}`;
    const inserted = await connection.run(
      `insert into computed select ordinal, ${code}, number, word, ${at} from (${sql})`,
      places,
    );
    await connection.run('commit');
    return inserted.rowsChanged;
  } catch (error) {
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
}
