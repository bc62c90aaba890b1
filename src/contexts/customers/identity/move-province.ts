import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { provinceOf } from '../domain/province.ts';
import { appendTraits } from '../events/event-log.ts';

/**
 * The trait `province` follows an address: it is what the address begins with, where segments and charts read it. Without an address, or with one that names
 * none, there is no province any more.
 */
export async function moveProvince(
  deps: Pick<CustomersDeps, 'clock'>,
  tx: Tx,
  { ordinal, address }: { readonly ordinal: number; readonly address: string | undefined },
): Promise<void> {
  const value = address === undefined ? '' : (provinceOf(address) ?? '');
  await appendTraits(tx, [{ ordinal, name: 'province', value }], deps.clock.now());
}

/** Whether an address that a source tells of somebody is another one than is held: only then their province moves. Asked before it is stored. */
export async function isOtherAddress(
  deps: Pick<CustomersDeps, 'vault'>,
  tx: Tx,
  person: string,
  address: string | undefined,
): Promise<boolean> {
  if (address === undefined) return false;
  const value = { person, field: 'address', value: address } as const;
  const held = await deps.vault.storedDigest(tx, value);
  return held?.equals(deps.vault.personalDigest(value)) !== true;
}
