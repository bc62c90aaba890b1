import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { personUnknown } from './consent-failures.ts';
import type { ObjectionInput } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { digestsOf, neighboursOf } from './store/addresses.ts';
import { insertChanges } from './store/changes.ts';
import { findOrdinals, lockSubjects } from './store/subjects.ts';
import { insertSuppressions, type SuppressionRow } from './store/suppressions.ts';

/**
 * Records a no that binds all brands. An unsubscription also binds the digests of the person's addresses, so every record with the same
 * address and every one still to come, until a later explicit grant names the channel (decision 0013).
 */
export async function object(context: GateContext, tx: Tx, input: ObjectionInput): Promise<Receipt> {
  const [own] = await findOrdinals(tx, [input.person]);
  if (own === undefined) throw personUnknown();
  const bound = input.kind === 'unsubscribe' ? await neighboursOf(tx, own) : [input.person];
  const locked = await lockSubjects(tx, bound, 'act');
  const now = context.clock.now();
  const channel = input.channel ?? null;
  const [receipt] = await context.evidence.recordActs(tx, [
    { kind: 'objection', person: input.person, payload: { kind: input.kind, channel, through: input.by }, time: now },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  const rows: SuppressionRow[] = [{ kind: input.kind, ordinal: own, digest: null, channel }];
  if (input.kind === 'unsubscribe')
    for (const address of await digestsOf(tx, own, channel))
      rows.push({ kind: input.kind, ordinal: null, digest: address.digest, channel: address.channel });
  await insertSuppressions(tx, rows, { at: now, through: input.by, receipt: receipt.id });
  await insertChanges(
    tx,
    [...locked.values()].map((ordinal) => ({ ordinal, kind: input.kind, channel })),
    now,
  );
  return receipt;
}
