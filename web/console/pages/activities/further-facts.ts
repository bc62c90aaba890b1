import type { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import type { Activity, Bilingual } from './activity.ts';

type Translate = (key: keyof typeof activityItemsText) => string;

/** The further items of an activity that have been said, as facts. */
export function furtherFacts(
  activity: Activity,
  t: Translate,
  pick: (text: Bilingual) => string,
): (readonly [name: string, value: string])[] {
  const { audience, collectedWhen, surfaces, minors, client } = activity;
  const facts: (readonly [string, string])[] = [];
  if (audience !== undefined) facts.push([t('audience'), t('audience.business_contacts')]);
  if (collectedWhen !== undefined) facts.push([t('collectedWhen'), pick(collectedWhen)]);
  if (surfaces !== undefined)
    facts.push([t('surfaces'), surfaces.map((each) => t(`surface.${each}` as 'surface.web')).join(' · ')]);
  if (minors !== undefined)
    facts.push([t('minors'), `${t(`under14.${minors.under14}` as 'under14.not_served')} · ${pick(minors.rules)}`]);
  if (client !== undefined)
    facts.push([t('client'), `${client.name}（${client.contact}）${pick(client.instructions)}`]);
  return facts;
}
