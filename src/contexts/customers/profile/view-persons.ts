import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { Tier } from '../../../platform/http/index.ts';
import type { Gate, Reason } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { personNotFound } from '../customers-failures.ts';
import { findPerson, findPersons, listPersons, type PersonRow } from '../identity/store/person-store.ts';

/** Who looks, and how much the masks leave. */
export interface Viewer {
  /** "staff:ID" or the like. */
  readonly by: string;
  readonly tier: Tier;
  /** The role of a member of staff. */
  readonly role?: string;
}

/** A person as staff see them: masked. */
export interface PersonView {
  readonly id: string;
  readonly source: string;
  readonly createdAt: string;
  /** Masked values by field; null when the gate does not permit looking at this person. */
  readonly fields: { [field in FieldCode]?: string } | null;
  /** Why not, when `fields` is null. */
  readonly refused: Reason | null;
}

/** A page of people and the receipt of the one use that it is. */
export interface PersonPage {
  readonly items: PersonView[];
  readonly receipt: string | null;
  readonly next?: string;
}

const LISTED: readonly FieldCode[] = ['name', 'mobile', 'email', 'member_id'];
const SHOWN: readonly FieldCode[] = ['name', 'mobile', 'email', 'address', 'city', 'birth_date', 'gender', 'member_id'];

/** A page of people, newest first, masked: one use under customer administration, one receipt. */
export async function viewPersons(
  deps: CustomersDeps,
  tx: Tx,
  page: { limit: number; cursor?: string },
  viewer: Viewer,
): Promise<PersonPage> {
  const before = page.cursor === undefined ? undefined : readCursor(page.cursor);
  const rows = await listPersons(tx, page.limit + 1, before);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const masked = await mask(deps, tx, shown, viewer, {
    activity: ADMINISTRATION,
    fields: LISTED,
    subject: 'person-list',
  });
  return rows.length > page.limit && last !== undefined ? { ...masked, next: String(last.ordinal) } : masked;
}

/** People who hold exactly this value in a field that has a blind index; masked, one receipt. */
export async function searchPersons(
  deps: CustomersDeps,
  tx: Tx,
  query: { field: 'mobile' | 'email' | 'member_id'; value: string },
  viewer: Viewer,
): Promise<PersonPage> {
  const ids = await deps.vault.findByIndex(tx, query.field, query.value);
  const rows = await findPersons(tx, ids.slice(0, 100));
  return mask(deps, tx, rows, viewer, { activity: ADMINISTRATION, fields: LISTED, subject: 'person-search' });
}

/** One person, masked for the viewer's tier, under customer administration unless another activity is named; one receipt. */
export async function viewPerson(
  deps: CustomersDeps,
  tx: Tx,
  id: string,
  viewer: Viewer & { activity?: string },
): Promise<PersonView & { receipt: string | null }> {
  const row = await findPerson(tx, id);
  if (row === undefined) throw personNotFound();
  const { activity = ADMINISTRATION } = viewer;
  const page = await mask(deps, tx, [row], viewer, { activity, fields: SHOWN, subject: 'person' });
  const [view] = page.items;
  if (view === undefined) throw personNotFound();
  return { ...view, receipt: page.receipt };
}

async function mask(
  deps: CustomersDeps,
  tx: Tx,
  rows: readonly PersonRow[],
  viewer: Viewer,
  use: { activity: string; fields: readonly FieldCode[]; subject: string },
): Promise<{ items: PersonView[]; receipt: string | null }> {
  if (rows.length === 0) return { items: [], receipt: null };
  const persons = rows.map((row) => row.id);
  const fields = await coveredFields(deps, tx, use.activity, use.fields);
  const grant = await deps.gate.usePersons(tx, {
    activity: use.activity,
    operation: 'staff_access',
    fields,
    persons,
    by: viewer.by,
    subject: use.subject,
  });
  const seen = await readMasked(deps, tx, grant, fields, viewer);
  const items = rows.map((row) => ({
    id: row.id,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    fields: grant.refused.has(row.id) ? null : (seen.get(row.id) ?? {}),
    refused: grant.refused.get(row.id) ?? null,
  }));
  return { items, receipt: grant.receipt?.id ?? null };
}

/** Of some fields those that an activity declares: under an activity nobody sees more than its own. */
export async function coveredFields(
  deps: CustomersDeps,
  tx: Tx,
  code: string,
  wanted: readonly FieldCode[],
): Promise<FieldCode[]> {
  const activity = await deps.register.activity(tx, code);
  const declared = new Set(activity.fields.map((each) => each.field));
  return wanted.filter((field) => declared.has(field));
}

async function readMasked(
  deps: CustomersDeps,
  tx: Tx,
  grant: Awaited<ReturnType<Gate['usePersons']>>,
  fields: readonly FieldCode[],
  viewer: Viewer,
): Promise<ReadonlyMap<string, Readonly<Partial<Record<FieldCode, string>>>>> {
  if (grant.permit === null) return new Map();
  return deps.vault.readMasked(tx, grant.permit, [...grant.permit.persons], fields, viewer);
}

function readCursor(cursor: string): number {
  const ordinal = /^\d{1,10}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (ordinal <= 2_147_483_647) return ordinal;
  throw new Failure('customers.bad-cursor', 'malformed', { zh: '分页标记无效', en: 'The cursor is not valid' });
}
