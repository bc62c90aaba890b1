import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { addressUnknown, personUnknown } from './consent-failures.ts';
import type { AddressChannel, Confirming } from './gate.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { confirmCurrent, endCurrent, noteConfirmation, replaceAddresses } from './store/addresses.ts';
import { endOlderConfirmations } from './store/number-holders.ts';
import { findOrdinals, lockSubjects } from './store/subjects.ts';
import { liftDigestSuppressions } from './store/suppressions.ts';

/** A mobile number that was given up is assigned again after some 90 days (二次放号): whoever confirms it later than that is another holder. */
const NUMBER_TERM_MS = 90 * 86_400_000;

/** Tells the gate the current addresses of people as opaque digests; a new one is not confirmed. The last entry for a channel counts. */
export async function setAddresses(
  context: GateContext,
  tx: Tx,
  entries: readonly { person: string; channel: AddressChannel; digest: Buffer }[],
): Promise<void> {
  if (entries.length === 0) return;
  const now = context.clock.now();
  const ordinals = await findOrdinals(
    tx,
    entries.map((entry) => entry.person),
  );
  const rows = new Map<string, { ordinal: number; channel: AddressChannel; digest: Buffer }>();
  for (const [index, { channel, digest }] of entries.entries()) {
    const ordinal = ordinals[index];
    if (ordinal === undefined) throw personUnknown();
    rows.set(`${ordinal}/${channel}`, { ordinal, channel, digest });
  }
  const changed = await replaceAddresses(tx, [...rows.values()], now);
  await noteChanges(
    context,
    tx,
    changed.map((ordinal) => ({ ordinal, kind: 'address' })),
    now,
  );
}

/**
 * Ends a person's address on a channel: it is not theirs any more, and nothing that they agreed to is sent to it (decision 0094). False where they have
 * none. Decisions about earlier instants stay as they were.
 */
export async function endAddress(
  context: GateContext,
  tx: Tx,
  { person, channel }: { person: string; channel: AddressChannel },
): Promise<boolean> {
  const ordinal = (await lockSubjects(tx, [person], 'act')).get(person);
  if (ordinal === undefined) throw personUnknown();
  const now = context.clock.now();
  if (!(await endCurrent(tx, ordinal, channel, now))) return false;
  await noteChanges(context, tx, [{ ordinal, kind: 'address-ended', channel }], now);
  return true;
}

/** Records that the person has shown that the current address of a channel is theirs. Throws `consent.address-unknown` where they have none. */
export async function confirmAddress(context: GateContext, tx: Tx, entry: Confirming): Promise<Receipt> {
  const receipt = await confirm(context, tx, entry, undefined);
  if (receipt === undefined) throw addressUnknown();
  return receipt;
}

/**
 * The same by what was sent to the address at `askedAt`: it shows nothing of an address that became the person's only afterwards, which stays as it is;
 * the answer is then undefined (decision 0144).
 */
export async function confirmAsked(
  context: GateContext,
  tx: Tx,
  { askedAt, ...entry }: Confirming & { readonly askedAt: Date },
): Promise<Receipt | undefined> {
  return confirm(context, tx, entry, askedAt);
}

// Whoever else confirmed the same mobile number, and not for 90 days, has to confirm it again: what they agreed to at that number is not carried to its
// new holder (decision 0084).
async function confirm(
  context: GateContext,
  tx: Tx,
  entry: Confirming,
  askedAt: Date | undefined,
): Promise<Receipt | undefined> {
  const ordinal = (await lockSubjects(tx, [entry.person], 'act')).get(entry.person);
  if (ordinal === undefined) throw personUnknown();
  const now = context.clock.now();
  const digest = await confirmCurrent(tx, ordinal, entry.channel, { how: entry.how, at: now, askedAt });
  if (digest === undefined) return undefined;
  const before = new Date(now.getTime() - NUMBER_TERM_MS);
  const others =
    entry.channel === 'sms' ? await endOlderConfirmations(tx, { ordinal, channel: 'sms', digest }, before, now) : [];
  // Only now is it certain that the grant which names the channel came from whoever holds the address.
  const lifted = await liftDigestSuppressions(tx, [{ ordinal, channel: entry.channel }], now);
  await noteChanges(
    context,
    tx,
    [
      { ordinal, kind: 'address-confirmed', channel: entry.channel },
      ...others.map((other) => ({ ordinal: other, kind: 'address' })),
      ...lifted.map((address) => ({ ordinal: 0, kind: 'lifted', ...address })),
    ],
    now,
  );
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'address-confirmed',
      person: entry.person,
      payload: { channel: entry.channel, how: entry.how },
      time: now,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await noteConfirmation(tx, ordinal, entry.channel, receipt.id);
  return receipt;
}
