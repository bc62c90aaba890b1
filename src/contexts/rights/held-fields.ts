import type { Tx } from '../../platform/database/index.ts';
import { type Bilingual, Failure } from '../../platform/failure.ts';
import type { UseGrant } from '../consent/index.ts';
import { type FieldCode, fieldKind, isFieldCode } from '../register/index.ts';
import type { RightsContext } from './rights-context.ts';
import { notShown } from './rights-failures.ts';
import type { SessionRow } from './store/login-store.ts';
import { toldActivities } from './told-activities.ts';

/** A field that is held about the person, masked, and what it is for. */
export interface HeldField {
  readonly field: string;
  readonly label: Bilingual;
  readonly masked: string;
  readonly activities: readonly Bilingual[];
}

/** Everything the vault holds about these records, masked; itself a use under "individual rights" with its receipt (PIPL 45). */
export async function heldFields(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<HeldField[]> {
  const activities = await toldActivities(context, tx);
  const held = await context.vault.heldFields(tx, persons);
  const fields = [...new Set([...held.values()].flat())];
  if (fields.length === 0) return [];
  const grant = await useOwn(context, tx, persons, fields, 'privacy-centre:read');
  const values = await context.vault.readMasked(tx, grant.permit, persons, fields, { tier: 1, role: 'person' });
  const shown: HeldField[] = [];
  for (const record of values.values()) {
    for (const [code, masked] of Object.entries(record)) {
      if (
        !isFieldCode(code) ||
        masked === undefined ||
        shown.some((item) => item.field === code && item.masked === masked)
      )
        continue;
      const used = activities.filter((activity) => activity.fields.some((field) => field.field === code));
      shown.push({
        field: code,
        label: fieldKind(code).label,
        masked,
        activities: used.map((activity) => activity.name),
      });
    }
  }
  return shown;
}

/** One field in clear, for the person alone. Where the login itself was the first proof of the address, only that address is shown. */
export async function showField(
  context: RightsContext,
  tx: Tx,
  session: SessionRow,
  field: string,
): Promise<{ value: string }> {
  const own = session.channel === 'sms' ? 'mobile' : 'email';
  if (!isFieldCode(field) || (!session.confirmed && field !== own)) throw notShown();
  const grant = await useOwn(context, tx, session.persons, [field], 'privacy-centre:show');
  const values = await context.vault.open(tx, grant.permit, session.persons, [field]);
  for (const record of values.values()) {
    const value = record[field];
    if (value !== undefined) return { value };
  }
  throw notShown();
}

/** The gate's permit for a person's own request, with its receipt; a refusal is a Failure that names the article. */
export async function useOwn(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  fields: readonly FieldCode[],
  subject: string,
): Promise<UseGrant & { permit: NonNullable<UseGrant['permit']> }> {
  const grant = await context.gate.usePersons(tx, {
    activity: 'individual-rights',
    operation: 'use',
    fields,
    persons,
    by: 'person',
    subject,
  });
  if (grant.permit === null || grant.refused.size > 0) {
    const reason = [...grant.refused.values()][0];
    throw new Failure('rights.refused', 'refused', reason ?? { zh: '不允许', en: 'refused' }, {
      ...(reason === undefined ? {} : { article: reason.article }),
    });
  }
  return { ...grant, permit: grant.permit };
}
