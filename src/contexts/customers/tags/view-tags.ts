import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { tagReasonLabel } from './give-tag.ts';
import { fieldsOf } from './refresh-tag.ts';
import { carriersOf, type PersonTag, tagsOfPersons } from './store/person-tag-store.ts';
import { listTags, type TagRow } from './store/tag-store.ts';

/** A tag of the catalogue with how many carry it, as the gate counts them now. */
export interface TagView extends TagRow {
  /** Who carries it and may be used under its activity. */
  readonly people: number;
  /** Who carries it and may not: they lose it with the next refresh. */
  readonly denied: number;
}

/** A tag that somebody carries. */
export interface CarriedTag {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly says: TagRow['says'];
  readonly record: string;
  readonly byRule: boolean;
  readonly givenBy: string;
  readonly givenAt: Date;
  readonly endsAt: Date;
  /** Why, where it was given by hand, without personal information; only for staff. */
  readonly reason: string | null;
  readonly receipt: string;
}

/** The catalogue: each tag with its count in the gate's population form. Deciding is no use. */
export async function viewTags(deps: CustomersDeps, tx: Tx): Promise<TagView[]> {
  const views: TagView[] = [];
  for (const tag of await listTags(tx)) {
    const carriers = await carriersOf(tx, tag.code);
    const { allowedPeople } = await deps.gate.decidePopulation(tx, {
      activity: tag.activity,
      operation: 'use',
      fields: fieldsOf(tag),
      ordinals: Uint32Array.from(carriers, (each) => each.ordinal),
    });
    views.push({ ...tag, people: allowedPeople.size, denied: carriers.length - allowedPeople.size });
  }
  return views;
}

/** Every tag that these records carry, whatever the gate says of it: for the person, who may delete it. */
export async function carriedTags(tx: Tx, persons: readonly string[]): Promise<CarriedTag[]> {
  const names = new Map((await listTags(tx)).map((tag) => [tag.code, tag]));
  return (await tagsOfPersons(tx, persons)).flatMap((each) => {
    const tag = names.get(each.tag);
    return tag === undefined ? [] : [carried(tag, each, null)];
  });
}

/** The tags of records that staff may see: those whose activity the gate permits now, with their reasons, and how many it does not. */
export async function tagsForStaff(
  deps: CustomersDeps,
  tx: Tx,
  persons: readonly string[],
): Promise<{ tags: CarriedTag[]; withheld: number }> {
  const rows = await tagsOfPersons(tx, persons);
  const names = new Map((await listTags(tx)).map((tag) => [tag.code, tag]));
  const tags: CarriedTag[] = [];
  for (const row of rows) {
    const tag = names.get(row.tag);
    if (tag === undefined) continue;
    const { outcome } = await deps.gate.decide(tx, {
      person: row.person,
      activity: tag.activity,
      operation: 'use',
      fields: fieldsOf(tag),
    });
    if (outcome === 'deny') continue;
    const reason =
      row.reason === null ? null : deps.vault.openBlob(tagReasonLabel(row.id), row.reason).toString('utf8');
    tags.push(carried(tag, row, reason));
  }
  return { tags, withheld: rows.length - tags.length };
}

function carried(tag: TagRow, row: PersonTag, reason: string | null): CarriedTag {
  return {
    code: tag.code,
    name: tag.name,
    activity: tag.activity,
    says: tag.says,
    record: row.person,
    byRule: row.byRule,
    givenBy: row.givenBy,
    givenAt: row.givenAt,
    endsAt: row.endsAt,
    reason,
    receipt: row.receipt,
  };
}
