import type { Tx } from '../../../platform/database/index.ts';
import { Failure, type FieldError, fieldError } from '../../../platform/failure.ts';
import type { SubjectInput } from '../../consent/index.ts';
import { type FieldCode, isFieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, identifierTaken } from '../customers-failures.ts';
import { type OrganisationNamed, readOrganisation } from '../organisations/domain/organisation.ts';
import { createPeople } from './create-people.ts';
import { type Identifier, identifierForm, identifierKey } from './identify.ts';
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
  /** Whose contact they are; with the role `business_contact`, and with it alone. */
  readonly organisation?: OrganisationNamed;
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
  const organisation = organisationOf(input);
  const fields = readAttributes(deps, input);
  assertIdentifiers(deps, input.identifiers);
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
          ...(organisation === undefined ? {} : { employer: organisation.name }),
          ...fields,
        },
        role,
        ...(organisation === undefined ? {} : { organisation }),
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
  ).catch(rethrowStanding);
  if (made === undefined) throw new Error('a person was asked for and none was made');
  return { id: made.id };
}

// The caller wrote the activity, not a standing in it.
function rethrowStanding(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'consent.subject-refused') throw error;
  const { code, kind, title, options } = error;
  const errors = (options.errors ?? []).map((each) => ({ ...each, path: each.path.replace(/^standing\./, '') }));
  throw new Failure(code, kind, title, { ...options, errors });
}

function organisationOf({ organisation, role, attributes }: PersonInput): OrganisationNamed | undefined {
  const errors: FieldError[] = [];
  if ((role === 'business_contact') !== (organisation !== undefined))
    errors.push(
      fieldError(
        'organisation',
        '单位联系人须写明所在单位，其他人则不填',
        'is told of a business contact, and of nobody else',
      ),
    );
  if (organisation !== undefined && attributes['employer'] !== undefined)
    errors.push(fieldError('attributes.employer', '由 organisation 给出', 'is what `organisation` says'));
  const read = organisation === undefined ? undefined : readOrganisation(organisation);
  if (read?.ok === false) for (const each of read.errors) errors.push({ ...each, path: `organisation.${each.path}` });
  if (errors.length > 0) throw badFields('bad-organisation', errors);
  return read?.ok === true ? read.organisation : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Every fault of an identifier is named by the place at which the caller wrote it. */
function assertIdentifiers(deps: CustomersDeps, identifiers: readonly Identifier[]): void {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [place, identifier] of identifiers.entries()) {
    const at = (name: string) => `identifiers[${place}].${name}`;
    for (const name of ['type', 'value', 'issuer', 'scope'] as const)
      if (CONTROL.test(identifier[name] ?? ''))
        errors.push(fieldError(at(name), '含有无效字符', 'holds characters that are not valid'));
    const read = deps.vault.normalise('member_id', identifier.value);
    if (!read.ok && !CONTROL.test(identifier.value))
      errors.push(fieldError(at('value'), read.problem.zh, read.problem.en));
    const form = identifierForm(identifier);
    if (seen.has(form))
      errors.push(fieldError(`identifiers[${place}]`, '与前面的标识重复', 'was named before in this request'));
    seen.add(form);
  }
  if (errors.length > 0) throw badFields('bad-identifiers', errors);
}

function readAttributes(
  deps: CustomersDeps,
  { attributes, birthDate }: Pick<PersonInput, 'attributes' | 'birthDate'>,
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
  const { birth_date: again } = fields;
  if (birthDate !== undefined) {
    const date = deps.vault.normalise('birth_date', birthDate);
    if (!date.ok) errors.push(fieldError('birthDate', date.problem.zh, date.problem.en));
    const other = again === undefined ? undefined : deps.vault.normalise('birth_date', again);
    if (date.ok && other?.ok === true && other.stored !== date.stored)
      errors.push(fieldError('attributes.birth_date', '与 birthDate 不一致', 'differs from birthDate'));
  }
  if (errors.length > 0) throw badFields('bad-attributes', errors);
  return fields;
}
