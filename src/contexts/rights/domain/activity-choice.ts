import type { Bilingual } from '../../../platform/failure.ts';
import type { ConsentState } from '../../consent/index.ts';
import { type Activity, BASIS_NAMES } from '../../register/index.ts';

/** An activity as the person sees it in the privacy centre, with what they answered. */
export interface ActivityChoice {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly basis: Bilingual;
  readonly state: 'granted' | 'withdrawn' | 'refused' | 'none' | 'notNeeded';
  readonly since: Date | null;
  readonly noticeUrl: string | null;
  readonly canWithdraw: boolean;
  /** A notice asks for it now, so the person may agree to it here. */
  readonly canAgree: boolean;
  /** The receipt of the answer that counts. */
  readonly receipt: string | null;
}

/** The answer that counts where several records are the person's: a standing yes, or else the newest. */
export function countingAnswer(answers: readonly ConsentState[]): ConsentState | undefined {
  const newest = answers
    .filter((answer) => answer.at !== null)
    .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))[0];
  return answers.find((answer) => answer.state === 'granted') ?? newest;
}

/** Joins the words that the person was told with their answers. */
export function activityChoice(
  activity: Activity,
  words: { readonly name: Bilingual; readonly purpose: Bilingual },
  answers: readonly ConsentState[],
  told: boolean,
): ActivityChoice {
  const shown = countingAnswer(answers);
  const granted = answers.find((answer) => answer.state === 'granted');
  const needsConsent = activity.basis === 'consent';
  return {
    code: activity.code,
    name: words.name,
    purpose: words.purpose,
    basis: BASIS_NAMES[activity.basis],
    state: needsConsent ? stateOf(shown) : 'notNeeded',
    since: shown?.withdrawnAt ?? shown?.at ?? null,
    noticeUrl:
      shown?.notice == null || shown.noticeVersion === null ? null : `/n/${shown.notice}/${shown.noticeVersion}`,
    canWithdraw: needsConsent && granted !== undefined,
    canAgree: needsConsent && granted === undefined && told && activity.endedAt === null,
    receipt: shown?.receipt ?? null,
  };
}

function stateOf(answer: ConsentState | undefined): ActivityChoice['state'] {
  if (answer === undefined) return 'none';
  return answer.state === 'expired' ? 'withdrawn' : answer.state;
}
