import type { Bilingual } from '../../../platform/failure.ts';
import type { Activity } from './activity.ts';
import { assessmentTriggers } from './assessment-triggers.ts';
import type { Publication } from './notice.ts';

/** Why an activity may not run, whoever the person is. */
export interface Obstacle extends Bilingual {
  readonly code: string;
  readonly article: string;
}

/** Everything in the register that keeps an activity from running; `publication` is what people are told, null for nothing. */
export function activityObstacles(
  activity: Activity,
  publication: Pick<Publication, 'revision' | 'childRulesSince'> | null,
): Obstacle[] {
  const publishedRevision = publication?.revision ?? null;
  const toldToChildren = (publication?.childRulesSince ?? null) !== null;
  const obstacles: Obstacle[] = [];
  if (activity.endedAt !== null)
    obstacles.push({
      code: 'register.activity-ended',
      article: 'PIPL 47',
      zh: '该处理活动已终止',
      en: 'It has ended',
    });
  if (publishedRevision === null)
    obstacles.push({
      code: 'register.not-published',
      article: 'PIPL 17',
      zh: '尚未编入已发布的告知',
      en: 'No published notice tells it',
    });
  else if (publishedRevision < activity.revision)
    obstacles.push({
      code: 'register.notice-behind',
      article: 'PIPL 17',
      zh: '登记内容已修改，告知尚未更新发布',
      en: 'It was changed after the notice was published',
    });
  if (assessmentTriggers(activity, toldToChildren).length > 0 && activity.assessment.state !== 'approved')
    obstacles.push({
      code: 'register.assessment-missing',
      article: 'PIPL 55',
      zh: '须先完成个人信息保护影响评估',
      en: 'An impact assessment is due first',
    });
  for (const recipient of activity.recipients) {
    const signed = activity.contracts.some((each) => each.recipient === recipient.name && each.state === 'signed');
    if (recipient.role === 'entrustee' && !signed)
      obstacles.push({
        code: 'register.contract-missing',
        article: 'PIPL 21',
        zh: `与受托人“${recipient.name}”的合同未登记为已签署`,
        en: `No signed contract with the entrustee "${recipient.name}" is on record`,
      });
    for (const sub of unapprovedSubEntrustees(activity, recipient.name))
      obstacles.push({
        code: 'register.sub-entrustment-unapproved',
        article: 'PIPL 21',
        zh: `受托人“${recipient.name}”转委托“${sub}”未经同意`,
        en: `That "${recipient.name}" entrusts "${sub}" in turn is not approved`,
      });
  }
  // The mechanism is judged for each export with the year's counts; a recipient that may get nothing is known at once.
  for (const transfer of activity.crossBorder?.transfers ?? [])
    if (transfer.onRestrictedList)
      obstacles.push({
        code: 'register.recipient-restricted',
        article: 'PIPL 42',
        zh: `境外接收方“${transfer.recipient}”在限制或禁止提供清单上`,
        en: `The recipient abroad "${transfer.recipient}" is on the restricted list`,
      });
  return obstacles;
}

/** Names of those whom an entrustee entrusts in turn without our approval on record (PIPL 21(3)). */
export function unapprovedSubEntrustees(
  activity: Pick<Activity, 'recipients' | 'subEntrustments'>,
  recipient: string,
): string[] {
  const named = activity.recipients.find((each) => each.name === recipient)?.subEntrustees ?? [];
  const approved = new Set(
    activity.subEntrustments
      .filter((each) => each.recipient === recipient && each.state === 'approved')
      .map((each) => each.subEntrustee),
  );
  return named.map((each) => each.name).filter((name) => !approved.has(name));
}
