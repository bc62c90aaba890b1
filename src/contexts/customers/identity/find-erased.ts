import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { forgottenIdentifiers, type IdentifierKey } from './store/person-store.ts';

/** Somebody who may be about to come in: by what they are named, and the addresses that are given for them. */
export interface Arriving {
  readonly identifiers: readonly IdentifierKey[];
  readonly fields: { readonly mobile?: string | undefined; readonly email?: string | undefined };
}

/** Of whom an arriving one is the same as somebody erased, and by what: an identifier's place, or an address. */
export type ErasedBy =
  | { readonly kind: 'identifier'; readonly place: number }
  | { readonly kind: 'address'; readonly field: 'mobile' | 'email' };

const ADDRESSES = [
  ['sms', 'mobile'],
  ['email', 'email'],
] as const;

/**
 * Which of these, by their place, were erased: no file, interface or member of staff brings them back (PIPL 47). Whoever has shown since that
 * an address is theirs has come back themselves, and lets an identifier that was forgotten with it in again (decision 0013).
 */
export async function findErased(
  deps: Pick<CustomersDeps, 'gate' | 'vault'>,
  tx: Tx,
  arriving: readonly Arriving[],
): Promise<ReadonlyMap<number, ErasedBy>> {
  const erased = new Map<number, ErasedBy>();
  const identifiers = arriving.flatMap((each) => each.identifiers);
  const forgotten = identifiers.length === 0 ? new Set<string>() : await forgottenIdentifiers(tx, identifiers);
  const returned = new Set<number>();
  for (const [channel, field] of ADDRESSES) {
    const given = arriving.flatMap(({ fields }, at) => {
      const value = fields[field];
      return value === undefined ? [] : [{ at, value }];
    });
    if (given.length === 0) continue;
    const digests = await deps.vault.addressDigests(
      tx,
      field,
      given.map(({ value }) => value),
    );
    const among = async (found: Promise<Buffer[]>) => new Set((await found).map((digest) => digest.toString('base64')));
    const gone = await among(deps.gate.erasedAddresses(tx, channel, digests));
    const back =
      forgotten.size === 0 ? new Set<string>() : await among(deps.gate.returnedAddresses(tx, channel, digests));
    for (const [place, { at }] of given.entries()) {
      const digest = digests[place]?.toString('base64') ?? '';
      if (gone.has(digest)) erased.set(at, { kind: 'address', field });
      if (back.has(digest)) returned.add(at);
    }
  }
  for (const [at, each] of arriving.entries()) {
    const place = each.identifiers.findIndex(({ digest }) => forgotten.has(digest.toString('base64')));
    if (place !== -1 && !returned.has(at) && !erased.has(at)) erased.set(at, { kind: 'identifier', place });
  }
  return erased;
}
