import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import type { ConsentState, ObjectionState } from '../consent/index.ts';
import type { Activity } from '../register/index.ts';
import { valueWords } from './domain/account-words.ts';
import { type ActivityChoice, activityChoice, countingAnswer } from './domain/activity-choice.ts';
import type { RightsContext } from './rights-context.ts';
import { toldActivities } from './told-activities.ts';

/** What the privacy centre shows first. */
export interface Overview {
  readonly handler: { readonly name: Bilingual; readonly contact: Bilingual };
  /** Whether commercial messages are possible, were stopped, or never were permitted. */
  readonly marketing: 'receiving' | 'stopped' | 'none';
  /** Channels that the person has closed to commercial messages, one each by the first no in force; a null channel is all of them. */
  readonly stops: readonly Stop[];
  readonly activities: readonly ActivityChoice[];
  /** The notices that were shown with the answers, the newest first. */
  readonly notices: readonly { readonly url: string; readonly version: number; readonly shownAt: Date }[];
}

/** A no to commercial messages by a channel; `through` tells how it was said, where there are words for it. */
export interface Stop {
  readonly channel: Bilingual | null;
  readonly at: Date;
  readonly through: Bilingual | null;
  readonly receipt: string;
}

/**
 * The activities that concern these records, each with its answer, and whether marketing reaches them: whatever a published notice tells, and
 * whatever they answered.
 */
export async function overview(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<Overview> {
  const [profile, activities] = [await context.register.handler(tx), await context.register.activities(tx)];
  const answers = (await Promise.all(persons.map((person) => context.gate.consentsOf(tx, person)))).flat();
  const choices: ActivityChoice[] = [];
  const told = new Set((await toldActivities(context, tx)).map(({ code }) => code));
  for (const activity of activities) {
    const own = answers.filter((answer) => answer.activity === activity.code);
    if (told.has(activity.code) || own.length > 0) {
      const words = await wordsTold(context, tx, activity, own);
      choices.push(activityChoice(activity, words, own, activity.basis === 'consent' && told.has(activity.code)));
    }
  }
  const commercial = activities.filter((activity) => activity.commercial);
  const granted = answers.some(
    (answer) => answer.state === 'granted' && commercial.some((activity) => activity.code === answer.activity),
  );
  const channels = [...new Set(commercial.flatMap((activity) => activity.channels))];
  const noes = await Promise.all(persons.map((person) => context.gate.objectionsOf(tx, person)));
  const unsubscribed = noes.map((each) => each.filter((no) => no.kind === 'unsubscribe'));
  const stopped = everyChannelStopped(unsubscribed, channels);
  return {
    handler: {
      name: profile?.name ?? { zh: '', en: '' },
      contact: contactOf(profile),
    },
    stops: stopsOf(unsubscribed.flat()),
    marketing: stopped ? 'stopped' : granted ? 'receiving' : 'none',
    notices: noticesOf(answers),
    activities: choices.sort((a, b) => Number(b.canWithdraw) - Number(a.canWithdraw)),
  };
}

/** An activity in the words of the notice that was answered, or else of the one in force: what is only being drafted is nobody's consent (PIPL 14). */
async function wordsTold(
  { register }: RightsContext,
  tx: Tx,
  activity: Activity,
  answers: readonly ConsentState[],
): Promise<{ readonly name: Bilingual; readonly purpose: Bilingual }> {
  const answer = countingAnswer(answers);
  const shown =
    answer === undefined || answer.notice === null || answer.noticeVersion === null
      ? await register.publicationOf(tx, activity.code)
      : { notice: answer.notice, version: answer.noticeVersion };
  const listed = shown && (await register.notice(tx, shown.notice, shown.version)).activities;
  const revision = listed?.find(({ code }) => code === activity.code)?.revision;
  const told =
    revision === undefined || revision === activity.revision
      ? activity
      : await register.activityRevision(tx, activity.code, revision);
  return { name: told.name, purpose: told.purposeText };
}

function noticesOf(answers: readonly ConsentState[]): Overview['notices'] {
  const shown = new Map<string, { url: string; version: number; shownAt: Date }>();
  for (const { notice, noticeVersion: version, at } of answers) {
    if (notice === null || version === null || at === null) continue;
    const url = `/n/${notice}/${version}`;
    const before = shown.get(url);
    if (before === undefined || at < before.shownAt) shown.set(url, { url, version, shownAt: at });
  }
  return [...shown.values()].sort((a, b) => b.shownAt.getTime() - a.shownAt.getTime());
}

// Oldest first, as they come: a no that was said again does not start anew.
function stopsOf(noes: readonly ObjectionState[]): Stop[] {
  const first = new Map<string | null, ObjectionState>();
  for (const no of [...noes].sort((a, b) => a.at.getTime() - b.at.getTime()))
    if (!first.has(no.channel)) first.set(no.channel, no);
  return [...first.values()].map(({ channel, at, through, receipt }) => ({
    channel: channel === null ? null : (valueWords(channel) ?? { zh: channel, en: channel }),
    at,
    through: valueWords(through) ?? null,
    receipt,
  }));
}

function everyChannelStopped(of: readonly (readonly ObjectionState[])[], channels: readonly string[]): boolean {
  const stopped = (stops: readonly ObjectionState[]): boolean =>
    stops.some((stop) => stop.channel === null) ||
    channels.every((channel) => stops.some((stop) => stop.channel === channel));
  return of.length > 0 && channels.length > 0 && of.every(stopped);
}

function contactOf(profile: Awaited<ReturnType<RightsContext['register']['handler']>>): Bilingual {
  if (profile === undefined) return { zh: '', en: '' };
  const lines = (language: 'zh' | 'en'): string =>
    [profile.responsible[language], profile.phone, profile.email, profile.address[language]]
      .filter((line) => line !== undefined && line !== '')
      .join(' · ');
  return { zh: lines('zh'), en: lines('en') };
}
