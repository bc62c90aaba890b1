import type { Tx } from '../../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { SubjectInput } from '../../consent/index.ts';
import { type FieldCode, isFieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, identifierTaken } from '../customers-failures.ts';
import { createPeople } from './create-people.ts';
import { type Identifier, identifierKey } from './identify.ts';
import { findByIdentifiers, lockIdentities } from './store/person-store.ts';

/** A person as a caller brings them. */
export interface PersonInput {
  readonly activity: string;
  /** The law context's word for where the fields come from, for example "from_individual". */
  readonly source: string;
  readonly identifiers: readonly Identifier[];
  /** Field codes of the register with their values. */
  readonly attributes: Readonly<Record<string, string>>;
  /** YYYY-MM-DD. */
  readonly birthDate?: string;
  readonly adultDeclaredAt?: Date;
  readonly fourteenDeclaredAt?: Date;
  readonly role?: SubjectInput['role'];
  /** The person gives it themselves, in a session of theirs; see `Origin`. */
  readonly ownHand?: boolean;
  /** What is known about how the person was told; without it nothing is proven (grade C). */
  readonly standing?: Omit<NonNullable<SubjectInput['standing']>, 'activity'>;
}

/**
 * Stores a new person under the gate's permit to collect. Throws `customers.identifier-taken` or `customers.person-erased` (409), or the gate's
 * refusal (422).
 */
export async function createPerson(deps: CustomersDeps, tx: Tx, input: PersonInput): Promise<{ id: string }> {
  if (input.identifiers.length === 0 && Object.keys(input.attributes).length === 0)
    throw badFields('nothing-to-store', [fieldError('attributes', '至少需要一项', 'at least one is needed')]);
  const fields = readAttributes(deps, input.attributes);
  const identifiers = input.identifiers.map((identifier) => identifierKey(deps, identifier));
  if (identifiers.length > 0) await lockIdentities(tx, 'shared');
  const taken = (await findByIdentifiers(tx, identifiers)).findIndex((found) => found !== undefined);
  if (taken !== -1) throw identifierTaken(`identifiers[${taken}]`);
  const memberId = input.identifiers.find((identifier) => identifier.type === 'member_id')?.value;
  const { role = 'customer', birthDate, adultDeclaredAt, fourteenDeclaredAt } = input;
  const [made] = await createPeople(
    deps,
    tx,
    [
      {
        identifiers,
        fields: {
          ...(memberId === undefined ? {} : { member_id: memberId }),
          ...(birthDate === undefined ? {} : { birth_date: birthDate }),
          ...fields,
        },
        role,
        ...(birthDate === undefined ? {} : { birthDate }),
        ...(adultDeclaredAt === undefined ? {} : { adultDeclaredAt }),
        ...(fourteenDeclaredAt === undefined ? {} : { fourteenDeclaredAt }),
      },
    ],
    {
      activity: input.activity,
      storedUnder: input.activity,
      source: input.source,
      import: null,
      ...(input.ownHand === undefined ? {} : { ownHand: input.ownHand }),
      standing: input.standing ?? { source: 'api', grade: 'C' },
    },
  );
  if (made === undefined) throw new Error('a person was asked for and none was made');
  return { id: made.id };
}

function readAttributes(
  deps: CustomersDeps,
  attributes: Readonly<Record<string, string>>,
): Partial<Record<FieldCode, string>> {
  const fields: Partial<Record<FieldCode, string>> = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const path = `attributes.${name.slice(0, 40)}`;
    if (!isFieldCode(name)) {
      errors.push(fieldError(path, '未知的字段', 'unknown field'));
      continue;
    }
    const normalised = deps.vault.normalise(name, value);
    if (normalised.ok) fields[name] = value;
    else errors.push(fieldError(path, normalised.problem.zh, normalised.problem.en));
  }
  if (errors.length > 0) throw badFields('bad-attributes', errors);
  return fields;
}
