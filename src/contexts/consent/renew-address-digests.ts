import type { Tx } from '../../platform/database/index.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { type RenewedDigest, renewDigests } from './store/address-digests.ts';

/** Puts addresses and noes under newer digests of the same addresses; what is decided about anybody stays the same (decision 0062). */
export async function renewAddressDigests(
  context: GateContext,
  tx: Tx,
  pairs: readonly RenewedDigest[],
): Promise<void> {
  if (pairs.length === 0) return;
  const people = await renewDigests(tx, pairs);
  await noteChanges(
    context,
    tx,
    people.map((ordinal) => ({ ordinal, kind: 'address' })),
    context.clock.now(),
  );
}
