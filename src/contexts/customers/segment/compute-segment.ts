import { createHash } from 'node:crypto';
import { type DuckDBConnection, DuckDBIntegerVector } from '@duckdb/node-api';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type Analytics, toDuckValue } from '../events/analytics.ts';
import { type CompileOptions, compileSql } from './domain/compile-sql.ts';
import { computedConditions, type Definition, outsideConditions, outsideKey } from './domain/definition.ts';
import { nobodyAnalysed, type Trouble } from './domain/trouble.ts';
import { fieldsRead } from './fields-read.ts';
import { loadOrdinals } from './load-ordinals.ts';
import { type OutsideQuestion, type OutsideSets, outsideSets } from './outside-sets.ts';
import { restrictRows } from './restrict-rows.ts';
import { segment } from './save-segment.ts';
import { wholeDefinition } from './whole-definition.ts';
import { withoutEmployees } from './without-employees.ts';

/** The people of a segment. */
export interface ComputedSegment {
  readonly code: string;
  readonly revision: number;
  /** Ordinals of the matching people whose analysis is permitted, ascending. */
  readonly ordinals: Uint32Array;
  /** How many people were not looked at because the gate does not permit analysing them. */
  readonly unanalysed: number;
  /** Id of the receipt of this computation. */
  readonly receipt: string;
  /** The gate's reason where nobody may be analysed. */
  readonly nobody?: Trouble;
}

/**
 * Computes a segment. Analysing people is a use: the gate says first who may be analysed and records the use among theirs, with one receipt over the
 * definition and the set of people; nobody else's rows are read. Events that have not been moved yet are not counted: whoever wants them calls
 * `moveEvents` before the transaction (inside it, callers that hold a connection each would wait for the mover's, and it for theirs).
 */
export async function computeSegment(
  deps: CustomersDeps,
  tx: Tx,
  request: { code: string; by: string },
): Promise<ComputedSegment> {
  const { definition: own, activity, revision } = await segment(tx, request.code);
  const definition = await wholeDefinition(tx, own);
  const fields = await fieldsRead(tx, definition);
  const population = await deps.gate.decidePopulation(tx, {
    activity,
    operation: 'use',
    fields,
    ordinals: 'all',
  });
  const denied = population.excluded.reduce((sum, reason) => sum + reason.count, 0);
  const allowed = await withoutEmployees(deps, tx, population.allowed);
  const { receipt } = await deps.gate.recordPopulationUse(tx, {
    activity,
    operation: 'use',
    fields,
    allowed: allowed.length === population.allowed.length ? population.allowedPeople : allowed,
    purposeNote: '人群分析 / segment analysis',
    by: request.by,
    subject: `segment:${request.code}`,
    detail: {
      revision,
      definition: createHash('sha256')
        .update(canonicalJson(definition as unknown as Json))
        .digest('base64url'),
    },
  });
  const asked = { activity, permitted: allowed, by: request.by, subject: `segment:${request.code}` };
  const ordinals = await matchingAnywhere(deps, tx, definition, asked);
  const nobody = nobodyAnalysed(population.allowedPeople.size, population.excluded);
  const computed = { code: request.code, revision, ordinals, unanalysed: denied, receipt: receipt.id };
  return nobody === undefined ? computed : { ...computed, nobody };
}

/**
 * The same for definitions that may need the gate or the vault. Where everything has to hold, what DuckDB answers comes first, so that fields are opened of
 * those alone who are still in question.
 */
export async function matchingAnywhere(
  deps: CustomersDeps,
  tx: Tx,
  definition: Definition,
  question: OutsideQuestion,
): Promise<Uint32Array> {
  const now = deps.clock.now();
  const compute = async (tree: Definition, people: Uint32Array, sets: OutsideSets = new Map()) => {
    if (deps.clickhouse === undefined) return matching(deps.analytics, tree, people, now, sets);
    const all = new Map(sets);
    for (const condition of computedConditions(tree))
      all.set(outsideKey(condition), await matching(deps.analytics, condition, people, now));
    return deps.clickhouse.matching(tree, people, now, all);
  };
  if (outsideConditions(definition).length === 0) return compute(definition, question.permitted);
  let { permitted } = question;
  if ('all' in definition) {
    const inside = definition.all.filter((part) => outsideConditions(part).length === 0);
    if (inside.length > 0) permitted = await withRecords(deps, permitted, await compute({ all: inside }, permitted));
  }
  const sets = await outsideSets(deps, tx, definition, { ...question, permitted });
  return compute(definition, question.permitted, sets);
}

// Whoever stands for a human, with the records that are judged with them.
async function withRecords(deps: CustomersDeps, permitted: Uint32Array, found: Uint32Array): Promise<Uint32Array> {
  return deps.analytics.connected(async (connection) => {
    await loadOrdinals(connection, 'found', found);
    const rows = await connection.runAndReadAll(
      `select ordinal from cluster_member where head in
         (select head from cluster_member where ordinal in (select ordinal from found))`,
    );
    const wanted = new Set([...found, ...rows.getRows().map(([ordinal]) => Number(ordinal))]);
    return permitted.filter((ordinal) => wanted.has(ordinal));
  });
}

/**
 * Ordinals among `permitted` (ascending) that match, ascending. A human of several records is judged over all of them that are permitted, and stands as the
 * lowest of these.
 */
export async function matching(
  analytics: Analytics,
  definition: Definition,
  permitted: Uint32Array,
  now: Date,
  outside: OutsideSets = new Map(),
): Promise<Uint32Array> {
  return analytics.connected(async (connection) => {
    const tables = await prepareTables(connection, permitted, outside);
    const { sql, values } = compileSql(definition, { now, ...tables });
    const result = await connection.run(sql, values.map(toDuckValue));
    const isFound = new Uint8Array((permitted.at(-1) ?? 0) + 1);
    for (const chunk of await result.fetchAllChunks()) {
      const found = chunk.getColumnVector(0);
      // An ordinal is never null: the numbers themselves are read, without asking about each.
      const items = found instanceof DuckDBIntegerVector ? found['items'] : undefined;
      for (let row = 0; row < chunk.rowCount; row += 1) isFound[items?.[row] ?? Number(found.getItem(row))] = 1;
    }
    return among(permitted, isFound, result.rowCount);
  });
}

// Whoever the gate does not name is in no audience.
function among(permitted: Uint32Array, isFound: Uint8Array, most: number): Uint32Array {
  const people = new Uint32Array(most);
  let count = 0;
  for (let at = 0; at < permitted.length; at += 1) {
    const ordinal = permitted[at] ?? 0;
    if (isFound[ordinal] === 1) {
      people[count] = ordinal;
      count += 1;
    }
  }
  return people.slice(0, count);
}

/** Makes the tables of this connection over which a definition is computed: the rows of those who may be analysed, each human once. */
export async function prepareTables(
  connection: DuckDBConnection,
  permitted: Uint32Array,
  sets: OutsideSets = new Map(),
): Promise<Omit<CompileOptions, 'now'> & { readonly classes: string }> {
  const outside = new Map<string, string>();
  for (const [key, ordinals] of sets) {
    const table = `outside_${outside.size}`;
    await loadOrdinals(connection, table, ordinals);
    outside.set(key, table);
  }
  await restrictRows(connection, 'permitted', permitted);
  const clustered = (await connection.runAndReadAll('select 1 from cluster_member limit 1')).currentRowCount > 0;
  if (!clustered) return { ...tablesOf('permitted'), outside };
  for (const statement of HUMANS) await connection.run(statement);
  for (const table of outside.values())
    await connection.run(
      `update ${table} set ordinal = h.human from human h where h.ordinal = ${table}.ordinal and h.human <> h.ordinal`,
    );
  return { ...tablesOf('human'), outside };
}

function tablesOf(name: string) {
  return {
    population: name === 'human' ? 'human_permitted' : name,
    events: `${name}_event`,
    traits: `${name}_trait`,
    computed: `${name}_computed`,
    classes: `${name}_event_class`,
  };
}

const HUMANS = [
  `create temp table human as select ordinal, min(ordinal) over (partition by head)::integer as human from permitted_cluster_member`,
  `create temp view human_permitted as select ordinal from permitted
    where ordinal not in (select ordinal from human where ordinal <> human)`,
  `create temp view human_event as select coalesce(h.human, e.ordinal) as ordinal, name, happened_at, amount_fen
     from permitted_event e left join human h on h.ordinal = e.ordinal`,
  `create temp view human_trait as select coalesce(h.human, t.ordinal) as ordinal, name, value
     from permitted_trait t left join human h on h.ordinal = t.ordinal`,
  `create temp view human_computed as select coalesce(h.human, c.ordinal) as ordinal, code, number, word
     from permitted_computed c left join human h on h.ordinal = c.ordinal`,
  `create temp view human_event_class as select coalesce(h.human, e.ordinal) as ordinal, name, happened_at, class
     from permitted_event_class e left join human h on h.ordinal = e.ordinal`,
];
