import { fromBase64url, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { linkInvalid } from './capture-failures.ts';

const LABEL = 'capture.unsubscribe';
const VERSION = 1;
const CHANNELS = ['sms', 'email'] as const;

/** Whom and what an unsubscribe link is about; `send` is the message that carried it. */
export interface UnsubscribeTarget {
  readonly person: string;
  readonly channel: 'sms' | 'email';
  readonly send?: string;
}

/**
 * The token of /u/TOKEN, sealed by the service ring so that it can be neither read nor made by others and works while the root key is sealed.
 * Layout before sealing: version (1) | channel (1) | person (16) | send (16, zero if none). It does not expire: a no is never too late.
 */
export function unsubscribeToken(deps: Pick<CaptureDeps, 'service'>, target: UnsubscribeTarget): string {
  const bytes = Buffer.alloc(34);
  bytes[0] = VERSION;
  bytes[1] = CHANNELS.indexOf(target.channel);
  uuidBytes(target.person).copy(bytes, 2);
  if (target.send !== undefined) uuidBytes(target.send).copy(bytes, 18);
  return toBase64url(deps.service.sealSmall(LABEL, bytes));
}

/** What a token is about; undefined when it was not made here. */
export function readUnsubscribeToken(deps: Pick<CaptureDeps, 'service'>, token: string): UnsubscribeTarget | undefined {
  const sealed = token.length > 200 ? undefined : fromBase64url(token);
  const bytes = sealed === undefined ? undefined : deps.service.unsealSmall(LABEL, sealed);
  const channel = CHANNELS[bytes?.[1] ?? -1];
  if (bytes === undefined || bytes.length !== 34 || bytes[0] !== VERSION || channel === undefined) return undefined;
  const send = bytes.subarray(18);
  const target = { person: uuidText(bytes.subarray(2, 18)), channel };
  return send.every((byte) => byte === 0) ? target : { ...target, send: uuidText(send) };
}

/** Ends commercial messages by the token's channel, of all brands, in the caller's transaction. Throws `capture.link-invalid`. */
export async function unsubscribe(
  deps: CaptureDeps,
  tx: Tx,
  input: { token: string; by: 'unsubscribe-page' | 'one-click' },
): Promise<Receipt> {
  const target = readUnsubscribeToken(deps, input.token);
  if (target === undefined) throw linkInvalid();
  const { person, channel } = target;
  return deps.gate.object(tx, { person, kind: 'unsubscribe', channel, by: input.by });
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
