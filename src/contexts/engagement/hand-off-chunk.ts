import type { Tx } from '../../platform/database/index.ts';
import type { HandOff } from './channels/hand-off.ts';
import { type ComposedMessage, composeMessage } from './compose-message.ts';
import { ADDRESS_FIELD } from './domain/campaign.ts';
import type { SendState } from './domain/send-state.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { handOffInTime } from './hand-off-in-time.ts';
import { type Campaign, clearBackoff, lockCampaign, renewLease } from './store/campaign-store.ts';
import {
  claimAddress,
  markHandingOff,
  nextReserved,
  refuseAtHandOff,
  type Send,
  settleSend,
  stopReserved,
} from './store/send-store.ts';

/** Messages handed over side by side: few enough that a stop finds little in flight. */
const CHUNK = 16;

/** Milliseconds for which a run may be silent before another takes over; longer than any provider's time-out. */
export const LEASE = 30_000;

/** What a step of a run found. */
export type ChunkResult = 'halt' | 'nothing-reserved' | 'handed' | 'provider-down';

interface Marked {
  readonly composed: ComposedMessage;
  readonly sends: readonly { readonly send: Send; readonly address: string }[];
}

/**
 * Hands over the next reserved messages of a campaign:
 * 1. In one transaction: the campaign still runs and is ours, each person is decided again, addresses leave the vault, the messages are marked
 *    `handing_off`. Committed before the provider hears of them.
 * 2. The provider is called.
 * 3. In a second transaction each message gets its outcome. If we die between 1 and 3, the message is in doubt and stays so.
 */
export async function handOffChunk(deps: EngagementDeps, campaign: Campaign, runner: string): Promise<ChunkResult> {
  const began = performance.now();
  const marked = await deps.database.transaction((tx) => markChunk(deps, tx, campaign, runner));
  if (typeof marked === 'string') return marked;
  const outcomes = await Promise.all(
    marked.sends.map((entry) => handOffInTime(began, () => handOver(deps, campaign, marked.composed, entry))),
  );
  await deps.database.transaction(async (tx) => {
    // A stop and what goes back to `reserved` take turns: whichever is second sees the other, and nothing stays reserved in a stopped campaign.
    const now = await lockCampaign(tx, campaign.id);
    for (const [index, { send }] of marked.sends.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) await settle(deps, tx, send, runner, outcome);
    }
    if (now?.state === 'stopped') await stopReserved(tx, campaign.id, deps.clock.now());
    if (outcomes.some(({ kind }) => kind === 'accepted')) await clearBackoff(tx, campaign.id);
  });
  return outcomes.some(({ kind }) => kind === 'not-handed') ? 'provider-down' : 'handed';
}

async function markChunk(
  deps: EngagementDeps,
  tx: Tx,
  campaign: Campaign,
  runner: string,
): Promise<Marked | 'halt' | 'nothing-reserved'> {
  const now = deps.clock.now();
  // Locks the campaign's row: a stop waits for this transaction, and the next one sees it.
  if (!(await renewLease(tx, campaign.id, runner, new Date(now.getTime() + LEASE)))) return 'halt';
  const reserved = await nextReserved(tx, campaign.id, CHUNK);
  const use = reserved[0]?.use;
  if (use === undefined) return 'nothing-reserved';
  const persons = reserved.map(({ person }) => person);
  const { permit, refused } = await deps.gate.redecide(tx, { use, persons });
  const allowed = persons.filter((person) => permit?.persons.has(person) === true);
  const field = ADDRESS_FIELD[campaign.channel];
  const opened = permit === null ? new Map() : await deps.vault.open(tx, permit, allowed, [field]);
  const sends: { send: Send; address: string }[] = [];
  for (const send of reserved) {
    const address = (opened.get(send.person) as Record<string, string> | undefined)?.[field];
    const reason = refused.get(send.person);
    if (address === undefined) {
      const code = reason?.code ?? 'engagement.no-address';
      await refuseAtHandOff(tx, { id: send.id, code, article: reason?.article ?? null, at: now });
    } else if (!(await claimAddress(tx, campaign.id, deps.vault.outerDigests(field, address), send.id)))
      await refuseAtHandOff(tx, { id: send.id, code: 'engagement.same-address', article: null, at: now });
    else sends.push({ send, address });
  }
  await markHandingOff(
    tx,
    sends.map(({ send }) => send.id),
    runner,
    now,
  );
  return { composed: await composeMessage(deps, tx, campaign), sends };
}

function handOver(
  deps: EngagementDeps,
  campaign: Campaign,
  composed: ComposedMessage,
  { send, address }: { send: Send; address: string },
): Promise<HandOff> {
  const missing: HandOff = { kind: 'not-handed', code: 'no-provider' };
  if (campaign.channel === 'sms')
    return deps.sms === null ? Promise.resolve(missing) : deps.sms.send(composed.sms(address, send.id));
  return deps.email === null
    ? Promise.resolve(missing)
    : deps.email.send(composed.email(address, send.id, send.person));
}

const STATE = {
  accepted: 'accepted',
  rejected: 'rejected',
  unknown: 'unknown',
  'not-handed': 'reserved',
} as const satisfies Record<HandOff['kind'], SendState>;

/** Writes the outcome of a hand-off that this runner began. */
export async function settle(
  deps: EngagementDeps,
  tx: Tx,
  send: { id: string },
  runner: string,
  outcome: HandOff,
): Promise<void> {
  await settleSend(tx, {
    id: send.id,
    runner,
    state: STATE[outcome.kind],
    providerId: outcome.kind === 'accepted' ? outcome.providerId : null,
    code: outcome.kind === 'accepted' ? null : outcome.code,
    at: deps.clock.now(),
  });
}
