import type { FieldCode } from '../../../register/index.ts';

// Words in a tag's name that say something of PIPL 28; a name may hold one without meaning it, and then another name costs nothing.
const WORDS: readonly (readonly [FieldCode, RegExp])[] = [
  [
    'health_condition',
    /孕|病|症|患者|残疾|残障|障碍|失眠|过敏|糖尿|高血压|癌|肿瘤|心理咨询|抑郁|就诊|手术|用药|体检|近视|肥胖|不孕|艾滋|乙肝|康复|pregnan|diabet|disab|disease|illness|patient|allerg|depress|cancer|hiv\b/iu,
  ],
  [
    'religion',
    /信教|教徒|穆斯林|清真|佛教|基督|天主教|道教|伊斯兰|礼拜|宗教|muslim|christian|buddhis|religio|halal|catholic/iu,
  ],
  ['bank_account', /征信|负债|欠款|逾期|贷款|银行卡|存款|理财账户|破产|credit score|debt|overdue|bankrupt|loan\b/iu],
  ['location_trail', /行踪|轨迹|常驻地|活动范围|location trail|whereabouts/iu],
];

/** The kind of sensitive information that a tag's name seems to tell (PIPL 28); undefined when it tells none. */
export function sensitiveSense(name: { readonly zh: string; readonly en: string }): FieldCode | undefined {
  return WORDS.find(([, words]) => words.test(name.zh) || words.test(name.en))?.[0];
}
