import type { Activity, AssessmentTrigger } from './activity.ts';
import { fieldKind } from './fields.ts';

/**
 * Whether an activity serves children under 14: it declares so, or rules for children tell it and it does not say the contrary. What the law itself
 * demands of us (signing in, answering requests, keeping noes, security) is told there without being there for children.
 */
export function servesChildren(
  { minors, builtIn, basis }: Pick<Activity, 'minors' | 'builtIn' | 'basis'>,
  toldToChildren: boolean,
): boolean {
  if (minors !== undefined) return minors.under14 === 'guardian_consent';
  return toldToChildren && !(builtIn && basis === 'legal_duty');
}

/**
 * What makes an impact assessment due before the activity runs (PIPL 55); empty when nothing does. `toldToChildren`: published rules for children
 * tell it now (`Publication.childRulesSince`).
 */
export function assessmentTriggers(activity: Activity, toldToChildren: boolean): AssessmentTrigger[] {
  const triggers: AssessmentTrigger[] = [];
  // Whatever is known of a child under 14 is sensitive (PIPL 28).
  const children = servesChildren(activity, toldToChildren);
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
