import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';

/** That a value came from a source at an instant; what it was stands in the vault, its newest version alone. */
export interface TraitSource {
  readonly person: string;
  readonly field: FieldCode;
  readonly at: Date;
  /** For example "source:web". */
  readonly source: string;
}

/** Notes where values came from that came later than their people. */
export async function insertTraitSources(tx: Tx, rows: readonly TraitSource[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into customers.trait_value (person, field, at, source)
     select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) on conflict do nothing`,
    [
      rows.map((row) => row.person),
      rows.map((row) => row.field),
      rows.map((row) => row.at.toISOString()),
      rows.map((row) => row.source),
    ],
    'customers.insert-trait-sources',
  );
}

/** Where the later values of people came from, newest first. */
export async function readTraitSources(tx: Tx, persons: readonly string[]): Promise<TraitSource[]> {
  return tx.query<TraitSource>(
    'select person, field, at, source from customers.trait_value where person = any($1::uuid[]) order by at desc, field',
    [persons],
    'customers.trait-sources',
  );
}

/** A generalised trait that was set, as the log tells it; an empty value ends it. */
export interface GeneralTrait {
  readonly ordinal: number;
  readonly name: string;
  readonly value: string;
  readonly at: Date;
}

/** What the log says of people's generalised traits, newest first. */
export async function readGeneralTraits(tx: Tx, ordinals: readonly number[]): Promise<GeneralTrait[]> {
  return tx.query<GeneralTrait>(
    `select ordinal, substring(name from 8) as name, coalesce(value, '') as value, happened_at as at from customers.event
      where ordinal = any($1::int[]) and name like '$trait.%' and name <> '$trait.organisation' order by happened_at desc, seq desc limit 500`,
    [ordinals],
    'customers.general-traits',
  );
}

/** An identifier without its value. */
export interface IdentifierRow {
  readonly person: string;
  readonly type: string;
  readonly issuer: string;
  readonly scope: string;
  readonly seenAt: Date;
}

/** The identifiers of people: types and issuers, never values. */
export async function readIdentifiers(tx: Tx, persons: readonly string[]): Promise<IdentifierRow[]> {
  return tx.query<IdentifierRow>(
    `select person, type, issuer, scope, seen_at as "seenAt" from customers.identifier where person = any($1::uuid[])
      order by type, issuer, seen_at limit 500`,
    [persons],
    'customers.identifiers-of',
  );
}

/** Forgets where values came from: of some fields that are kept no more, or of everything. */
export async function deleteTraitSources(tx: Tx, person: string, fields?: readonly string[]): Promise<void> {
  await tx.execute(
    'delete from customers.trait_value where person = $1 and ($2::text[] is null or field = any($2::text[]))',
    [person, fields ?? null],
    'customers.delete-trait-sources',
  );
}
