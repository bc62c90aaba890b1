import type { Tx } from '../../platform/database/index.ts';
import type { FieldCode } from '../register/index.ts';
import type { RightsContext } from './rights-context.ts';
import { notCorrectedHere, nothingSuchHeld } from './rights-failures.ts';
import type { SessionRow } from './store/login-store.ts';

const OWN_HAND: readonly FieldCode[] = ['name', 'mobile', 'email', 'address', 'city', 'gender', 'birth_date'];
const REASON = '本人在隐私中心办理 / by the person in the privacy centre';

/**
 * What the person may correct or delete themselves: not the address they signed in with, which proves whose the records are, and nothing where that
 * address had not been confirmed before (a mistyped number opens nobody's record).
 */
export function ownHandFields(session: SessionRow): readonly FieldCode[] {
  if (!session.confirmed) return [];
  return OWN_HAND.filter((field) => field !== (session.channel === 'sms' ? 'mobile' : 'email'));
}

/** Corrects a value on every record of the person that holds another (PIPL 46). Throws `rights.not-corrected-here`, or what `customers` throws. */
export async function correctOwnField(
  context: RightsContext,
  tx: Tx,
  session: SessionRow,
  { field, value }: { readonly field: string; readonly value: string },
): Promise<{ receipt: string }> {
  const holders = await holdersOf(context, tx, session, field);
  let receipt: string | undefined;
  for (const person of holders) {
    const known = await context.vault.storedDigest(tx, { person, field: own(session, field) });
    // Of several records some may say it already; a record alone is told so.
    const same = holders.length > 1 && isSame(context, { person, field: own(session, field), value }, known);
    if (same) continue;
    const wanted = { person, by: 'person', reason: REASON, field, value };
    ({ receipt } = await context.customers.corrections.correctField(tx, wanted));
  }
  if (receipt === undefined) throw nothingSuchHeld();
  return { receipt };
}

/** Deletes a value from every record of the person (PIPL 47); no file brings it back. */
export async function deleteOwnField(
  context: RightsContext,
  tx: Tx,
  session: SessionRow,
  field: string,
): Promise<{ receipt: string }> {
  let receipt: string | undefined;
  for (const person of await holdersOf(context, tx, session, field))
    ({ receipt } = await context.customers.corrections.deleteField(tx, {
      person,
      by: 'person',
      reason: REASON,
      field,
    }));
  if (receipt === undefined) throw nothingSuchHeld();
  return { receipt };
}

function own(session: SessionRow, field: string): FieldCode {
  const found = ownHandFields(session).find((each) => each === field);
  if (found === undefined) throw notCorrectedHere();
  return found;
}

async function holdersOf(context: RightsContext, tx: Tx, session: SessionRow, field: string): Promise<string[]> {
  const code = own(session, field);
  const held = await context.vault.heldFields(tx, session.persons);
  const holders = session.persons.filter((person) => held.get(person)?.includes(code) === true);
  if (holders.length === 0) throw nothingSuchHeld();
  return holders;
}

function isSame(
  { vault }: Pick<RightsContext, 'vault'>,
  value: { readonly person: string; readonly field: FieldCode; readonly value: string },
  known: Buffer | undefined,
): boolean {
  return vault.normalise(value.field, value.value).ok && known?.equals(vault.personalDigest(value)) === true;
}
