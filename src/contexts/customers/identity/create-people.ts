import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import { newId } from '../../../platform/ids.ts';
import type { SubjectInput } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, identifierTaken } from '../customers-failures.ts';
import { provinceOf } from '../domain/province.ts';
import { appendTraits } from '../events/event-log.ts';
import type { OrganisationNamed } from '../organisations/domain/organisation.ts';
import { keepContacts } from '../organisations/keep-contacts.ts';
import { claimKeys } from './claim-identifiers.ts';
import { findErased } from './find-erased.ts';
import { fieldOfIdentifier } from './link-fields.ts';
import { personErased } from './person-erased.ts';
import { setAddresses } from './set-addresses.ts';
import { type IdentifierKey, insertIdentifiers, insertPersons } from './store/person-store.ts';

/** Somebody who is not known yet. */
export interface NewPerson {
  readonly identifiers: readonly IdentifierKey[];
  readonly fields: Readonly<Partial<Record<FieldCode, string>>>;
  readonly role: SubjectInput['role'];
  readonly birthDate?: string;
  readonly adultDeclaredAt?: Date;
  readonly fourteenDeclaredAt?: Date;
  /** Whose contact they are: of those of the role `business_contact`, and of them alone. */
  readonly organisation?: OrganisationNamed;
}

/** Where new people come from and what they were told. */
export interface Origin {
  /** The activity in which they get their standing. */
  readonly activity: string;
  /** The activity under which their fields are stored: the same, unless nobody can prove that they were told of it. */
  readonly storedUnder: string;
  /** The law context's word for the source, for example "from_individual". */
  readonly source: string;
  readonly import: string | null;
  readonly standing: Omit<NonNullable<SubjectInput['standing']>, 'activity'>;
  /** The people themselves give it, here and now: only then may somebody who was erased come back. */
  readonly ownHand?: boolean;
}

/**
 * Makes people: the gate gives them ordinals and their standing in the activity, the vault stores their fields under the gate's permit to
 * collect, and addresses stand unconfirmed. Refused as a whole (Failure with the article) when the activity may not collect these fields
 * from this source, or one of them was erased and does not come back by their own hand (`customers.person-erased`).
 */
export async function createPeople(
  deps: CustomersDeps,
  tx: Tx,
  people: readonly NewPerson[],
  origin: Origin,
): Promise<{ id: string; ordinal: number }[]> {
  if (people.length === 0) return [];
  if (origin.ownHand !== true)
    for (const by of (await findErased(deps, tx, people)).values())
      throw personErased(by.kind === 'address' ? `attributes.${by.field}` : `identifiers[${by.place}]`);
  const at = deps.clock.now();
  const subjects = people.map((person): SubjectInput => {
    const { role, adultDeclaredAt, fourteenDeclaredAt } = person;
    const birthDate = birthDateOf(deps, person);
    return {
      person: newId(deps.clock),
      role,
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(adultDeclaredAt === undefined ? {} : { adultDeclaredAt }),
      ...(fourteenDeclaredAt === undefined ? {} : { fourteenDeclaredAt }),
      standing: { activity: origin.activity, ...origin.standing },
    };
  });
  const ordinals = await deps.gate.registerSubjects(tx, subjects);
  const made = subjects.map((subject, index) => ({ id: subject.person, ordinal: ordinals[index] ?? -1 }));
  await insertPersons(tx, made, { ...origin, at });
  await storeFields(deps, tx, people, made, origin);
  const contacts = people.flatMap(({ organisation }, index) => {
    const { id = '', ordinal = -1 } = made[index] ?? {};
    return organisation === undefined ? [] : [{ person: id, ordinal, organisation }];
  });
  await keepContacts(deps, tx, contacts);
  const identifiers = people.flatMap((person, index) => {
    const { id, ordinal } = made[index] ?? { id: '', ordinal: -1 };
    return person.identifiers.map((identifier) => ({ ...identifier, person: id, ordinal }));
  });
  const added = await insertIdentifiers(tx, identifiers, at);
  // Somebody else added one of them since it was looked up; the caller's transaction ends here.
  if (added < identifiers.length) throw identifierTaken('identifiers');
  await claimKeys(tx, identifiers, { source: sourceOf(origin), at });
  return made;
}

// Whichever door it comes through, a birth date that is stored is one that the gate knows.
function birthDateOf(deps: CustomersDeps, { birthDate, fields }: NewPerson): string | undefined {
  const told = birthDate ?? fields.birth_date;
  if (told === undefined) return undefined;
  const date = deps.vault.normalise('birth_date', told);
  if (!date.ok) throw badFields('bad-attributes', [fieldError('birthDate', date.problem.zh, date.problem.en)]);
  return date.stored;
}

function sourceOf({ import: of, standing }: Origin): string {
  return of === null ? standing.source : `import:${of}`;
}

async function storeFields(
  deps: CustomersDeps,
  tx: Tx,
  people: readonly NewPerson[],
  made: readonly { id: string; ordinal: number }[],
  origin: Origin,
): Promise<void> {
  const values = people.flatMap((person, index) =>
    (Object.entries(person.fields) as [FieldCode, string][]).map(([field, value]) => ({
      person: made[index]?.id ?? '',
      ordinal: made[index]?.ordinal ?? -1,
      field,
      value,
    })),
  );
  // Whoever is known by a number alone: that number is what is collected.
  const numbered = people.flatMap(({ identifiers }) => identifiers.map(({ type }) => fieldOfIdentifier(type)));
  const fields = [...new Set(values.length > 0 ? values.map((each) => each.field) : numbered)];
  const permit = await deps.gate.collect(tx, {
    activity: origin.storedUnder,
    source: origin.source,
    fields,
    persons: made.map((person) => person.id),
  });
  await deps.vault.storeFields(
    tx,
    permit,
    values.map(({ person, field, value }) => ({ person, field, value })),
  );
  const numbers = people.flatMap(({ identifiers }, index) =>
    identifiers.map((identifier) => ({ ...identifier, person: made[index]?.id ?? '' })),
  );
  await setAddresses(deps, tx, values, numbers);
  const traits = values.flatMap(({ ordinal, field, value }) => {
    const province = field === 'address' ? provinceOf(value) : undefined;
    return province === undefined ? [] : [{ ordinal, name: 'province', value: province }];
  });
  await appendTraits(tx, traits, deps.clock.now());
}
