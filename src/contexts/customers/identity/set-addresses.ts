import type { Tx } from '../../../platform/database/index.ts';
import type { AddressChannel } from '../../consent/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { WechatAccount } from '../ingest/callback/domain/wechat-events.ts';
import { wechatAccounts } from '../ingest/wire/store/source-store.ts';
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

/**
 * Tells the gate the addresses among values that have just been stored, and among people's numbers those at WeCom and WeChat: an earlier no from
 * one of them binds this record too (decisions 0072 and 0082). They are not confirmed.
 */
export async function setAddresses(
  deps: Pick<CustomersDeps, 'gate' | 'vault'>,
  tx: Tx,
  values: readonly StoredValue[],
  identifiers: readonly (IdentifierKey & { readonly person: string })[] = [],
): Promise<void> {
  const own = identifiers.filter(({ type }) => type === 'external_userid' || type === 'openid');
  await deps.vault.settleDigests(tx, 'member_id', own);
  const accounts = own.some(({ type }) => type === 'openid') ? await wechatAccounts(tx) : new Map<string, never>();
  const numbers = own.flatMap(({ person, digest, type, scope }) =>
    channelsOf(type, accounts.get(scope)).map((channel) => ({ person, channel, digest })),
  );
  const addresses = [...numbers, ...(await addressesOf(deps, tx, values))];
  if (addresses.length > 0) await deps.gate.setAddresses(tx, addresses);
}

// An openid of an account that we have no connection to may belong to either kind.
function channelsOf(type: string, account: WechatAccount | undefined): readonly AddressChannel[] {
  if (type === 'external_userid') return ['wecom'];
  return account === undefined ? ['official_account', 'mini_program'] : [account];
}
