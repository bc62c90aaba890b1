import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { personNotFound } from '../customers-failures.ts';
import { startOfLastDays } from '../domain/china-time.ts';
import { toDuckValue } from '../events/analytics.ts';
import { clusterOf } from '../identity/store/cluster-store.ts';
import { organisationNames } from '../organisations/store/organisation-store.ts';
import { matchingAnywhere } from './compute-segment.ts';
import { type Definition, partsOf } from './domain/definition.ts';
import { describeDefinition, type PartName } from './domain/describe-definition.ts';
import { expandSegments } from './domain/expand-segments.ts';
import { comparesPeople } from './domain/inline-computed.ts';
import { fieldsRead } from './fields-read.ts';
import { loadOrdinals } from './load-ordinals.ts';
import type { OutsideQuestion } from './outside-sets.ts';
import { partNames } from './part-names.ts';
import { reachedSegments, segment } from './save-segment.ts';
import { analysisDenied } from './segment-failures.ts';
import { withTraitRules } from './whole-definition.ts';
import { withoutEmployees } from './without-employees.ts';

/** What the counted events of one person come to. */
export interface Numbers {
  readonly count: number;
  /** Fen. */
  readonly sum: number;
  readonly first: Date | null;
  readonly last: Date | null;
}

/** One condition, whether it holds for the person, and by which numbers. */
export interface Explained {
  readonly kind:
    | 'all'
    | 'any'
    | 'not'
    | 'event'
    | 'sequence'
    | 'rfm'
    | 'segment'
    | 'trait'
    | 'tag'
    | 'computed'
    | 'permission'
    | 'field';
  readonly sentence: Bilingual;
  readonly holds: boolean;
  readonly numbers?: Numbers;
  /** Values of the trait that the person has. */
  readonly values?: readonly string[];
  readonly parts: readonly Explained[];
}

/** Why somebody is in a segment or not. */
export interface Explanation {
  readonly segment: string;
  readonly revision: number;
  readonly holds: boolean;
  /** How many records of the person were looked at. */
  readonly records: number;
  readonly tree: Explained;
  readonly receipt: string;
}

/**
 * Says for one person which conditions of a segment hold, with the numbers. It is a use: the gate decides about each record of theirs, and the person sees
 * it. Throws `customers.analysis-denied` (422) with the gate's reason when none may be analysed.
 */
export async function explainMembership(
  deps: CustomersDeps,
  tx: Tx,
  request: { code: string; person: string; by: string },
): Promise<Explanation> {
  const { definition, activity, revision } = await segment(tx, request.code);
  const cluster = await clusterOf(tx, request.person);
  if (cluster === undefined) throw personNotFound();
  const ordinals = Uint32Array.from(cluster.records.map((record) => record.ordinal)).sort();
  const inside = await reachedSegments(tx, definition);
  const fields = await fieldsRead(tx, expandSegments(definition, inside));
  const decided = await deps.gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals });
  const [reason] = decided.excluded;
  if (decided.allowed.length === 0 && reason !== undefined) throw analysisDenied(reason);
  const allowed = await withoutEmployees(deps, tx, decided.allowed);
  if (allowed.length === 0) throw analysisDenied(EMPLOYEE);
  const { receipt } = await deps.gate.recordPopulationUse(tx, {
    activity,
    operation: 'use',
    fields,
    allowed,
    purposeNote: '说明为何在或不在人群 / why somebody is in a segment',
    by: request.by,
    subject: `segment:${request.code}`,
    detail: { revision },
  });
  const question = { activity, permitted: allowed, by: request.by, subject: `segment:${request.code}` };
  const named = [definition, ...[...inside.values()].filter((each) => each !== undefined)];
  const explainer = new Explainer(deps, tx, question, fields, inside, await partNames(deps, tx, named));
  const tree = await explainer.explain(definition);
  return {
    segment: request.code,
    revision,
    holds: tree.holds,
    records: allowed.length,
    tree,
    receipt: receipt.id,
  };
}

const EMPLOYEE = {
  zh: '员工依人力资源管理所必需处理，不属于任何人群',
  en: 'Employees are met under the HR basis and are in no segment',
  article: 'PIPL 13',
};

class Explainer {
  readonly #deps: CustomersDeps;
  readonly #tx: Tx;
  readonly #question: OutsideQuestion;
  readonly #ordinals: Uint32Array;
  readonly #fields: readonly FieldCode[];
  readonly #inside: ReadonlyMap<string, Definition | undefined>;
  readonly #nameOf: PartName;

  constructor(
    deps: CustomersDeps,
    tx: Tx,
    question: OutsideQuestion,
    fields: readonly FieldCode[],
    inside: ReadonlyMap<string, Definition | undefined>,
    nameOf: PartName,
  ) {
    this.#deps = deps;
    this.#tx = tx;
    this.#question = question;
    this.#ordinals = question.permitted;
    this.#fields = fields;
    this.#inside = inside;
    this.#nameOf = nameOf;
  }

  async explain(definition: Definition): Promise<Explained> {
    const parts: Explained[] = [];
    for (const part of partsOf(definition)) parts.push(await this.explain(part));
    const said = { sentence: describeDefinition(definition, this.#nameOf), parts };
    if ('all' in definition) return { ...said, kind: 'all', holds: parts.every((part) => part.holds) };
    if ('any' in definition) return { ...said, kind: 'any', holds: parts.some((part) => part.holds) };
    if ('not' in definition) return { ...said, kind: 'not', holds: !parts.some((part) => part.holds) };
    if ('segment' in definition) {
      const inner = this.#inside.get(definition.segment);
      if (inner === undefined) return { ...said, kind: 'segment', holds: false };
      const explained = await this.explain(inner);
      return { ...said, kind: 'segment', holds: explained.holds, parts: [explained] };
    }
    const holds = await this.#holds(definition);
    if ('trait' in definition)
      return { ...said, kind: 'trait', holds, values: await this.#values(definition.trait.name) };
    if ('event' in definition) {
      const { name, withinDays, minAmount } = definition.event;
      return { ...said, kind: 'event', holds, numbers: await this.#numbers([name], withinDays, minAmount) };
    }
    if ('tag' in definition) return { ...said, kind: 'tag', holds };
    if ('permission' in definition) return { ...said, kind: 'permission', holds };
    if ('field' in definition) return { ...said, kind: 'field', holds };
    if ('computed' in definition) return { ...said, kind: 'computed', holds };
    if ('rfm' in definition) {
      const { name, withinDays } = definition.rfm;
      return { ...said, kind: 'rfm', holds, numbers: await this.#numbers([name], withinDays) };
    }
    const { steps, startedWithinDays } = definition.sequence;
    return { ...said, kind: 'sequence', holds, numbers: await this.#numbers(steps, startedWithinDays) };
  }

  // Fifths are fifths of everybody; everything else asks about the person's own rows alone.
  async #holds(definition: Definition): Promise<boolean> {
    const expanded = expandSegments(definition, this.#inside);
    const whole = (await withTraitRules(this.#tx, [expanded]))(expanded);
    let { permitted } = this.#question;
    if (comparesPeople(whole)) {
      const { activity } = this.#question;
      const all = { activity, operation: 'use', fields: this.#fields, ordinals: 'all' } as const;
      const decided = await this.#deps.gate.decidePopulation(this.#tx, all);
      permitted = await withoutEmployees(this.#deps, this.#tx, decided.allowed);
    }
    const found = await matchingAnywhere(this.#deps, this.#tx, whole, { ...this.#question, permitted });
    return found.some((ordinal) => this.#ordinals.includes(ordinal));
  }

  async #numbers(names: readonly string[], withinDays?: number, minAmount?: number): Promise<Numbers> {
    const { analytics, clock } = this.#deps;
    return analytics.connected(async (connection) => {
      await loadOrdinals(connection, 'own', this.#ordinals);
      const values: (string | bigint | Date)[] = [...new Set(names)];
      let where = `name in (${values.map((_, place) => `$${place + 1}`).join(', ')})`;
      if (withinDays !== undefined)
        where += ` and happened_at >= $${values.push(startOfLastDays(clock.now(), withinDays))}`;
      if (minAmount !== undefined) where += ` and amount_fen >= $${values.push(BigInt(minAmount))}`;
      const rows = await connection.runAndReadAll(
        `select count(*)::integer, coalesce(sum(amount_fen), 0)::double, epoch_ms(min(happened_at))::double, epoch_ms(max(happened_at))::double
           from event where ${where} and ordinal in (select ordinal from own)`,
        values.map(toDuckValue),
      );
      const [count, sum, first, last] = rows.getRows()[0] ?? [];
      const instant = (value: unknown) => (value === null || value === undefined ? null : new Date(Number(value)));
      return { count: Number(count ?? 0), sum: Number(sum ?? 0), first: instant(first), last: instant(last) };
    });
  }

  async #values(trait: string): Promise<string[]> {
    const values = await this.#deps.analytics.connected(async (connection) => {
      await loadOrdinals(connection, 'own', this.#ordinals);
      const rows = await connection.runAndReadAll(
        'select distinct value from trait where name = $1 and ordinal in (select ordinal from own) order by 1',
        [trait],
      );
      return rows.getRows().map(([value]) => String(value));
    });
    if (trait !== 'organisation') return values;
    return (await organisationNames(this.#tx, values)).map(({ name }) => name.zh);
  }
}
