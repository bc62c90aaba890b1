import type { CaseReading } from '../case-reading.ts';
import { firstInstant } from '../instant.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isProtectivePurpose } from '../words.ts';

const majorEffect = (c: CaseReading): boolean => c.facts.automated_decision?.major_effect === true;

/** Switched off at this instant; a switch-off without a time counts as made, one with a past time whatever the flag says. */
const optedOut = (c: CaseReading): boolean => {
  const a = c.facts.automated_decision;
  if (a?.opted_out_at != null) return firstInstant(a.opted_out_at) <= c.at;
  return a?.opted_out === true;
};

/** Guards against fraud and abuse without reaching out to anybody: neither pushed nor marketing, which PIPL 24(2) and Algorithm Rules 17 are about. */
const guardsOnly = (c: CaseReading): boolean => {
  const { message, channel } = c.facts;
  return message == null && (channel == null || channel === 'none') && !c.marketing && isProtectivePurpose(c.purpose);
};

/** Step 10: automated decisions. */
export const automatedRules: readonly Rule[] = [
  {
    code: 'automated.search-results',
    step: 10,
    article: 'E-Commerce Law 18',
    also: ['PIPL 24'],
    on: HANDLING,
    when: ['an automated decision'],
    where: { zh: '涉及搜索结果', en: 'search results are at issue' },
    applies: (c) => c.facts.automated_decision?.kind === 'search_results',
    test: (c) => c.facts.automated_decision?.opt_out_provided === true && !optedOut(c),
    denies: {
      zh: '按个人特征提供搜索结果的，应当同时提供不针对个人特征的选项。',
      en: 'Personalised search results need an option that does not follow personal traits.',
    },
    remedy: { zh: '提供不针对个人特征的选项', en: 'Offer results that do not follow personal traits' },
    ground: {
      rank: 59,
      zh: '同时提供不针对个人特征的搜索结果。',
      en: 'Results that do not follow personal traits are offered too.',
    },
  },
  {
    code: 'automated.no-way-out',
    step: 10,
    article: 'PIPL 24',
    also: ['Algorithm Rules 17', 'NDSR 42'],
    on: HANDLING,
    when: ['an automated decision'],
    where: {
      zh: '对个人权益无重大影响，且并非仅为防范欺诈或滥用',
      en: 'the effect is not major, and it guards against more than fraud or abuse',
    },
    applies: (c) => c.facts.automated_decision?.major_effect !== true && !guardsOnly(c),
    test: (c) => c.facts.automated_decision?.opt_out_provided === true,
    denies: {
      zh: '未提供不针对个人特征的选项或便捷的拒绝方式。',
      en: 'Neither an option that does not follow personal traits nor an easy refusal is offered.',
    },
    remedy: { zh: '提供关闭或拒绝的方式', en: 'Offer a way to switch off or refuse' },
    ground: { rank: 61, zh: '提供了关闭或拒绝的方式。', en: 'A way to switch it off or refuse is offered.' },
  },
  {
    code: 'automated.switched-off',
    step: 10,
    article: 'PIPL 24',
    also: ['Algorithm Rules 17', 'NDSR 42'],
    on: HANDLING,
    when: ['an automated decision'],
    where: { zh: '并非仅为防范欺诈或滥用', en: 'it guards against more than fraud or abuse' },
    applies: (c) => !guardsOnly(c),
    test: (c) => !optedOut(c),
    denies: {
      zh: '个人已关闭个性化，应当立即停止。',
      en: 'The person has switched personalisation off; it stops at once.',
    },
    remedy: { zh: '不使用个性化；或本人重新开启', en: 'Leave out personalisation; or the person switches it on again' },
  },
  {
    code: 'automated.guards-only',
    step: 10,
    article: 'PIPL 24',
    on: HANDLING,
    when: ['an automated decision'],
    where: {
      zh: '仅为防范欺诈或滥用，不向个人推送',
      en: 'it guards against fraud or abuse alone, and nothing is pushed',
    },
    applies: guardsOnly,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 63,
      zh: '并非信息推送或商业营销，无须提供关闭的选项。',
      en: 'Neither a push nor marketing, so no switch-off is owed.',
    },
  },
  {
    code: 'automated.deleted-tags',
    step: 10,
    article: 'NDSR 42',
    also: ['Algorithm Rules 17'],
    on: HANDLING,
    when: ['facts of an automated decision'],
    where: { zh: '使用了已删除的标签', en: 'deleted tags are used' },
    applies: (c) => c.facts.automated_decision?.uses_deleted_tags === true,
    test: () => false,
    denies: { zh: '不得使用个人已删除的标签。', en: 'Tags that the person deleted may not be used.' },
    remedy: { zh: '不使用这些标签', en: 'Do not use those tags' },
  },
  {
    code: 'automated.review-refused',
    step: 10,
    article: 'PIPL 24',
    on: HANDLING,
    when: ['an automated decision'],
    where: { zh: '有重大影响且要求人工复核', en: 'major effect, and a review was asked for' },
    applies: (c) => majorEffect(c) && c.facts.automated_decision?.human_review_requested === true,
    test: (c) => c.facts.automated_decision?.human_review_done === true,
    denies: {
      zh: '个人拒绝仅以自动化决策作出对其有重大影响的决定，但未经人工复核。',
      en: 'The person refused a decision of major effect made by automation alone, and no human has reviewed it.',
    },
    remedy: { zh: '完成人工复核', en: 'A human reviews it' },
    ground: { rank: 57, zh: '已经人工复核。', en: 'A human has reviewed the decision.' },
  },
  {
    code: 'automated.no-review',
    step: 10,
    article: 'PIPL 24',
    on: HANDLING,
    when: ['an automated decision'],
    where: { zh: '有重大影响', en: 'major effect' },
    applies: majorEffect,
    test: (c) =>
      c.facts.automated_decision?.solely_automated === false ||
      c.facts.automated_decision?.human_review_available === true ||
      c.facts.automated_decision?.human_review_done === true,
    denies: {
      zh: '对个人权益有重大影响的决定仅由自动化决策作出，且未提供人工复核。',
      en: 'A decision of major effect is made by automation alone, and no human review is offered.',
    },
    remedy: { zh: '提供人工复核', en: 'Offer a human review' },
    ground: { rank: 58, zh: '可要求人工复核。', en: 'A human review can be had.' },
  },
  {
    code: 'automated.not-used',
    step: 10,
    article: 'PIPL 24',
    also: ['Algorithm Rules 17', 'NDSR 42'],
    on: HANDLING,
    when: ['facts of an automated decision'],
    where: { zh: '未采用自动化决策', en: 'nothing is decided by automation' },
    applies: (c) => !c.automated,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 62,
      zh: '不针对个人特征，关闭个性化的选择得到遵守。',
      en: 'It does not follow personal traits, so that switching personalisation off is honoured.',
    },
  },
];
