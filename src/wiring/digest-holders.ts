import type { Gate } from '../contexts/consent/index.ts';
import { identifierDigests } from '../contexts/customers/index.ts';
import type { Evidence } from '../contexts/evidence/index.ts';
import { type DigestHolder, generationBytes, MOST_COUNTED } from '../contexts/vault/index.ts';

/** Every context that keeps the vault's digests of values; a rotation of the index secret moves them together. */
export function digestHolders({
  gate,
  evidence,
}: {
  readonly gate: Pick<Gate, 'renewAddressDigests' | 'countOlderDigests'>;
  readonly evidence: Pick<Evidence, 'renewErasedAddresses' | 'countOlderErasedAddresses'>;
}): DigestHolder[] {
  const fields = ['mobile', 'email'] as const;
  return [
    {
      name: 'consent.address',
      // Numbers at WeCom, which are addresses too, are digested as identifiers.
      fields: [...fields, 'member_id'],
      renew: (tx, pairs) => gate.renewAddressDigests(tx, pairs),
      left: (tx, below) => gate.countOlderDigests(tx, generationBytes(below), MOST_COUNTED),
    },
    {
      name: 'evidence.erased-address',
      fields: [...fields, 'member_id'],
      renew: (tx, pairs) => evidence.renewErasedAddresses(tx, pairs),
      left: (tx, below) => evidence.countOlderErasedAddresses(tx, generationBytes(below), MOST_COUNTED),
    },
    identifierDigests,
  ];
}
