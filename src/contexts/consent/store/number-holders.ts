import type { Tx } from '../../../platform/database/index.ts';
import type { AddressRow } from './addresses.ts';

/**
 * Makes an address unconfirmed for everybody but this holder who last confirmed it before an instant: their row ends and one begins without a
 * confirmation, so that earlier instants stay as they were. Locks them as an act does and returns their ordinals.
 */
export async function endOlderConfirmations(tx: Tx, holder: AddressRow, before: Date, at: Date): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `with other as (
       select id, ordinal from consent.address
        where digest = $1 and channel = $2 and ordinal <> $3 and ended_at is null
          and coalesce(last_confirmed_at, confirmed_at) < $4),
     locked as (
       select ordinal from consent.subject where ordinal in (select ordinal from other) order by ordinal for no key update),
     ended as (
       update consent.address a set ended_at = $5 from other join locked using (ordinal)
        where a.id = other.id and a.ended_at is null returning a.ordinal, a.channel, a.digest)
     insert into consent.address (ordinal, channel, digest, set_at)
     select ordinal, channel, digest, $5 from ended returning ordinal`,
    [holder.digest, holder.channel, holder.ordinal, before, at],
    'consent.end-older-confirmations',
  );
  return rows.map(({ ordinal }) => ordinal);
}
