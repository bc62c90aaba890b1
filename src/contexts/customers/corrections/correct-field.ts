import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { type FieldCode, isFieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { personNotFound } from '../customers-failures.ts';
import { dropClaims } from '../identity/drop-claims.ts';
import { moveProvince } from '../identity/move-province.ts';
import { addressesOf } from '../identity/set-addresses.ts';
import { findPerson, type PersonRow } from '../identity/store/person-store.ts';
import { noteCorrection } from '../outbox/note-outside.ts';
import { deleteTraitSources, insertTraitSources } from '../profile/store/trait-store.ts';
import { badValue, correctionOfEmployee, notCorrectable, nothingChanged, nothingHeld } from './correction-failures.ts';
import { type Corrected, type CorrectionBy, recordCorrection } from './record-correction.ts';
import { deleteRefuted, insertRefuted } from './store/correction-store.ts';

/** The fields that are corrected by hand; the person may correct the same. */
export const CORRECTABLE_FIELDS = ['name', 'mobile', 'email', 'address', 'city', 'gender', 'birth_date'] as const;
/** What somebody saw that proves a birth date. */
export const BIRTH_PROOFS = ['identity-card', 'household-register', 'passport', 'birth-certificate'] as const;
// They name the record in other systems, or decide what is permitted.
const NOT_BY_HAND: ReadonlySet<FieldCode> = new Set(['member_id', 'wecom_id', 'open_id', 'birth_date', 'employer']);
const CHANNEL_OF: { readonly [field in FieldCode]?: 'sms' | 'email' } = { mobile: 'sms', email: 'email' };

/**
 * Puts another value in the place of one that is wrong (PIPL 46), whatever brought it; the wrong one comes back by no file. A new address is not confirmed, so
 * nothing is sent to it before its holder has confirmed it; a new date of birth decides at once what the gate permits, and takes a proof where a minor would
 * be less protected (decision 0102). Throws `customers.not-correctable`, `customers.bad-correction`, `customers.nothing-changed` or the gate's refusal.
 */
export async function correctField(
  deps: CustomersDeps,
  tx: Tx,
  request: CorrectionBy & {
    readonly field: string;
    readonly value: string;
    readonly proof?: (typeof BIRTH_PROOFS)[number];
  },
): Promise<Corrected> {
  const { person, field: code, value, by, proof } = request;
  const field = CORRECTABLE_FIELDS.find((each) => each === code);
  if (field === undefined)
    throw notCorrectable(
      '只能更正姓名、手机、邮箱、地址、城市、性别、出生日期；会员号由系统编定',
      'only name, mobile, email, address, city, gender and date of birth; member numbers are given by systems',
    );
  const normalised = deps.vault.normalise(field, value);
  if (!normalised.ok) throw badValue(normalised.problem.zh, normalised.problem.en);
  const row = await customer(deps, tx, person);
  const fresh = deps.vault.personalDigest({ person, field, value });
  const wrong = await deps.vault.storedDigest(tx, { person, field });
  if (wrong?.equals(fresh) === true) throw nothingChanged();
  const birth = { person, birthDate: normalised.stored, proof };
  // First, so that collecting is judged by the age that is right.
  const age = field === 'birth_date' ? await correctAge(deps, tx, birth) : {};
  await storeCorrected(deps, tx, { person, field, value });
  const done = await recordCorrection(deps, tx, request, { act: 'field-corrected', field, ...age });
  await deleteRefuted(tx, { person, field, digest: fresh });
  if (wrong !== undefined) await refute(tx, { person, field, digest: wrong }, done);
  const at = deps.clock.now();
  await insertTraitSources(tx, [{ person, field, at, source: by === 'person' ? 'privacy-centre' : 'correction' }]);
  await followAddress(deps, tx, row, field, value);
  await noteCorrection(deps, tx, person, [field]);
  return done;
}

/**
 * Deletes a value (PIPL 47), whatever brought it; no file, tracker or webhook brings it back. Throws `customers.nothing-held` or
 * `customers.not-correctable`.
 */
export async function deleteField(
  deps: CustomersDeps,
  tx: Tx,
  request: CorrectionBy & { readonly field: string },
): Promise<Corrected> {
  const { person, field } = request;
  if (!isFieldCode(field)) throw nothingHeld();
  if (NOT_BY_HAND.has(field))
    throw notCorrectable(
      '这一项标识档案本身或决定未成年人保护，只能随整份档案删除',
      'this names the record or protects minors; it goes with the whole record alone',
    );
  const row = await customer(deps, tx, person);
  const digest = await deps.vault.takeBack(tx, { person, field, until: null });
  if (digest === undefined) throw nothingHeld();
  const done = await recordCorrection(deps, tx, request, { act: 'field-deleted', field });
  await refute(tx, { person, field, digest }, done);
  await deleteTraitSources(tx, person, [field]);
  const channel = CHANNEL_OF[field];
  if (channel !== undefined) {
    await deps.gate.endAddress(tx, { person, channel });
    await dropClaims(deps, tx, { ordinal: row.ordinal, type: channel === 'sms' ? 'mobile' : 'email', by: request.by });
  }
  if (field === 'address') await moveProvince(deps, tx, { ordinal: row.ordinal, address: undefined });
  await noteCorrection(deps, tx, person, [field]);
  return done;
}

/** The record, if it is a customer's. Throws `customers.person-not-found`, `customers.correction-of-employee`. */
export async function customer(deps: CustomersDeps, tx: Tx, person: string): Promise<PersonRow> {
  const row = await findPerson(tx, person);
  if (row === undefined) throw personNotFound();
  if ((await deps.gate.rolesOf(tx, [person])).get(person) === 'employee') throw correctionOfEmployee();
  return row;
}

// What protects somebody is never refused: a date of birth that may not be held of a child decides all the same, and the wrong one goes.
async function storeCorrected(
  deps: CustomersDeps,
  tx: Tx,
  entry: { readonly person: string; readonly field: FieldCode; readonly value: string },
): Promise<void> {
  const { person, field } = entry;
  const collected = { activity: 'individual-rights', source: 'from_individual', fields: [field], persons: [person] };
  try {
    await deps.vault.storeFields(tx, await deps.gate.collect(tx, collected), [entry]);
  } catch (error) {
    if (field !== 'birth_date' || !(error instanceof Failure) || error.code !== 'consent.collect-refused') throw error;
    await deps.vault.takeBack(tx, { person, field, until: null });
  }
}

// The entry tells which band became which and what was seen, never the date.
async function correctAge(
  deps: CustomersDeps,
  tx: Tx,
  { person, birthDate, proof = null }: { person: string; birthDate: string; proof: string | null | undefined },
): Promise<{ age: { band: string; from: string; proof: string | null } }> {
  const changed = await deps.gate.correctBirthDate(tx, { person, birthDate, proven: proof !== null });
  return { age: { ...changed, proof } };
}

function refute(
  tx: Tx,
  value: { readonly person: string; readonly field: FieldCode; readonly digest: Buffer },
  { id }: Corrected,
): Promise<void> {
  return insertRefuted(tx, { ...value, correction: id, lockedUntil: null });
}

async function followAddress(
  deps: CustomersDeps,
  tx: Tx,
  row: PersonRow,
  field: FieldCode,
  value: string,
): Promise<void> {
  const { id: person, ordinal } = row;
  await deps.gate.setAddresses(tx, await addressesOf(deps, tx, [{ person, field, value }]));
  if (field === 'mobile' || field === 'email') await dropClaims(deps, tx, { ordinal, type: field, by: 'correction' });
  if (field === 'address') await moveProvince(deps, tx, { ordinal, address: value });
}
