/**
 * The life of one message (docs/decisions/0009-send-states.md; frozen). `handing_off` is committed before the provider is called, so that a
 * message found in that state after a crash is in doubt: it becomes `unknown` and is never sent again.
 */
export type SendState =
  | 'reserved'
  | 'handing_off'
  | 'accepted'
  | 'rejected'
  | 'unknown'
  | 'refused_at_handoff'
  | 'stopped'
  | 'delivered'
  | 'undelivered';

const NEXT: Readonly<Record<SendState, readonly SendState[]>> = {
  reserved: ['handing_off', 'refused_at_handoff', 'stopped'],
  // Back to `reserved` only by the process that made the call and knows that the provider got no byte of the message.
  handing_off: ['accepted', 'rejected', 'unknown', 'reserved'],
  accepted: ['delivered', 'undelivered'],
  // A report by the provider may settle a doubt; nothing ever leads from here back to a second hand-off.
  unknown: ['delivered', 'undelivered'],
  rejected: [],
  refused_at_handoff: [],
  stopped: [],
  delivered: [],
  undelivered: [],
};

/** Whether a message may go from one state to another. */
export function mayBecome(from: SendState, to: SendState): boolean {
  return NEXT[from].includes(to);
}

/** Whether nothing but a provider's report can still change a message. */
export function isSettled(state: SendState): boolean {
  return state !== 'reserved' && state !== 'handing_off';
}
