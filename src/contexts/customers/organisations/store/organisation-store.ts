import type { Tx } from '../../../../platform/database/index.ts';
import type { PersonRow } from '../../identity/store/person-store.ts';

/** An organisation: its facts, none of a person. */
export interface OrganisationRow {
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly registrationNumber: string | null;
}

const COLUMNS = `id, name, name_key as "nameKey", registration_number as "registrationNumber"`;

/** Two batches that name the same new organisation meet here; held until the commit. */
export async function lockOrganisations(tx: Tx): Promise<void> {
  await tx.execute(
    `select pg_advisory_xact_lock(hashtext('customers.organisation'))`,
    [],
    'customers.lock-organisations',
  );
}

/** The organisations with one of these numbers or names. */
export async function findOrganisations(
  tx: Tx,
  { numbers, keys }: { readonly numbers: readonly string[]; readonly keys: readonly string[] },
): Promise<OrganisationRow[]> {
  return tx.query<OrganisationRow>(
    `select ${COLUMNS} from customers.organisation
      where registration_number = any($1::text[]) or name_key = any($2::text[]) order by created_at, id`,
    [numbers, keys],
    'customers.find-organisations',
  );
}

export async function insertOrganisations(tx: Tx, rows: readonly OrganisationRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into customers.organisation (id, name, name_key, registration_number, created_at)
     select id, name, name_key, number, $5 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as o (id, name, name_key, number)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ name }) => name),
      rows.map((row) => row.nameKey),
      rows.map(({ registrationNumber }) => registrationNumber),
      at,
    ],
    'customers.insert-organisations',
  );
}

/** Notes the number of an organisation that was known by its name alone. */
export async function setNumber(tx: Tx, id: string, number: string): Promise<void> {
  await tx.execute('update customers.organisation set registration_number = $2 where id = $1', [id, number]);
}

/** Whose contact each of these people is. */
export async function organisationsOf(
  tx: Tx,
  persons: readonly string[],
): Promise<Map<string, Omit<OrganisationRow, 'nameKey'>>> {
  const rows = await tx.query<Omit<OrganisationRow, 'nameKey'> & { person: string }>(
    `select c.person, o.id, o.name, o.registration_number as "registrationNumber"
       from customers.business_contact c join customers.organisation o on o.id = c.organisation
      where c.person = any($1::uuid[])`,
    [persons],
    'customers.organisations-of',
  );
  return new Map(rows.map(({ person, ...organisation }) => [person, organisation]));
}

/** Makes people contacts of organisations, or moves them; answers who was moved or is new. */
export async function setContacts(
  tx: Tx,
  contacts: readonly { readonly person: string; readonly ordinal: number; readonly organisation: string }[],
  at: Date,
): Promise<{ ordinal: number; organisation: string }[]> {
  return tx.query(
    `insert into customers.business_contact (person, ordinal, organisation, set_at)
     select person, ordinal, organisation, $4 from unnest($1::uuid[], $2::int[], $3::uuid[]) as c (person, ordinal, organisation)
     on conflict (person) do update set organisation = excluded.organisation, set_at = excluded.set_at
       where customers.business_contact.organisation <> excluded.organisation
     returning ordinal, organisation`,
    [
      contacts.map(({ person }) => person),
      contacts.map(({ ordinal }) => ordinal),
      contacts.map(({ organisation }) => organisation),
      at,
    ],
    'customers.set-contacts',
  );
}

/** Contacts newest first, of one organisation or of all; `before` is the ordinal of the last one seen. */
export async function listContacts(
  tx: Tx,
  page: { readonly limit: number; readonly before: number | undefined; readonly organisation: string | undefined },
): Promise<PersonRow[]> {
  return tx.query<PersonRow>(
    `select p.id, p.ordinal, p.activity, p.source, p.created_at as "createdAt"
       from customers.business_contact c join customers.person p on p.id = c.person
      where ($2::int is null or c.ordinal < $2) and ($3::uuid is null or c.organisation = $3)
      order by c.ordinal desc limit $1`,
    [page.limit, page.before ?? null, page.organisation ?? null],
    'customers.list-contacts',
  );
}

/** An organisation with how many contacts it has. */
export interface OrganisationCounted extends Omit<OrganisationRow, 'nameKey'> {
  readonly contacts: number;
}

/** Organisations by name, behind the one with the id `after`; of those whose name or number holds `like`, if given. */
export async function listOrganisations(
  tx: Tx,
  page: { readonly limit: number; readonly after: string | undefined; readonly like: string | undefined },
): Promise<OrganisationCounted[]> {
  return tx.query<OrganisationCounted>(
    `select o.id, o.name, o.registration_number as "registrationNumber",
            (select count(*) from customers.business_contact c where c.organisation = o.id)::int as contacts
       from customers.organisation o
      where ($3::text is null or strpos(o.name_key, $3) > 0 or strpos(lower(coalesce(o.registration_number, '')), $3) > 0)
        and ($2::uuid is null or (o.name, o.id) > (select a.name, a.id from customers.organisation a where a.id = $2))
      order by o.name, o.id limit $1`,
    [page.limit, page.after ?? null, page.like ?? null],
    'customers.list-organisations',
  );
}

/** The names of some organisations. */
export async function organisationNames(
  tx: Tx,
  ids: readonly string[],
): Promise<{ readonly code: string; readonly name: { readonly zh: string; readonly en: string } }[]> {
  const rows = await tx.query<{ id: string; name: string }>(
    'select id::text as id, name from customers.organisation where id::text = any($1::text[])',
    [ids],
  );
  return rows.map(({ id, name }) => ({ code: id, name: { zh: name, en: name } }));
}

/** Forgets whose contact somebody was; the organisation stays. */
export async function deleteContact(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from customers.business_contact where person = $1', [person]);
}
