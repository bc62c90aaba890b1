import { always, HANDLING, HANDLING_AND_STORAGE, type Rule } from '../rule.ts';

/** Step 1: absolute bars, which no consent lifts. */
export const barRules: readonly Rule[] = [
  {
    code: 'bar.sale',
    step: 1,
    article: 'PIPL 10',
    also: ['PIPL 23'],
    on: ['sell'],
    applies: always,
    test: () => false,
    denies: { zh: '不得非法买卖个人信息。', en: 'Personal information may not be traded.' },
  },
  {
    code: 'bar.purchased-source',
    step: 1,
    article: 'PIPL 10',
    on: HANDLING_AND_STORAGE,
    applies: (c) => c.facts.data?.source === 'purchased_list',
    test: () => false,
    denies: {
      zh: '信息来自购买的名单，来源不合法。',
      en: 'The information comes from a bought list, an unlawful source.',
    },
  },
  {
    code: 'bar.leaked-source',
    step: 1,
    article: 'PIPL 10',
    on: HANDLING_AND_STORAGE,
    applies: (c) => c.facts.data?.source === 'leaked_dataset' && c.facts.legal_basis !== 'public_info',
    test: () => false,
    denies: {
      zh: '信息来自泄露的数据集，来源不合法。',
      en: 'The information comes from a leaked data set, an unlawful source.',
    },
  },
  {
    code: 'bar.unknown-source',
    step: 1,
    article: 'PIPL 10',
    on: HANDLING,
    applies: always,
    test: (c) => c.facts.data?.source != null,
    denies: { zh: '来源不明，无法证明取得合法。', en: 'The source is unknown, so lawful acquisition cannot be shown.' },
  },
  {
    code: 'bar.foreign-authority',
    step: 1,
    article: 'PIPL 41',
    also: ['Data Security Law 36'],
    on: HANDLING,
    when: ['an export'],
    applies: (c) => c.facts.cross_border?.foreign_judicial_request === true,
    test: (c) => c.facts.cross_border?.prc_approval === true,
    denies: {
      zh: '未经主管机关批准，不得向外国司法或执法机构提供。',
      en: 'Nothing may be given to foreign courts or law enforcement without approval of the competent PRC authority.',
    },
    ground: {
      rank: 21,
      zh: '主管机关已批准向外国司法或执法机构提供。',
      en: 'The competent PRC authority has approved the disclosure.',
    },
  },
  {
    code: 'bar.restricted-recipient',
    step: 1,
    article: 'PIPL 42',
    on: HANDLING,
    when: ['an export'],
    applies: always,
    test: (c) => c.facts.cross_border?.recipient_on_restricted_list === false,
    denies: {
      zh: '境外接收方被列入限制或禁止提供清单，或未经核对。',
      en: 'The overseas recipient is on the restricted list, or was not checked against it.',
    },
  },
  {
    code: 'bar.automated-marketing-to-minors',
    step: 1,
    article: 'Minors Regs 24',
    on: HANDLING,
    when: ['an automated decision'],
    // A purpose of no known kind may be marketing, and whether it is decides.
    applies: (c) => c.marketing || c.commercial || (c.under18 && c.purposeKindUnknown),
    test: (c) => !c.under18 && !c.ageUnknown,
    denies: {
      zh: '不得通过自动化决策方式向未成年人进行商业营销；年龄不明的，不能排除未成年人。',
      en: 'No commercial marketing to minors by automated decision, whatever the consent; an unknown age does not rule a minor out.',
    },
  },
  {
    code: 'bar.price-discrimination',
    step: 1,
    article: 'PIPL 24',
    also: ['Algorithm Rules 21'],
    on: HANDLING,
    when: ['facts of an automated decision'],
    applies: (c) => c.facts.automated_decision?.price_differs_by_profile === true,
    test: (c) => (c.facts.automated_decision?.lawful_reason ?? '') !== '',
    denies: {
      zh: '不得通过自动化决策在交易价格等条件上实行不合理的差别待遇。',
      en: 'Automated decisions may not treat people unreasonably differently on price or other terms.',
    },
    ground: { rank: 60, zh: '价格差异有合法理由。', en: 'The difference in price has a lawful reason.' },
  },
  {
    code: 'automated.uniform-price',
    step: 1,
    article: 'PIPL 24',
    on: HANDLING,
    when: ['facts of an automated decision'],
    applies: (c) =>
      (c.facts.automated_decision?.uniform_rule ?? '') !== '' &&
      c.facts.automated_decision?.price_differs_by_profile !== true,
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 60, zh: '规则公开且对所有人一致。', en: 'The rule is open and the same for everybody.' },
  },
];
