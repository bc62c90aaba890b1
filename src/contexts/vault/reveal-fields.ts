import { keyedDigest, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Tier } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Receipt } from '../evidence/index.ts';
import type { FieldCode } from '../register/index.ts';
import { checkReveal } from './disclosure/check-reveal.ts';
import { noteDisclosure } from './disclosure/note-disclosure.ts';
import { type FieldValues, revealValues } from './read-fields.ts';
import { redactReason } from './redact-reason.ts';
import { sealBlob } from './seal-stream.ts';
import { insertReveal } from './store/reveal-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { nothingStored, revealRefused } from './vault-failures.ts';

/** A member of staff asks to see values in clear. */
export interface RevealRequest {
  readonly person: string;
  readonly fields: readonly FieldCode[];
  readonly activity: string;
  /** Why, in the words of who asks; kept sealed, and in the evidence as a keyed digest. */
  readonly reason: string;
  /** Who sees it, for example "staff:ID". */
  readonly by: string;
  readonly tier: Tier;
  /** When the session last proved a one-time code again. */
  readonly steppedUpAt?: Date;
}

/** The values once, and the receipt that says so. */
export interface Revealed {
  readonly id: string;
  readonly values: FieldValues;
  readonly receipt: Receipt;
}

/**
 * Shows values of one person in clear: the gate decides and writes the use, the act of revealing is recorded as evidence, and the reason is
 * kept, without whatever personal information stood in it. Show the values only after the transaction has committed. Throws
 * `vault.tier-too-low`, `vault.step-up-needed`, `vault.reveal-limit`, `vault.reveal-refused` (with the article) or `vault.nothing-stored`.
 */
export async function revealFields(deps: VaultDeps, tx: Tx, request: RevealRequest): Promise<Revealed> {
  const { person, activity, by } = request;
  const fields = [...new Set(request.fields)];
  await checkReveal(deps, tx, { ...request, fields });
  const id = newId(deps.clock);
  const grant = await deps.gate.usePersons(tx, {
    activity,
    operation: 'staff_access',
    fields,
    persons: [person],
    by,
    subject: `reveal:${id}`,
  });
  if (grant.permit === null) {
    const reason = grant.refused.get(person);
    throw reason === undefined ? nothingStored() : revealRefused(reason);
  }
  const values = (await revealValues(deps, tx, grant.permit, [person], fields)).get(person) ?? {};
  if (Object.keys(values).length === 0) throw nothingStored();
  const at = deps.clock.now();
  const reason = redactReason(request.reason, Object.values(values));
  // A bare hash of a short sentence could be guessed; the keyed one binds the reason and tells nothing without the ring.
  const reasonDigest = toBase64url(keyedDigest(deps.ring.indexKey('reveal-reason'), `${id}|${reason}`));
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'reveal',
    person,
    payload: { reveal: id, use: grant.use, activity, fields, by, reasonDigest },
    time: at,
  });
  await insertReveal(tx, {
    id,
    person,
    activity,
    fields,
    shown_to: by,
    reason: sealBlob(deps, reasonLabel(id), Buffer.from(reason, 'utf8')),
    use_id: grant.use,
    receipt: receipt.id,
    at,
  });
  const shown = fields.filter((field) => values[field] !== undefined);
  await noteDisclosure(deps, tx, { id, by, fields: shown, person, persons: 1 });
  return { id, values, receipt };
}

/** The label under which a reveal's reason is sealed. */
export function reasonLabel(reveal: string): string {
  return `reveal-reason/${reveal}`;
}
