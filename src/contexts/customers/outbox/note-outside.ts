import type { Tx } from '../../../platform/database/index.ts';
import type { AddressChannel } from '../../consent/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import type { OutsideAct } from './store/outbox-store.ts';
import { insertForPersons } from './store/outbox-store.ts';
import { markErased } from './store/outside-store.ts';

/** A no as the gate tells it, in the transaction in which it is said. */
export interface OutsideNo {
  readonly what: 'refused' | 'withdrawn' | 'unsubscribe' | 'restrict' | 'personalisation';
  /** Null for a no from an address that no record held: nobody outside holds that person from us. */
  readonly person: string | null;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly at: Date;
  readonly receipt: string;
  /** The addresses that it binds, and so whoever carries them. */
  readonly digests: readonly { readonly channel: string; readonly digest: Buffer }[];
}

const ADDRESS_CHANNELS: ReadonlySet<string> = new Set<AddressChannel>([
  ...(['sms', 'email', 'wecom', 'official_account', 'mini_program'] as const),
]);

function isAddressChannel(channel: string): channel is AddressChannel {
  return ADDRESS_CHANNELS.has(channel);
}

/** Writes what others must be told of a no; a refusal ends an earlier consent and is told like its withdrawal. */
export async function noteNo(deps: Pick<CustomersDeps, 'gate' | 'clock'>, tx: Tx, no: OutsideNo): Promise<void> {
  const persons = new Set(no.person === null ? [] : [no.person]);
  for (const { channel, digest } of no.digests)
    if (isAddressChannel(channel))
      for (const person of await deps.gate.personsByAddress(tx, channel, digest)) persons.add(person);
  if (persons.size > 0) await insertForPersons(tx, [...persons], actOf(no), deps.clock.now());
}

/** What a no is told as. */
export function actOf(no: Pick<OutsideNo, 'what' | 'activity' | 'channel' | 'at' | 'receipt'>): OutsideAct {
  const channel = no.channel === null ? {} : { channel: no.channel };
  const at = no.at.toISOString();
  if (no.what === 'withdrawn' || no.what === 'refused') {
    const activity = no.activity === null ? {} : { activity: no.activity };
    return { kind: 'withdrawn', facts: { at, ...activity, ...channel }, receipt: no.receipt };
  }
  return { kind: 'objected', facts: { at, objection: no.what, ...channel }, receipt: no.receipt };
}

/** Writes that others must erase a person too (PIPL 47); before the person goes here. */
export async function noteErasure(deps: Pick<CustomersDeps, 'clock'>, tx: Tx, person: string): Promise<void> {
  const now = deps.clock.now();
  await insertForPersons(tx, [person], { kind: 'erased', facts: { at: now.toISOString() }, receipt: null }, now);
  await markErased(tx, person, now);
}

/** Writes that fields of a person were corrected (PIPL 46); their codes, not their values. */
export async function noteCorrection(
  deps: Pick<CustomersDeps, 'clock'>,
  tx: Tx,
  person: string,
  fields: readonly string[],
): Promise<void> {
  const now = deps.clock.now();
  const facts = { at: now.toISOString(), fields: [...fields].sort() };
  await insertForPersons(tx, [person], { kind: 'corrected', facts, receipt: null }, now);
}
