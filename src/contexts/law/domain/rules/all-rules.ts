import { type CompiledRule, compileRule } from '../compiled-rule.ts';
import type { Act, Rule } from '../rule.ts';
import { automatedRules } from './automated-rules.ts';
import { barRules } from './bar-rules.ts';
import { basisRules } from './basis-rules.ts';
import { changedNoticeRules } from './changed-notice-rules.ts';
import { consentRules } from './consent-rules.ts';
import { erasureRules } from './erasure-rules.ts';
import { exportRules } from './export-rules.ts';
import { imageRules } from './image-rules.ts';
import { assessmentRules, mechanismRules } from './mechanism-rules.ts';
import { messageRules } from './message-rules.ts';
import { guardianRules, minorRules } from './minor-rules.ts';
import { noticeRules } from './notice-rules.ts';
import { personActRules } from './person-act-rules.ts';
import { purposeRules } from './purpose-rules.ts';
import { recipientRules } from './recipient-rules.ts';
import { refusedRightsRules } from './refused-rights-rules.ts';
import { retentionRules } from './retention-rules.ts';
import { rightsRules } from './rights-rules.ts';
import { scopeRules } from './scope-rules.ts';
import { sensitiveRules, separateConsentRules } from './sensitive-rules.ts';

/** Every rule in order of evaluation (section 9 of the obligations). Within a step the order is the one written here. */
export const ALL_RULES: readonly Rule[] = [
  ...scopeRules,
  ...barRules,
  ...retentionRules,
  ...erasureRules,
  ...purposeRules,
  ...basisRules,
  ...consentRules,
  ...changedNoticeRules,
  ...noticeRules,
  ...imageRules,
  ...separateConsentRules,
  ...guardianRules,
  // What is done decides before what it is done with: publishing a portrait is about PIPL 25, not 29.
  ...recipientRules,
  ...sensitiveRules,
  ...minorRules,
  ...assessmentRules,
  ...mechanismRules,
  ...exportRules,
  ...messageRules,
  ...automatedRules,
  ...rightsRules,
  ...refusedRightsRules,
  ...personActRules,
]
  .map((rule, position) => ({ rule, position }))
  .sort((a, b) => a.rule.step - b.rule.step || a.position - b.position)
  .map(({ rule }) => rule);

const BY_ACT = new Map<Act, readonly CompiledRule[]>();
for (const act of new Set(ALL_RULES.flatMap((rule) => rule.on))) {
  BY_ACT.set(act, ALL_RULES.filter((rule) => rule.on.includes(act)).map(compileRule));
}
const NO_RULES: readonly CompiledRule[] = [];

/** The rules written for an act, in order of evaluation. */
export function rulesFor(act: Act): readonly CompiledRule[] {
  return BY_ACT.get(act) ?? NO_RULES;
}
