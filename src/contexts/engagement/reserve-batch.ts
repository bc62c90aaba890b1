import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Reason } from '../consent/index.ts';
import { composeMessage } from './compose-message.ts';
import { ADDRESS_FIELD, packOrdinals, unpackOrdinals } from './domain/campaign.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import {
  addExclusions,
  type Campaign,
  type CampaignExclusion,
  moveCursor,
  readAudience,
  setAudience,
} from './store/campaign-store.ts';
import { insertSends } from './store/send-store.ts';

/** People decided and reserved in one transaction, under one receipt. */
export const BATCH = 1000;

/** Fixes the audience of a started campaign: the segment as it is now, analysed as far as that is permitted. */
export async function fixAudience(deps: EngagementDeps, tx: Tx, campaign: Campaign): Promise<void> {
  const { ordinals, unanalysed } = await deps.segments.computeSegment(tx, {
    code: campaign.segment,
    by: `campaign:${campaign.id}`,
  });
  await setAudience(tx, campaign.id, { bytes: packOrdinals(ordinals), size: ordinals.length, unanalysed });
}

/**
 * Decides the next people of the audience one by one and reserves a message for each who may be reached, with one use receipt for the batch,
 * all in the caller's transaction: the receipt is committed before anything is handed over. False when the audience is at its end.
 */
export async function reserveBatch(deps: EngagementDeps, tx: Tx, campaign: Campaign): Promise<boolean> {
  const ordinals = unpackOrdinals(await readAudience(tx, campaign.id, campaign.cursor, BATCH), 0, BATCH);
  if (ordinals.length === 0) return false;
  // Someone erased since the audience was fixed has an ordinal but no person any more.
  const persons = (await deps.gate.personsOf(tx, ordinals)).filter((person) => (person ?? '') !== '');
  const composed = await composeMessage(deps, tx, campaign);
  const grant = await deps.gate.usePersons(tx, {
    activity: campaign.activity,
    operation: 'use',
    channel: campaign.channel,
    brand: campaign.brand,
    message: { ...composed.facts, queuedAt: deps.clock.now() },
    fields: [ADDRESS_FIELD[campaign.channel]],
    persons,
    by: 'engagement',
    subject: `campaign:${campaign.id}`,
  });
  const reservedAt = deps.clock.now();
  await insertSends(
    tx,
    persons
      .filter((person) => grant.permit?.persons.has(person) === true)
      .map((person) => ({
        id: newId(deps.clock),
        campaign: campaign.id,
        ref: null,
        activity: campaign.activity,
        person,
        channel: campaign.channel,
        use: grant.use,
        receipt: grant.receipt?.id ?? null,
        signName: composed.signName,
        template: composed.template,
        parts: composed.parts,
        reservedAt,
      })),
  );
  await addExclusions(tx, campaign.id, countReasons(grant.refused.values()));
  await moveCursor(tx, campaign.id, campaign.cursor + ordinals.length);
  return true;
}

function countReasons(reasons: Iterable<Reason>): CampaignExclusion[] {
  const counts = new Map<string, CampaignExclusion>();
  for (const { code, article, zh, en } of reasons)
    counts.set(code, { code, article, zh, en, count: (counts.get(code)?.count ?? 0) + 1 });
  return [...counts.values()];
}
