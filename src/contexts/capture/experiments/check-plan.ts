import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { textErrors } from '../../../platform/plain-text.ts';
import type { ExperimentPlan, Variant } from './variant.ts';
import { lintVariant } from './variant-lint.ts';

/** What the plan is held against. */
export interface PlanFacts {
  /** Controls of the form; undefined when there is no such form or it is about a site. */
  readonly controls: readonly string[] | undefined;
  /** The consent activities that the form or site asks about; undefined when there is none of this code. */
  readonly activities: readonly string[] | undefined;
}

const FORM_WORDS = ['title', 'intro', 'submit', 'consents'];
const SITE_WORDS = ['ask', 'free', 'grant', 'refuse'];
const FORM_LOOKS = ['consents'];
const SITE_LOOKS = ['grant', 'refuse', 'first', 'position'];

/** Everything that keeps a plan from being started; empty when nothing does. */
export function checkPlan(plan: ExperimentPlan, facts: PlanFacts): FieldError[] {
  const errors: FieldError[] = textErrors(plan);
  const isForm = 'form' in plan.target;
  const at = isForm ? 'target.form' : 'target.site';
  if (facts.activities === undefined)
    errors.push(fieldError(at, '没有这个表单或站点', 'There is no such form or site'));
  else if (!facts.activities.includes(plan.activity))
    errors.push(fieldError('activity', '那里没有征求这项同意', 'This consent is not asked for there'));
  const codes = plan.variants.map(({ code }) => code);
  if (new Set(codes).size !== codes.length)
    errors.push(fieldError('variants', '方案代码重复', 'Two variants have one code'));
  const definitions = plan.variants.map(({ words = {}, looks = {} }) => JSON.stringify([words, looks]));
  if (new Set(definitions).size !== definitions.length)
    errors.push(fieldError('variants', '两个方案没有区别', 'Two variants are the same'));
  for (const [index, variant] of plan.variants.entries()) {
    const path = `variants[${index}]`;
    errors.push(...misplaced(variant, path, isForm, facts.controls ?? []), ...lintVariant(variant, path));
  }
  return errors;
}

// What a page can't show would be recorded as shown.
function misplaced(variant: Variant, at: string, isForm: boolean, controls: readonly string[]): FieldError[] {
  const words = isForm ? FORM_WORDS : SITE_WORDS;
  const looks = [...(isForm ? FORM_LOOKS : SITE_LOOKS), 'preTicked', 'together'];
  const nowhere = (path: string) =>
    fieldError(
      path,
      isForm ? '表单没有这一项' : '横幅没有这一项',
      isForm ? 'A form has no such thing' : 'A banner has no such thing',
    );
  return [
    ...Object.keys(variant.words ?? {}).flatMap((each) =>
      words.includes(each) ? [] : [nowhere(`${at}.words.${each}`)],
    ),
    ...Object.keys(variant.looks ?? {}).flatMap((each) =>
      looks.includes(each) || each === 'grant' || each === 'refuse' ? [] : [nowhere(`${at}.looks.${each}`)],
    ),
    ...Object.keys(variant.words?.consents ?? {}).flatMap((each) =>
      !isForm || controls.includes(each) ? [] : [nowhere(`${at}.words.consents.${each}`)],
    ),
  ];
}
