import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { IdentifierKey } from './store/person-store.ts';

const CHANNELS = [
  ['mobile', 'sms'],
  ['email', 'email'],
] as const;

interface StoredValue {
  readonly person: string;
  readonly field: FieldCode;
  readonly value: string;
}

/** The addresses among values that have just been stored, as the vault's digests. */
export async function addressesOf(
  deps: Pick<CustomersDeps, 'vault'>,
  tx: Tx,
  values: readonly StoredValue[],
): Promise<{ person: string; field: 'mobile' | 'email'; channel: 'sms' | 'email'; digest: Buffer }[]> {
  const addresses: Awaited<ReturnType<typeof addressesOf>> = [];
  for (const [field, channel] of CHANNELS) {
    const given = values.filter((each) => each.field === field);
    const digests = await deps.vault.addressDigests(
      tx,
      field,
      given.map(({ value }) => value),
    );
    for (const [at, digest] of digests.entries()) {
      const person = given[at]?.person;
      if (person !== undefined) addresses.push({ person, field, channel, digest });
    }
  }
  return addresses;
}

/** Tells the gate the addresses among values that have just been stored, and people's numbers at WeCom; they are not confirmed. */
export async function setAddresses(
  deps: Pick<CustomersDeps, 'gate' | 'vault'>,
  tx: Tx,
  values: readonly StoredValue[],
  wecom: readonly (IdentifierKey & { readonly person: string })[] = [],
): Promise<void> {
  await deps.vault.settleDigests(tx, 'member_id', wecom);
  const numbers = wecom.map(({ person, digest }) => ({ person, channel: 'wecom' as const, digest }));
  const addresses = [...numbers, ...(await addressesOf(deps, tx, values))];
  if (addresses.length > 0) await deps.gate.setAddresses(tx, addresses);
}
