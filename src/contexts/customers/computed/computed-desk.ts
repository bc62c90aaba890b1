import type { Tx } from '../../../platform/database/index.ts';
import { type Bilingual, Failure, fieldError } from '../../../platform/failure.ts';
import { fieldKind } from '../../register/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { computeTraits } from './compute-traits.ts';
import { readSpec } from './domain/computed-spec.ts';
import { type RfmGrid, type RfmRequest, rfmGrid } from './rfm-grid.ts';
import { type ComputedRow, deleteComputed, listComputed, upsertComputed } from './store/computed-store.ts';
import { type ComputedValue, computedOf } from './view-computed.ts';

/** A computed trait as it is entered. */
export interface ComputedInput {
  readonly code: string;
  readonly name: Bilingual;
  /** The activity under which people are analysed for it; customer administration unless told. */
  readonly activity?: string;
  /** How it is computed; see `ComputedSpec`. */
  readonly spec: unknown;
  readonly by: string;
}

/** Computed traits: defined, computed in batches, shown, and the RFM grid (decision 0069). */
export interface ComputedDesk {
  /** Stores a definition or its next revision. Throws `customers.computed-spec` (400), naming each fault. */
  save(tx: Tx, input: ComputedInput): Promise<{ code: string; revision: number }>;
  list(tx: Tx): Promise<ComputedRow[]>;
  /** Removes a definition; its values go with the next computation. */
  remove(tx: Tx, code: string): Promise<void>;
  /** Computes everything now, with transactions of its own; returns how many traits. */
  computeAll(by: string): Promise<number>;
  /** The same for what has not been computed for a day. */
  computeDue(): Promise<number>;
  /** The values of records that the gate permits to be looked at under each trait's activity; reading them is a use that the caller records. */
  of(tx: Tx, records: readonly { readonly id: string; readonly ordinal: number }[]): Promise<ComputedValue[]>;
  /** People by recency and frequency, five by five, with small cells hidden; one use with one receipt. */
  rfmGrid(tx: Tx, request: RfmRequest): Promise<RfmGrid>;
}

/** Minutes between two computations of a trait. */
export const COMPUTE_EVERY_MINUTES = 1440;

/** Opens the desk. */
export function createComputedDesk(deps: CustomersDeps): ComputedDesk {
  return {
    save: async (tx, input) => {
      const read = readSpec(input.spec);
      if (!read.ok) throw badFields('computed-spec', read.errors);
      const activity = await deps.register.activity(tx, input.activity ?? ADMINISTRATION);
      const declared = new Set(activity.fields.map(({ field }) => field));
      const missing = (await fieldsOfEvents(tx, [read.spec.event])).filter((field) => !declared.has(field));
      if (missing.length > 0)
        throw badFields(
          'computed-activity',
          missing.map((field) => {
            const { zh, en } = fieldKind(field).label;
            return fieldError('activity', `没有登记“${zh}”`, `does not declare "${en}"`);
          }),
        );
      const revision = await upsertComputed(tx, {
        code: input.code,
        name: input.name,
        activity: activity.code,
        spec: read.spec,
        savedBy: input.by,
        savedAt: deps.clock.now(),
      });
      return { code: input.code, revision };
    },
    list: listComputed,
    remove: async (tx, code) => {
      if ((await deleteComputed(tx, code)) === 0) throw computedNotFound();
      tx.afterCommit(() => {
        void deps.analytics
          .exclusively((connection) => connection.run('delete from computed where code = $1', [code]))
          .catch(() => undefined);
      });
    },
    computeAll: (by) => computeTraits(deps, { due: () => true, by }),
    computeDue: () => {
      const now = deps.clock.now().getTime();
      const due = ({ computedAt }: ComputedRow) =>
        computedAt === null || now - computedAt.getTime() >= COMPUTE_EVERY_MINUTES * 60_000;
      return computeTraits(deps, { due, by: 'system' });
    },
    of: (tx, records) => computedOf(deps, tx, records),
    rfmGrid: (tx, request) => rfmGrid(deps, tx, request),
  };
}

function computedNotFound(): Failure {
  return new Failure('customers.computed-not-found', 'not-found', {
    zh: '没有这个计算属性',
    en: 'No such computed trait',
  });
}
