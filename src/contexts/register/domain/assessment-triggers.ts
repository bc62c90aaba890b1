import type { Activity, AssessmentTrigger } from './activity.ts';
import { fieldKind } from './fields.ts';

/** What makes an impact assessment due before the activity runs (PIPL 55); empty when nothing does. */
export function assessmentTriggers(activity: Activity): AssessmentTrigger[] {
  const triggers: AssessmentTrigger[] = [];
  // Whatever is known of a child under 14 is sensitive (PIPL 28).
  const children = activity.minors?.under14 === 'guardian_consent';
  if (children || activity.fields.some((each) => fieldKind(each.field).sensitiveKind !== null))
    triggers.push('sensitive');
  if (activity.automatedDecision?.used === true) triggers.push('automated_decision');
  if (activity.recipients.some((each) => each.role === 'entrustee')) triggers.push('entrust');
  if (activity.recipients.some((each) => each.role !== 'entrustee') || activity.operations.includes('provide'))
    triggers.push('provide');
  if (activity.operations.includes('publish')) triggers.push('publish');
  if (activity.operations.includes('export')) triggers.push('export');
  return triggers;
}
