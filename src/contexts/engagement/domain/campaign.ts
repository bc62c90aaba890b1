import type { EmailMessage, SmsMessage } from './message-lint.ts';

export type CampaignState = 'draft' | 'running' | 'stopped' | 'done';
export type SendChannel = 'sms' | 'email';
export type CampaignMessage = { readonly sms: SmsMessage } | { readonly email: EmailMessage };

/** What a campaign is to say, to whom, under which activity. */
export interface CampaignInput {
  readonly name: string;
  readonly brand: string;
  readonly activity: string;
  readonly segment: string;
  readonly channel: SendChannel;
  readonly message: CampaignMessage;
}

/** The field that holds a channel's address. */
export const ADDRESS_FIELD = { sms: 'mobile', email: 'email' } as const;

/** Seconds to wait after the n-th time in a row that the provider took nothing: 5, 10, 20 … at most 600. */
export function backoffSeconds(n: number): number {
  return Math.min(600, 5 * 2 ** Math.min(n, 10));
}

/** Ordinals as they are kept with a campaign: 4 bytes each, little-endian. */
export function packOrdinals(ordinals: Uint32Array): Buffer {
  const bytes = Buffer.alloc(ordinals.length * 4);
  for (const [index, ordinal] of ordinals.entries()) bytes.writeUInt32LE(ordinal, index * 4);
  return bytes;
}

/** Up to `count` ordinals from position `from` on. */
export function unpackOrdinals(bytes: Buffer, from: number, count: number): number[] {
  const ordinals: number[] = [];
  for (let at = from * 4; at < bytes.length && ordinals.length < count; at += 4) ordinals.push(bytes.readUInt32LE(at));
  return ordinals;
}
