import type { Tx } from '../../../platform/database/index.ts';
import { Failure, fieldError } from '../../../platform/failure.ts';
import type { Tier } from '../../../platform/http/index.ts';
import { isId } from '../../../platform/ids.ts';
import type { Gate, Reason, SubjectInput } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { badCursor, badFields, personNotFound } from '../customers-failures.ts';
import { findPerson, findPersons, listPersons, type PersonRow } from '../identity/store/person-store.ts';
import { listContacts, organisationsOf } from '../organisations/store/organisation-store.ts';
import { exactSearchNotPermitted, isExact, noteExactSearch } from './note-exact-search.ts';

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
  readonly role: SubjectInput['role'];
  readonly source: string;
  readonly createdAt: string;
  /** Whose contact they are; null for others, and where nobody may look. */
  readonly organisation: OrganisationView | null;
  /** Masked values by field; null when the gate does not permit looking at this person. */
  readonly fields: { [field in FieldCode]?: string } | null;
  /** Why not, when `fields` is null. */
  readonly refused: Reason | null;
}

/** An organisation: its facts, none of a person. */
export interface OrganisationView {
  readonly id: string;
  readonly name: string;
  readonly registrationNumber: string | null;
}

/** A page of people and the receipt of the one use that it is. */
export interface PersonPage {
  readonly items: PersonView[];
  readonly receipt: string | null;
  readonly next?: string;
}

const LISTED: readonly FieldCode[] = ['name', 'mobile', 'email', 'member_id'];
const CONTACT_LISTED: readonly FieldCode[] = ['name', 'mobile', 'email', 'employer', 'job_title', 'member_id'];
const SHOWN: readonly FieldCode[] = ['name', 'mobile', 'email', 'address', 'city', 'birth_date', 'gender', 'member_id'];

/**
 * A page of people, newest first, masked: one use under customer administration, one receipt. With an activity of the HR basis the employees instead, with
 * one about business contacts these, who stand in no list of customers. Throws `customers.not-for-employees` (422) for another activity.
 */
export async function viewPersons(
  deps: CustomersDeps,
  tx: Tx,
  page: { limit: number; cursor?: string; activity?: string; organisation?: string },
  viewer: Viewer,
): Promise<PersonPage> {
  const before = page.cursor === undefined ? undefined : readCursor(page.cursor);
  const { activity, organisation } = page;
  const audience = await audienceOf(deps, tx, activity);
  if (organisation !== undefined && audience !== 'contacts') throw notForContacts();
  const limit = page.limit + 1;
  const rows =
    audience === 'contacts'
      ? await listContacts(tx, { limit, before, organisation })
      : await listPersons(tx, limit, before, await among(deps, tx, audience));
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const masked = await mask(deps, tx, shown, viewer, {
    activity: activity ?? ADMINISTRATION,
    fields: audience === 'contacts' ? CONTACT_LISTED : LISTED,
    subject: 'person-list',
  });
  return rows.length > page.limit && last !== undefined ? { ...masked, next: String(last.ordinal) } : masked;
}

async function among(deps: CustomersDeps, tx: Tx, audience: 'customers' | 'employees') {
  const employees = Array.from(await deps.gate.employees(tx));
  return audience === 'employees' ? { only: employees } : { without: employees };
}

/** What somebody looks for: a whole value of a field, or with `any` also a name, its pinyin or initials, or a masked number. */
export interface PersonQuery {
  readonly field: 'any' | 'mobile' | 'email' | 'member_id';
  readonly value: string;
  /** An activity of the HR basis or about business contacts: these are looked for then, and customers otherwise. */
  readonly activity?: string;
  /** 50 unless told. */
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * People who are found by a value; masked, one receipt a page, employees apart. By a whole value everybody who holds it; by `any` newest first, page
 * by page. A whole number or address takes a permission, is written down and limited (decision 0095). Throws `customers.search-too-short` (400) for less than a
 * character of Chinese, two letters or four digits, `customers.exact-search-not-permitted` (403), `customers.too-many-searches` (429).
 */
export async function searchPersons(
  deps: CustomersDeps,
  tx: Tx,
  query: PersonQuery,
  viewer: Viewer & { readonly exactly: boolean },
): Promise<PersonPage> {
  const exact = isExact(deps, query.field, query.value);
  if (exact && !viewer.exactly) throw exactSearchNotPermitted();
  const page = await findPage(deps, tx, query, viewer);
  if (exact) await noteExactSearch(deps, tx, viewer.by, page.items.length);
  return page;
}

async function findPage(deps: CustomersDeps, tx: Tx, query: PersonQuery, viewer: Viewer): Promise<PersonPage> {
  const audience = await audienceOf(deps, tx, query.activity);
  const fields = audience === 'contacts' ? CONTACT_LISTED : LISTED;
  const use = { activity: query.activity ?? ADMINISTRATION, fields, subject: 'person-search' };
  const only = (found: readonly PersonRow[]) => ofAudience(deps, tx, found, audience);
  if (query.field !== 'any') {
    const ids = await deps.vault.findByIndex(tx, query.field, query.value);
    return mask(deps, tx, await only(await findPersons(tx, ids.slice(0, 100))), viewer, use);
  }
  const { limit = 50 } = query;
  const before = query.cursor === undefined ? null : readSearchCursor(query.cursor);
  const found = await deps.vault.findPeople(tx, query.value, { before, limit: limit + 1 });
  if (found === undefined)
    throw badFields('search-too-short', [
      fieldError(
        'value',
        '至少一个汉字、两个字母或四位数字',
        'at least one Chinese character, two letters or four digits',
      ),
    ]);
  const rows = new Map((await findPersons(tx, found)).map((row) => [row.id, row]));
  const shown = found.slice(0, limit).flatMap((id) => rows.get(id) ?? []);
  const page = await mask(deps, tx, await only(shown), viewer, use);
  const last = found[limit - 1];
  return found.length > limit && last !== undefined ? { ...page, next: last } : page;
}

type Audience = 'customers' | 'employees' | 'contacts';

// Employees are met under the HR basis (PIPL 13(1)(2)) and contacts of organisations under activities about them; a list of customers holds none.
async function ofAudience(
  deps: CustomersDeps,
  tx: Tx,
  rows: readonly PersonRow[],
  audience: Audience,
): Promise<PersonRow[]> {
  const roles = await deps.gate.rolesOf(
    tx,
    rows.map((row) => row.id),
  );
  return rows.filter((row) => AUDIENCE_OF[roles.get(row.id) ?? 'customer'] === audience);
}

const AUDIENCE_OF: Readonly<Record<SubjectInput['role'], Audience>> = {
  customer: 'customers',
  member: 'customers',
  employee: 'employees',
  business_contact: 'contacts',
};

function readSearchCursor(cursor: string): string {
  if (isId(cursor)) return cursor;
  throw badCursor();
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
  const { activity = await usualActivity(deps, tx, row) } = viewer;
  const page = await mask(deps, tx, [row], viewer, {
    activity,
    fields: [...SHOWN, 'employer', 'job_title'],
    subject: 'person',
  });
  const [view] = page.items;
  if (view === undefined) throw personNotFound();
  return { ...view, receipt: page.receipt };
}

/** Under what staff look at somebody: business contacts and employees under the activity in which they came (an employee is no customer; PIPL 13(1)(2)), others under customer administration. */
export async function usualActivity(deps: CustomersDeps, tx: Tx, row: PersonRow): Promise<string> {
  const role = (await deps.gate.rolesOf(tx, [row.id])).get(row.id);
  return role === 'business_contact' || role === 'employee' ? row.activity : ADMINISTRATION;
}

async function audienceOf(deps: CustomersDeps, tx: Tx, code: string | undefined): Promise<Audience> {
  if (code === undefined) return 'customers';
  const activity = await deps.register.activity(tx, code);
  if (activity.basis === 'hr') return 'employees';
  if (activity.audience === 'business_contacts') return 'contacts';
  throw new Failure(
    'customers.not-for-employees',
    'refused',
    {
      zh: '查看员工需要以人力资源管理为依据的处理活动，查看单位联系人需要面向他们的处理活动',
      en: 'Employees are seen under an activity of the HR basis alone, business contacts under one about them',
    },
    {
      article: 'PIPL 13',
      errors: [
        fieldError(
          'activity',
          '既不以人力资源管理为依据，也不面向单位联系人',
          'neither rests on HR management nor is about business contacts',
        ),
      ],
    },
  );
}

function notForContacts(): Failure {
  return badFields('bad-organisation', [
    fieldError(
      'organisation',
      '须同时给出面向单位联系人的处理活动（activity）',
      'needs an activity about business contacts (`activity`)',
    ),
  ]);
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
  const roles = await deps.gate.rolesOf(tx, persons);
  const contacts = persons.filter((person) => roles.get(person) === 'business_contact');
  const organisations =
    contacts.length === 0 ? new Map<string, OrganisationView>() : await organisationsOf(tx, contacts);
  const items = rows.map((row) => ({
    id: row.id,
    role: roles.get(row.id) ?? ('customer' as const),
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    organisation: grant.refused.has(row.id) ? null : (organisations.get(row.id) ?? null),
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
  throw badCursor();
}
