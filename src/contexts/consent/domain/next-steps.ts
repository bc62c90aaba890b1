import type { Bilingual } from '../../../platform/failure.ts';

const ASK: Bilingual = {
  zh: '在服务触点（下单、到店、会员中心）展示告知并征求同意，不得主动群发询问',
  en: 'Show the notice and ask at a service touchpoint (order, shop, member centre); never by a mass message',
};
const ASK_AGAIN: Bilingual = {
  zh: '仅就变化或到期的部分重新征求同意',
  en: 'Ask again, only for what changed or ended',
};
const NONE_ASKED: Bilingual = {
  zh: '尊重此人的拒绝；仅当本人主动再次同意时恢复',
  en: 'Respect the no; it ends only when the person agrees again of their own will',
};

const STEPS: Readonly<Record<string, Bilingual>> = {
  'consent.restored': {
    zh: '个保负责人核对恢复之后的撤回，再予放行',
    en: 'The DPO looks after the withdrawals made since the backup, and releases the restored data',
  },
  'consent.unproven': ASK,
  'consent.none': ASK,
  'consent.other-purpose': ASK,
  'consent.term-ended': ASK_AGAIN,
  'consent.used-up': ASK_AGAIN,
  'consent.scope-changed': ASK_AGAIN,
  'consent.withdrawn': NONE_ASKED,
  'consent.declined': NONE_ASKED,
  'consent.declined-after': NONE_ASKED,
  'consent.suppressed': NONE_ASKED,
  'consent.refused-outright': NONE_ASKED,
  'separate.withdrawn': NONE_ASKED,
  'consent.other-channel': {
    zh: '改用此人同意的渠道',
    en: 'Use the channel that the person agreed to',
  },
  'consent.address-unconfirmed': {
    zh: '请此人点击确认链接或输入确认码',
    en: 'Let the person open the confirmation link or enter the code',
  },
  'consent.address-missing': { zh: '在服务触点请此人补充联系方式', en: 'Ask for the address at a service touchpoint' },
  'consent.age-unknown': { zh: '在服务触点请此人声明是否已满18周岁', en: 'Ask for the declaration of being 18' },
  'consent.adults-only': { zh: '在服务触点请此人声明是否已满18周岁', en: 'Ask for the declaration of being 18' },
  'minor.no-guardian-consent': {
    zh: '核实父母或其他监护人，展示儿童个人信息处理规则，由其单独同意',
    en: 'Verify a parent or guardian, show the rules for children and ask for their separate consent',
  },
  'minor.guardian-withdrew': NONE_ASKED,
  'minor.no-child-rules': {
    zh: '发布说明该活动的儿童个人信息处理规则',
    en: 'Publish rules for children that tell this activity',
  },
  'consent.given-as-child': {
    zh: '此人已满14周岁：在服务触点由其本人重新作答',
    en: 'The person has turned 14: ask them themselves at a service touchpoint',
  },
  'minor.age-unknown': {
    zh: '在服务触点请此人声明是否已满14周岁；有未成年迹象的，核实出生日期或取得监护人同意',
    en: 'Ask for the declaration of being 14; after a sign of minority, for the birth date or a guardian’s consent',
  },
  'bar.automated-marketing-to-minors': {
    zh: '年龄不明的，请此人声明是否已满18周岁；未成年的，无从合法营销',
    en: 'If the age is unknown, ask for the declaration of being 18; to a minor there is no lawful way',
  },
  'consent.contract-missing': {
    zh: '由个保负责人登记已签署的委托处理合同',
    en: 'The DPO enters the signed contract with the entrustee',
  },
  'consent.sub-entrustment-unapproved': {
    zh: '由个保负责人登记对转委托的同意，或要求受托人停止转委托',
    en: 'The DPO enters the approval, or the entrustee stops entrusting others',
  },
  'consent.notice-unpublished': { zh: '编入告知并发布', en: 'Add it to a notice and publish' },
  'notice.change-not-told': { zh: '向此人告知变更部分', en: 'Tell the person what changed' },
  'notice.not-shown-before': { zh: '在服务触点补充告知', en: 'Show the notice at a service touchpoint' },
};

/** The lawful next step for a reason, where there is one. */
export function nextStepOf(code: string): Bilingual | undefined {
  return STEPS[code];
}
