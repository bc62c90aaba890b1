import type { ConsentState } from './acts.ts';

/** One answer of a person, newest first in lists. */
export interface Answer {
  readonly activity: string;
  readonly answer: 'granted' | 'refused' | 'withdrawn';
  readonly channel: string | null;
  readonly kind: 'general' | 'separate' | 'written' | null;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly at: Date;
  readonly validUntil: Date | null;
  readonly withdrawnAt: Date | null;
  readonly receipt: string;
}

/** The state of an activity that was never answered. */
export function noState(activity: string): ConsentState {
  return {
    activity,
    state: 'none',
    channel: null,
    kind: null,
    notice: null,
    noticeVersion: null,
    at: null,
    validUntil: null,
    withdrawnAt: null,
    receipt: null,
  };
}

/** The newest answer for each activity and channel, as a state at `now`. Answers come newest first. */
export function consentStates(answers: readonly Answer[], now: Date): ConsentState[] {
  const states = new Map<string, ConsentState>();
  for (const answer of answers) {
    const key = JSON.stringify([answer.activity, answer.channel]);
    const newer = states.get(key);
    if (newer !== undefined) {
      // A withdrawal says what was withdrawn: the grant below it lends its notice and kind.
      if (newer.state === 'withdrawn' && newer.kind === null && answer.answer === 'granted')
        states.set(key, { ...newer, kind: answer.kind, notice: answer.notice, noticeVersion: answer.noticeVersion });
      continue;
    }
    states.set(key, {
      activity: answer.activity,
      state: stateOf(answer, now),
      channel: answer.channel,
      kind: answer.kind,
      notice: answer.notice,
      noticeVersion: answer.noticeVersion,
      at: answer.at,
      validUntil: answer.validUntil,
      withdrawnAt: answer.answer === 'withdrawn' ? answer.at : answer.withdrawnAt,
      receipt: answer.receipt,
    });
  }
  return [...states.values()];
}

function stateOf(answer: Answer, now: Date): ConsentState['state'] {
  if (answer.answer !== 'granted') return answer.answer;
  if (answer.withdrawnAt !== null && answer.withdrawnAt <= now) return 'withdrawn';
  return answer.validUntil !== null && answer.validUntil < now ? 'expired' : 'granted';
}
