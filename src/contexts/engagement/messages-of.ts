import type { Tx } from '../../platform/database/index.ts';
import type { CampaignMessage } from './domain/campaign.ts';
import { composeSms, fillTemplate } from './domain/sms-text.ts';
import { messageRows } from './store/person-messages.ts';

/** A message to a person as a paper tells it. Texts are those of the campaign and the filed template: nothing of the person is in them. */
export interface MessageRecord {
  readonly id: string;
  readonly activity: string;
  readonly channel: string;
  readonly state: string;
  readonly use: string;
  readonly receipt: string | null;
  readonly signName: string | null;
  readonly template: string | null;
  /** What it said; a code's template keeps its placeholder. Null when the template is no longer there. */
  readonly text: string | null;
  readonly parts: number | null;
  readonly reservedAt: Date;
  readonly handedAt: Date | null;
  readonly reportedAt: Date | null;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly article: string | null;
}

/** The messages to a person, oldest first, the newest `limit` of them; what the platform's codes say is their template. */
export async function messagesOf(tx: Tx, person: string, limit: number): Promise<MessageRecord[]> {
  const rows = await messageRows(tx, person, limit);
  return rows
    .map(({ message, filed, commercial, ...row }) => ({
      ...row,
      text: textOf(message, filed, commercial, row.signName),
    }))
    .reverse();
}

function textOf(
  message: CampaignMessage | null,
  filed: string | null,
  commercial: boolean | null,
  signName: string | null,
): string | null {
  if (message !== null && 'email' in message) return `${message.email.subject} ${message.email.text}`;
  if (filed === null) return null;
  const body = message === null ? filed : (fillTemplate(filed, message.sms.parameters) ?? filed);
  return signName === null ? body : composeSms({ signName, body, commercial: commercial === true });
}
