import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { useText } from '../../../ui/i18n/translate.ts';

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly brand: string;
  readonly activity: string;
  readonly segment: string;
  readonly channel: 'sms' | 'email';
  readonly message:
    | { readonly sms: { readonly template: string } }
    | { readonly email: { readonly subject: string; readonly text: string } };
  readonly state: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly waitingUntil: string | null;
  readonly waitingFor: string | null;
}

export interface ExcludedReason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
}

export interface Progress {
  readonly campaign: Campaign;
  readonly audience: number | null;
  readonly undecided: number;
  readonly excluded: readonly ExcludedReason[];
  readonly sends: Readonly<Record<string, number>>;
  readonly parts: number;
}

export interface Check {
  readonly reach: { readonly total: number; readonly allowed: number; readonly excluded: readonly ExcludedReason[] };
  readonly preview: string;
  readonly problems: readonly { readonly path: string; readonly message: string; readonly message_en: string }[];
  readonly cost: {
    readonly partsEach: number | null;
    readonly messages: number;
    readonly parts: number;
    readonly cny: number;
  };
  readonly earliest: string;
}

export const SEND_STATES = [
  'reserved',
  'handing_off',
  'accepted',
  'delivered',
  'undelivered',
  'rejected',
  'unknown',
  'refused_at_handoff',
  'stopped',
] as const;

/** The catalogue's word for a campaign's or a send's state. */
export function useStateWord(): (kind: 'state' | 'send' | 'wait', state: string) => string {
  const { t } = useText(campaignsText);
  return (kind, state) => {
    const key = `${kind}.${state}`;
    return key in campaignsText ? t(key as keyof typeof campaignsText) : state;
  };
}

/** Whether it sends or waits to send. */
export function isActive(campaign: Campaign): boolean {
  return campaign.state === 'running' || campaign.state === 'waiting';
}

/** The tone of a campaign's state. */
export function toneOf(campaign: Campaign): 'good' | 'wait' | 'bad' | 'none' {
  if (isActive(campaign)) return 'wait';
  if (campaign.state === 'done') return 'good';
  return campaign.state === 'stopped' || campaign.state === 'failed' ? 'bad' : 'none';
}
