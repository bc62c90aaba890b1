import { type ActivityInput, fieldKind } from '../../register/index.ts';
import type { ConsentAct } from './acts.ts';

/** Why an answer is not acceptable; `separate-needed` names its article. */
export type ActRefusal =
  | {
      readonly code:
        | 'not-by-consent'
        | 'not-explicit'
        | 'channel-undeclared'
        | 'recipient-undeclared'
        | 'validity-over'
        | 'validity-too-long';
    }
  | { readonly code: 'separate-needed'; readonly article: string };

/** A hundred years, milliseconds: as long as the register lets anything be kept. */
const LONGEST_VALIDITY = 36_500 * 86_400_000;

const EXPLICIT = new Set(['explicit_action', 'signed_document']);

/** Whether an answer to one activity is one that the law lets count (PIPL 13, 14, 23, 29); undefined when it is. */
export function actRefusal(activity: ActivityInput, act: ConsentAct, now: Date): ActRefusal | undefined {
  if (activity.basis !== 'consent') return { code: 'not-by-consent' };
  if (act.channel !== undefined && !activity.channels.includes(act.channel)) return { code: 'channel-undeclared' };
  const recipient = activity.recipients.find((each) => each.name === act.recipient);
  if (act.recipient !== undefined && recipient === undefined) return { code: 'recipient-undeclared' };
  // A no needs no form.
  if (act.answer === 'refused') return undefined;
  if (!EXPLICIT.has(act.how)) return { code: 'not-explicit' };
  if (act.kind === 'written' && act.how !== 'signed_document') return { code: 'not-explicit' };
  if (act.validUntil !== undefined && act.validUntil <= now) return { code: 'validity-over' };
  if (act.validUntil !== undefined && act.validUntil.getTime() - now.getTime() > LONGEST_VALIDITY)
    return { code: 'validity-too-long' };
  if (act.kind !== 'general') return undefined;
  // All information of a child under 14 is sensitive, and the guardian's consent is one of its own (PIPL 28, 29, 31).
  if (act.guardian !== undefined) return { code: 'separate-needed', article: 'PIPL 31' };
  if (activity.fields.some((each) => fieldKind(each.field).sensitiveKind !== null))
    return { code: 'separate-needed', article: 'PIPL 29' };
  if (recipient !== undefined && recipient.role !== 'entrustee') return { code: 'separate-needed', article: 'PIPL 23' };
  return undefined;
}

/** What an answer is about; two answers in one call may not be about the same. */
export function matterOf(act: ConsentAct): string {
  return JSON.stringify([act.person, act.activity, act.channel ?? null, act.recipient ?? null]);
}

/** Whether a separate consent shares the control by which it was given with anything else (PIPL 14, 29). */
export function sharesControl(acts: readonly ConsentAct[]): boolean {
  const byControl = new Map<string, ConsentAct[]>();
  for (const act of acts) {
    if (act.control === undefined) continue;
    const key = `${act.presentation}/${act.control}`;
    byControl.set(key, [...(byControl.get(key) ?? []), act]);
  }
  return [...byControl.values()].some((same) => same.length > 1 && same.some((act) => act.kind !== 'general'));
}

/** Whether a later answer of the same call refuses what this one grants: the last word counts. */
export function takenBackBy(acts: readonly ConsentAct[], index: number): boolean {
  const granted = acts[index];
  if (granted === undefined || granted.answer !== 'granted') return false;
  return acts.slice(index + 1).some((later) => {
    if (later.answer !== 'refused' || later.person !== granted.person || later.activity !== granted.activity)
      return false;
    return later.channel === undefined || later.channel === granted.channel;
  });
}

/** A no, as far as it tells whether a yes came before it. */
interface EarlierNo {
  readonly person: string;
  /** Null for an unsubscription. */
  readonly activity: string | null;
  readonly channel: string | null;
  readonly saidAt: Date;
}

/**
 * Whether the person said no to what this grants, or unsubscribed from what it would free, after they were shown what it answers: nobody can tell then
 * whether the yes, which may have been long on its way, was their last word (PIPL 14, 15, 69).
 */
export function isOvertaken(
  act: ConsentAct,
  { commercial }: Pick<ActivityInput, 'commercial'>,
  { noes, shownAt }: { readonly noes: readonly EarlierNo[]; readonly shownAt: Date },
): boolean {
  if (act.answer !== 'granted') return false;
  return noes.some(({ person, activity, channel, saidAt }) => {
    if (person !== act.person || saidAt <= shownAt) return false;
    // Only a grant that names the channel ends an unsubscription.
    if (activity === null)
      return commercial && act.channel !== undefined && (channel === null || channel === act.channel);
    return activity === act.activity && (channel === null || act.channel === undefined || channel === act.channel);
  });
}
