import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { personUnknown } from './consent-failures.ts';
import type { ObjectionInput } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { recordNo } from './record-no.ts';
import { digestsOf, neighboursOf } from './store/addresses.ts';
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
  const digests = input.kind === 'unsubscribe' ? await digestsOf(tx, own, channel) : [];
  const rows: SuppressionRow[] = digests.map((each) => ({ kind: input.kind, ordinal: null, ...each }));
  rows.push({ kind: input.kind, ordinal: own, digest: null, channel });
  const changes = [
    ...[...locked.values()].map((ordinal) => ({ ordinal, kind: input.kind, channel })),
    ...digests.map((address) => ({ ordinal: 0, kind: 'address-said-no', ...address })),
  ];
  const payload = { kind: input.kind, channel, through: input.by };
  const act = { kind: 'objection', person: input.person, payload, time: now } as const;
  return recordNo(context, tx, act, async (receipt) => {
    await insertSuppressions(tx, rows, { at: now, through: input.by, receipt });
    await noteChanges(context, tx, changes, now);
    const { kind: what, person } = input;
    await journalNo(context, tx, { what, person, activity: null, channel, at: now, receipt, digests });
  });
}
