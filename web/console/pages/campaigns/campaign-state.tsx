import { formatTime } from '../../../ui/format.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { StateTag } from '../../parts/page-head.tsx';
import { type Campaign, isActive, toneOf, useStateWord } from './campaign.ts';

/** A campaign's state in words: one that runs but may not send yet says until when it waits. */
export function CampaignState(props: { campaign: Campaign }) {
  const { t } = useText(campaignsText);
  const word = useStateWord();
  const { campaign } = props;
  const waits = isActive(campaign) && campaign.waitingUntil !== null;
  return (
    <StateTag tone={toneOf(campaign)}>
      {waits ? t('waitingUntil', { time: formatTime(campaign.waitingUntil) }) : word('state', campaign.state)}
    </StateTag>
  );
}
