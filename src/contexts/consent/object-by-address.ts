import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import type { AddressObjectionInput } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { journalNo } from './journal-no.ts';
import { noteChanges } from './note-changes.ts';
import { recordNo } from './record-no.ts';
import { insertSuppressions } from './store/suppressions.ts';

/**
 * Records a no that came from an address nobody here holds: it binds every record that will ever carry the address, so that an import can't
 * make the sender reachable (decision 0013). Where records hold it already, `object` on one of them binds it as well and shows in their bundle.
 */
export async function objectByAddress(context: GateContext, tx: Tx, input: AddressObjectionInput): Promise<Receipt> {
  const now = context.clock.now();
  const { channel, digest, by } = input;
  const payload = { kind: 'unsubscribe', channel, through: by, holder: 'unknown' };
  return recordNo(context, tx, { kind: 'objection', payload, time: now }, async (receipt) => {
    const row = { kind: 'unsubscribe', ordinal: null, digest, channel } as const;
    await insertSuppressions(tx, [row], { at: now, through: by, receipt });
    await noteChanges(context, tx, [{ ordinal: 0, kind: 'address-said-no', channel, digest }], now);
    const no = { what: 'unsubscribe', person: null, activity: null, channel, at: now, receipt } as const;
    await journalNo(context, tx, { ...no, digests: [{ channel, digest }] });
  });
}
