import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { Channel, FieldCode, Operation } from '../../register/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { matchingAnywhere } from './compute-segment.ts';
import { outsideConditions } from './domain/definition.ts';
import { describeDefinition } from './domain/describe-definition.ts';
import { type Mode, modeOf } from './domain/mode.ts';
import { parseDefinition } from './domain/parse-definition.ts';
import { samplePeople } from './domain/sample-people.ts';
import { fieldsRead } from './fields-read.ts';
import { partNames, refuseUnknownParts } from './part-names.ts';
import { refuseCircles, refuseUncovered } from './save-segment.ts';
import { notEstimated } from './segment-failures.ts';
import { wholeDefinition } from './whole-definition.ts';
import { withoutEmployees } from './without-employees.ts';

const HOUR_MS = 3_600_000;
/** People looked at for an estimate; whoever has no more of them gets exact numbers. */
export const SAMPLE = 20_000;

/** A definition that is being edited. */
export interface EstimateRequest {
  readonly definition: unknown;
  readonly activity?: string;
  /** For what the people would be reached. */
  readonly reach?: { readonly activity: string; readonly operation: Operation; readonly channel?: Channel };
  readonly by: string;
}

/** How many people a definition would have. */
export interface Estimate {
  /** All people who may be analysed. */
  readonly population: number;
  readonly count: number;
  /** Half the width of the 95 % interval around the count, in people; 0 where it is exact. */
  readonly margin: number;
  readonly exact: boolean;
  /** How many people were looked at. */
  readonly looked: number;
  /** How many of them may be reached; with the same meaning as the count. */
  readonly allowed?: number;
  readonly mode: Mode;
  readonly sentence: Bilingual;
  /** Id of the receipt that covers this look. */
  readonly receipt: string;
}

interface Looked {
  readonly hour: number;
  readonly sample: Uint32Array;
  readonly population: number;
  readonly receipt: string;
}

/**
 * Estimates while somebody edits. Looking is a use: it looks at no more people than it needs (a random sample, the same for an hour) and leaves one receipt
 * an hour, activity and editor; whose permission ended meanwhile is left out.
 */
export class Estimates {
  readonly #deps: CustomersDeps;
  readonly #looked = new Map<string, Looked>();

  constructor(deps: CustomersDeps) {
    this.#deps = deps;
  }

  /** Throws `customers.segment-definition` (400) that names each fault, or what saving would throw of fields that the activity may not use (422). */
  async of(tx: Tx, request: EstimateRequest): Promise<Estimate> {
    const { gate, register } = this.#deps;
    const parsed = parseDefinition(request.definition);
    if (!parsed.ok) throw badFields('segment-definition', parsed.errors);
    await refuseCircles(tx, '', parsed.definition);
    await refuseUnknownParts(this.#deps, tx, parsed.definition);
    const activity = request.activity ?? ADMINISTRATION;
    await register.activity(tx, activity);
    await refuseUncovered(this.#deps, tx, parsed.definition, activity);
    const definition = await wholeDefinition(tx, parsed.definition);
    if (outsideConditions(definition).some((condition) => 'field' in condition)) throw notEstimated();
    const fields = await fieldsRead(tx, definition);
    const { by } = request;
    const looked = await this.#look(tx, activity, fields, by);
    const question = { activity, operation: 'use', fields, ordinals: looked.sample } as const;
    const { allowed } = await gate.decidePopulation(tx, question);
    const asked = { activity, permitted: allowed, by, subject: 'segments:estimate' };
    const found = await matchingAnywhere(this.#deps, tx, definition, asked);
    const exact = looked.population <= SAMPLE;
    const scale = exact ? 1 : looked.population / Math.max(1, looked.sample.length);
    const reached = request.reach;
    const may = reached === undefined ? undefined : await gate.decidePopulation(tx, { ...reached, ordinals: found });
    return {
      population: looked.population,
      count: Math.round(found.length * scale),
      margin: exact ? 0 : marginOf(found.length, looked.sample.length, looked.population),
      exact,
      looked: allowed.length,
      ...(may === undefined ? {} : { allowed: Math.round(may.allowed.length * scale) }),
      mode: modeOf(definition),
      sentence: describeDefinition(parsed.definition, await partNames(this.#deps, tx, [parsed.definition])),
      receipt: looked.receipt,
    };
  }

  async #look(tx: Tx, activity: string, fields: readonly FieldCode[], by: string): Promise<Looked> {
    const { gate, clock } = this.#deps;
    const hour = Math.floor(clock.now().getTime() / HOUR_MS);
    const key = `${activity} ${by} ${fields.join(' ')}`;
    const known = this.#looked.get(key);
    if (known?.hour === hour) return known;
    const decided = await gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals: 'all' });
    const allowed = await withoutEmployees(this.#deps, tx, decided.allowed);
    const sample = samplePeople(allowed, SAMPLE, `${key} ${hour}`);
    const { receipt } = await gate.recordPopulationUse(tx, {
      activity,
      operation: 'use',
      fields,
      allowed: sample,
      purposeNote: '人群试算 / estimates of a segment',
      by,
      subject: 'segments:estimate',
      detail: { hour, population: allowed.length },
    });
    const looked = { hour, sample, population: allowed.length, receipt: receipt.id };
    tx.afterCommit(() => {
      for (const [each, { hour: of }] of this.#looked) if (of < hour) this.#looked.delete(each);
      this.#looked.set(key, looked);
    });
    return looked;
  }
}

// The normal approximation with the correction for a finite population; a count of none still has the width of three people in the sample.
function marginOf(found: number, sample: number, population: number): number {
  const share = found / sample;
  const finite = Math.sqrt((population - sample) / (population - 1));
  const deviation = Math.sqrt((share * (1 - share)) / sample) * finite;
  return Math.ceil(Math.max(1.96 * deviation, 3 / sample) * population);
}
