import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { ComputedSpec } from './domain/computed-spec.ts';
import { listComputed } from './store/computed-store.ts';
import { traitUses } from './trait-uses.ts';

/** A computed trait of somebody; `number` or `word`, by its kind. */
export interface ComputedValue {
  readonly code: string;
  readonly name: Bilingual;
  readonly kind: ComputedSpec['kind'];
  readonly record: string;
  readonly number: number | null;
  readonly word: string | null;
  readonly at: Date;
}

/** The computed traits of records, as far as the gate permits each trait's activity for them now. */
export async function computedOf(
  deps: CustomersDeps,
  tx: Tx,
  records: readonly { readonly id: string; readonly ordinal: number }[],
): Promise<ComputedValue[]> {
  const traits = await listComputed(tx);
  if (traits.length === 0 || records.length === 0) return [];
  const ordinals = Uint32Array.from(records, (record) => record.ordinal);
  const permitted = new Map<string, ReadonlySet<number>>();
  for (const { activity, fields, traits: asked } of await traitUses(tx, traits)) {
    const question = { activity, operation: 'use', fields, ordinals } as const;
    const allowed = new Set((await deps.gate.decidePopulation(tx, question)).allowed);
    for (const { code } of asked) permitted.set(code, allowed);
  }
  const rows = await deps.analytics.connected(async (connection) => {
    const places = records.map((_, place) => `$${place + 1}`).join(', ');
    const answer = await connection.runAndReadAll(
      `select ordinal, code, number, word, epoch_ms(computed_at)::double from computed where ordinal in (${places}) order by code`,
      Array.from(ordinals),
    );
    return answer.getRows();
  });
  return rows.flatMap(([ordinal, code, number, word, at]) => {
    const trait = traits.find((each) => each.code === code);
    const record = records.find((each) => each.ordinal === Number(ordinal));
    if (trait === undefined || record === undefined) return [];
    if (permitted.get(trait.code)?.has(record.ordinal) !== true) return [];
    return [
      {
        code: trait.code,
        name: trait.name,
        kind: trait.spec.kind,
        record: record.id,
        number: number === null || number === undefined ? null : Number(number),
        word: word === null || word === undefined ? null : String(word),
        at: new Date(Number(at)),
      },
    ];
  });
}
