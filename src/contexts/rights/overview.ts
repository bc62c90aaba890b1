import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import type { ConsentState } from '../consent/index.ts';
import { type ActivityChoice, activityChoice } from './domain/activity-choice.ts';
import type { RightsContext } from './rights-context.ts';
import { toldActivities } from './told-activities.ts';

/** What the privacy centre shows first. */
export interface Overview {
  readonly handler: { readonly name: Bilingual; readonly contact: Bilingual };
  /** Whether commercial messages are possible, were stopped, or never were permitted. */
  readonly marketing: 'receiving' | 'stopped' | 'none';
  readonly activities: readonly ActivityChoice[];
  /** The notices that were shown with the answers, the newest first. */
  readonly notices: readonly { readonly url: string; readonly version: number; readonly shownAt: Date }[];
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
    if (told.has(activity.code) || own.length > 0)
      choices.push(activityChoice(activity, own, activity.basis === 'consent' && told.has(activity.code)));
  }
  const commercial = activities.filter((activity) => activity.commercial);
  const granted = answers.some(
    (answer) => answer.state === 'granted' && commercial.some((activity) => activity.code === answer.activity),
  );
  const channels = [...new Set(commercial.flatMap((activity) => activity.channels))];
  const stopped = await everyChannelStopped(context, tx, persons, channels);
  return {
    handler: {
      name: profile?.name ?? { zh: '', en: '' },
      contact: contactOf(profile),
    },
    marketing: stopped ? 'stopped' : granted ? 'receiving' : 'none',
    notices: noticesOf(answers),
    activities: choices.sort((a, b) => Number(b.canWithdraw) - Number(a.canWithdraw)),
  };
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

async function everyChannelStopped(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  channels: readonly string[],
): Promise<boolean> {
  for (const person of persons) {
    const stops = (await context.gate.objectionsOf(tx, person)).filter((objection) => objection.kind === 'unsubscribe');
    const all = stops.some((stop) => stop.channel === null);
    if (!all && !channels.every((channel) => stops.some((stop) => stop.channel === channel))) return false;
  }
  return persons.length > 0 && channels.length > 0;
}

function contactOf(profile: Awaited<ReturnType<RightsContext['register']['handler']>>): Bilingual {
  if (profile === undefined) return { zh: '', en: '' };
  const lines = (language: 'zh' | 'en'): string =>
    [profile.responsible[language], profile.phone, profile.email, profile.address[language]]
      .filter((line) => line !== undefined && line !== '')
      .join(' · ');
  return { zh: lines('zh'), en: lines('en') };
}
