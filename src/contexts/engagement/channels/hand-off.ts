/**
 * What became of one message that was given to a provider. `not-handed` is said only when the provider provably got nothing of it (the
 * connection was refused, or it answered that it takes nothing now); whatever is doubtful is `unknown`.
 */
export type HandOff =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'not-handed'; readonly code: string };

/** One text message for a provider. */
export interface OutgoingSms {
  /** Our id of the message; comes back in the delivery report. */
  readonly id: string;
  readonly mobile: string;
  readonly signName: string;
  readonly templateCode: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Sends text messages; never throws for what a provider or a network does. */
export interface SmsProvider {
  send(message: OutgoingSms): Promise<HandOff>;
}

/** One mail. `unsubscribe` is the address of RFC 8058's one-click POST; only mail without it may be transactional. */
export interface OutgoingEmail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly fromName: string;
  readonly unsubscribe?: string;
}

/** Sends mail; never throws for what a server or a network does. */
export interface EmailProvider {
  send(message: OutgoingEmail): Promise<HandOff>;
  close(): void;
}
