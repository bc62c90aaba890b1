import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { claimIdentifiers, type IdentifierTold } from '../../identity/claim-identifiers.ts';
import type { ToldIdentifier } from '../../identity/domain/claim.ts';
import { identifierKey } from '../../identity/identify.ts';
import { findByIdentifiers } from '../../identity/store/person-store.ts';
import type { FiledEvent, Owner } from './read-arrivals.ts';
import type { SourceRow } from './store/source-store.ts';

/**
 * Tells OneID what events say of who is one human: `identify` with a person's number and a device's carries the device's; `alias` and 神策's
 * `track_signup` carry the number before, which may be a device's or another person's of the same system. Only of people whose information the
 * source's activity may collect.
 */
export async function feedIdentities(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  events: readonly FiledEvent[],
  owners: readonly (Owner | undefined)[],
  refused: ReadonlyMap<number, string>,
): Promise<void> {
  const before = await previousOwners(deps, tx, source, events);
  const told = new Map<string, IdentifierTold>();
  const tell = (owner: Owner | undefined, value: string | undefined, at: Date) => {
    if (owner === undefined || value === undefined || refused.has(owner.ordinal)) return;
    const identifier: ToldIdentifier = { type: 'anonymous_id', issuer: source.issuer, value };
    told.set(`${owner.ordinal} ${value}`, { ordinal: owner.ordinal, identifier, source: `source:${source.code}`, at });
  };
  for (const [index, { event, at }] of events.entries()) {
    if (event.type !== 'identify' && event.type !== 'alias') continue;
    const owner = owners[index];
    tell(owner, event.anonymousId, at);
    if (event.type !== 'alias' || event.previousId === event.userId) continue;
    tell(owner, event.previousId, at);
    // The number before was another record's: both carry it now.
    if (owner !== undefined && event.previousId !== undefined) tell(before.get(event.previousId), event.previousId, at);
  }
  await claimIdentifiers(deps, tx, [...told.values()]);
}

async function previousOwners(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  events: readonly FiledEvent[],
): Promise<Map<string, Owner>> {
  const numbers = [...new Set(events.flatMap(({ event }) => (event.type === 'alias' ? (event.previousId ?? []) : [])))];
  const found = await findByIdentifiers(
    tx,
    numbers.map((value) => identifierKey(deps, { type: 'member_id', issuer: source.issuer, value })),
  );
  return new Map(numbers.flatMap((value, index) => (found[index] === undefined ? [] : [[value, found[index]]])));
}
