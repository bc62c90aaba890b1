import type { Tx } from '../../../platform/database/index.ts';
import type { Reason, SubjectInput, UseGrant } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { type ComputedValue, computedOf } from '../computed/view-computed.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import type { PersonRow } from '../identity/store/person-store.ts';
import { organisationsOf } from '../organisations/store/organisation-store.ts';
import { type CarriedTag, tagsForStaff } from '../tags/view-tags.ts';
import { type KnownValue, knownValues } from './known-values.ts';
import { recordsOf } from './records-of.ts';
import { type IdentifierRow, readIdentifiers } from './store/trait-store.ts';
import { coveredFields, usualActivity, type Viewer } from './view-persons.ts';

/** One source record of a human. */
export interface ProfileRecord {
  readonly id: string;
  readonly role: SubjectInput['role'];
  readonly source: string;
  /** The activity in which the person came. */
  readonly activity: string;
  readonly createdAt: Date;
  /** Whose contact they are. */
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly registrationNumber: string | null;
  } | null;
  /** Why the gate lets nobody look at this record; null when it does. */
  readonly refused: Reason | null;
}

/** One human as staff see them: masked, each value with the record it comes from. */
export interface Profile {
  readonly records: readonly ProfileRecord[];
  readonly values: readonly KnownValue[];
  /** Types and issuers; values are nowhere. */
  readonly identifiers: readonly IdentifierRow[];
  readonly computed: readonly ComputedValue[];
  /** The tags that staff may see now. */
  readonly tags: readonly CarriedTag[];
  /** How many more there are whose activity the gate denies now. */
  readonly tagsWithheld: number;
  /** Id of the receipt of this look; null when nobody may be looked at. */
  readonly receipt: string | null;
}

/** The profile of a person: everything held, masked for who looks, in one use with one receipt. Throws `customers.person-not-found`. */
export async function viewProfile(deps: CustomersDeps, tx: Tx, person: string, viewer: Viewer): Promise<Profile> {
  const records = await recordsOf(tx, person);
  const ids = records.map((record) => record.id);
  const roles = await deps.gate.rolesOf(tx, ids);
  const held = await deps.vault.heldVersions(tx, ids);
  const named = held.map(({ field }) => field);
  const activity = await activityFor(deps, tx, records);
  const fields = await coveredFields(deps, tx, activity, [...new Set<FieldCode>([...named, 'tags', 'order_record'])]);
  const grant = await look(deps, tx, ids, fields, viewer, { activity, subject: 'profile' });
  const seen = records.filter((record) => !grant.refused.has(record.id));
  const organisations = await organisationsOf(tx, ids);
  const { tags, withheld } = await tagsForStaff(
    deps,
    tx,
    seen.map((record) => record.id),
  );
  return {
    records: records.map((record) => ({
      id: record.id,
      role: roles.get(record.id) ?? 'customer',
      source: record.source,
      activity: record.activity,
      createdAt: record.createdAt,
      organisation: grant.refused.has(record.id) ? null : (organisations.get(record.id) ?? null),
      refused: grant.refused.get(record.id) ?? null,
    })),
    values: await knownValues(deps, tx, { records: seen, held, fields, permit: grant.permit, viewer }),
    identifiers: await readIdentifiers(
      tx,
      seen.map((record) => record.id),
    ),
    computed: await computedOf(deps, tx, seen),
    tags,
    tagsWithheld: withheld,
    receipt: grant.receipt?.id ?? null,
  };
}

/** Under what a human's records are looked at; `usualActivity` of the first of them. */
export async function activityFor(deps: CustomersDeps, tx: Tx, records: readonly PersonRow[]): Promise<string> {
  const [first] = records;
  return first === undefined ? ADMINISTRATION : usualActivity(deps, tx, first);
}

/** Asks the gate to look at records, as one use. */
export async function look(
  deps: CustomersDeps,
  tx: Tx,
  persons: readonly string[],
  fields: readonly FieldCode[],
  viewer: Viewer,
  { activity, subject }: { readonly activity: string; readonly subject: string },
): Promise<UseGrant> {
  // Somebody of whom no field is held is looked at all the same: that they are here says something of them.
  const asked = fields.length > 0 ? fields : (['name'] as const);
  return deps.gate.usePersons(tx, {
    activity,
    operation: 'staff_access',
    fields: asked,
    persons,
    by: viewer.by,
    subject,
  });
}
