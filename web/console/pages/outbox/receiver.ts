/** Somebody outside who holds copies of people, as the API shows it. */
export interface Receiver {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly recipient: string;
  readonly activities: readonly string[];
  readonly identifier: { readonly type: string; readonly issuer: string; readonly scope: string };
  readonly url: string;
  readonly endedAt: string | null;
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly acknowledged: number;
  readonly oldest: string | null;
  readonly lastAnswer: string | null;
  readonly reconciliation: {
    readonly list: string;
    readonly startedAt: string;
    readonly finishedAt: string | null;
    readonly held: number;
    readonly linked: number;
    readonly unknown: number;
    readonly erased: number;
    readonly missing: number | null;
  } | null;
}

/** A message that is not confirmed. */
export interface Unanswered {
  readonly id: string;
  readonly kind: 'withdrawn' | 'objected' | 'corrected' | 'erased';
  readonly person: string | null;
  readonly createdAt: string;
  readonly tries: number;
  readonly nextTryAt: string;
  readonly lastAnswer: string | null;
  readonly deliveredAt: string | null;
}

/** How a receiver stands, in one word. */
export function stateOf(receiver: Receiver): 'good' | 'waiting' | 'failing' | 'ended' {
  if (receiver.endedAt !== null) return 'ended';
  if (receiver.waiting > 0 && receiver.lastAnswer !== null) return 'failing';
  return receiver.waiting + receiver.unacknowledged > 0 ? 'waiting' : 'good';
}

/** The tone of that word. */
export const TONES = { good: 'good', waiting: 'wait', failing: 'bad', ended: 'none' } as const;
