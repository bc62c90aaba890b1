import type { Tx } from '../../../platform/database/index.ts';
import type { Permit } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { PersonRow } from '../identity/store/person-store.ts';
import { type GeneralTrait, readGeneralTraits, readTraitSources, type TraitSource } from './store/trait-store.ts';
import type { Viewer } from './view-persons.ts';

/** An earlier or present value: of a generalised trait what it was; of a field only that it came, for older versions are not kept (PIPL 19). */
export interface ValueChange {
  readonly at: Date;
  readonly source: string;
  readonly value: string | null;
}

/** A value that is known about somebody, with where it comes from. */
export interface KnownValue {
  /** The record that it comes from. */
  readonly record: string;
  /** A field's code, or the name of a generalised trait. */
  readonly trait: string;
  /** Whether it is general enough to stand outside the vault (decision 0008). */
  readonly general: boolean;
  /** Masked, unless it is general. */
  readonly value: string;
  /** For example "from_individual", "source:web". */
  readonly source: string;
  readonly at: Date;
  /** The changes, newest first, the present one included. */
  readonly history: readonly ValueChange[];
}

interface Held {
  readonly person: string;
  readonly field: FieldCode;
  readonly version: number;
  readonly storedAt: Date;
}

interface Question {
  readonly records: readonly PersonRow[];
  readonly held: readonly Held[];
  readonly fields: readonly FieldCode[];
  readonly permit: Permit | null;
  readonly viewer: Viewer;
}

/** Every value of some records that the permit covers, masked inside the vault, each with its source and time. */
export async function knownValues(deps: CustomersDeps, tx: Tx, question: Question): Promise<KnownValue[]> {
  const { records, held, fields, permit, viewer } = question;
  if (permit === null || records.length === 0) return [];
  const ids = records.map((record) => record.id);
  const masked = await deps.vault.readMasked(tx, permit, ids, fields, viewer);
  const sources = await readTraitSources(tx, ids);
  const byId = new Map(records.map((record) => [record.id, record]));
  const values = held.flatMap((each): KnownValue[] => {
    const record = byId.get(each.person);
    const value = masked.get(each.person)?.[each.field];
    return record === undefined || value === undefined ? [] : [fieldValue(record, each, value, sources)];
  });
  const general = await readGeneralTraits(
    tx,
    records.map((record) => record.ordinal),
  );
  return [...values, ...records.flatMap((record) => generalValues(record, general))];
}

function fieldValue(record: PersonRow, held: Held, value: string, sources: readonly TraitSource[]): KnownValue {
  const later = sources.filter((each) => each.person === held.person && each.field === held.field);
  const history: ValueChange[] = later.map(({ at, source }) => ({ at, source, value: null }));
  // More versions than notes: the first ones came with the person.
  if (held.version > later.length)
    history.push({
      at: later.length === 0 ? held.storedAt : record.createdAt,
      source: record.source,
      value: null,
    });
  const newest = history[0];
  return {
    record: record.id,
    trait: held.field,
    general: false,
    value,
    source: newest?.source ?? record.source,
    at: newest?.at ?? held.storedAt,
    history,
  };
}

function generalValues(record: PersonRow, all: readonly GeneralTrait[]): KnownValue[] {
  const own = all.filter((each) => each.ordinal === record.ordinal);
  return [...new Set(own.map((each) => each.name))].flatMap((name): KnownValue[] => {
    const changes = own.filter((each) => each.name === name);
    const [newest] = changes;
    if (newest === undefined || newest.value === '') return [];
    return [
      {
        record: record.id,
        trait: name,
        general: true,
        value: newest.value,
        source: record.source,
        at: newest.at,
        history: changes.map(({ at, value }) => ({ at, source: record.source, value })),
      },
    ];
  });
}
