/** What happened to a person that whoever holds a copy must know. */
export type OutboxKind = 'withdrawn' | 'objected' | 'corrected' | 'erased';

/** The facts of an act, with codes and times alone; never personal information. */
export interface OutboxFacts {
  readonly at: string;
  /** `withdrawn`: the activity. */
  readonly activity?: string;
  /** `objected`: "unsubscribe" (commercial messages), "restrict" or "personalisation". */
  readonly objection?: string;
  /** The channel at issue; absent for all. */
  readonly channel?: string;
  /** `corrected`: codes of the register's fields; the receiver asks for the values where it may. */
  readonly fields?: readonly string[];
}

/** A message as it leaves (docs/outbox.md). `id` is the receiver's own number of the person. */
export interface OutboxMessage {
  readonly type: `person.${OutboxKind}`;
  readonly timestamp: string;
  readonly data: OutboxFacts & {
    readonly id: string;
    readonly idType: string;
    readonly receipt: string | null;
  };
}

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;
const UNANSWERED_MS = 24 * 3_600_000;

/** When to try again after so many tries: doubling from five seconds to an hour, for ever. */
export function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 20));
}

/** When to send something again that was delivered and is not acknowledged. */
export const AGAIN_WHEN_UNANSWERED_MS = UNANSWERED_MS;
