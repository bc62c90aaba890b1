import type { Bilingual } from '../../../platform/failure.ts';

/** The words that papers are set in; everything else comes from the register. */
export const PAPER_WORDS = {
  collected: { zh: '已收集个人信息清单', en: 'List of personal information collected' },
  shared: { zh: '第三方共享个人信息清单', en: 'List of personal information shared with third parties' },
  miniProgram: { zh: '小程序用户隐私保护指引', en: 'Privacy guide of the mini-program' },
  guardian: { zh: '致监护人的告知书', en: 'Notice to parents and guardians' },
  childrenRules: { zh: '儿童个人信息处理规则', en: 'Rules for handling the information of children' },
  who: { zh: '我们是谁', en: 'Who we are' },
  handler: { zh: '个人信息处理者', en: 'Personal information handler' },
  unifiedCode: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  address: { zh: '地址', en: 'Address' },
  contact: { zh: '联系方式', en: 'Contact' },
  responsible: { zh: '个人信息保护负责人／团队', en: 'Responsible for personal information' },
  childrenContact: { zh: '儿童个人信息保护负责人', en: "Responsible for children's information" },
  what: { zh: '我们为什么、如何处理您的个人信息', en: 'Why and how we handle your information' },
  whatChildren: { zh: '我们为什么、如何处理儿童的个人信息', en: "Why and how we handle children's information" },
  purpose: { zh: '处理目的', en: 'Purpose' },
  method: { zh: '处理方式', en: 'Method' },
  kinds: { zh: '个人信息种类', en: 'Kinds of information' },
  basis: { zh: '合法性基础', en: 'Legal basis' },
  channels: { zh: '联系渠道', en: 'Channels' },
  when: { zh: '收集时机／频次', en: 'When and how often' },
  retentionWhole: { zh: '保存期限及到期处理', en: 'Retention and what happens at its end' },
  retention: { zh: '保存期限', en: 'Kept for' },
  atEnd: { zh: '到期处理', en: 'Then' },
  automated: { zh: '自动化决策', en: 'Automated decisions' },
  decidedBy: { zh: '所依据的信息', en: 'Decided by' },
  decisionEffect: { zh: '对您的影响', en: 'What it means for you' },
  decisionOff: {
    zh: '您可随时关闭，关闭后立即停止，不影响使用服务',
    en: 'You may turn it off at any time; it stops at once and the service stays',
  },
  humanReview: { zh: '要求说明与人工处理', en: 'Explanation and a human' },
  minors: { zh: '未成年人', en: 'Minors' },
  audience: { zh: '面向的人', en: 'About whom' },
  businessContacts: {
    zh: '仅面向与我们往来的单位的联系人',
    en: 'About contacts of organisations that we deal with only',
  },
  adultsOnly: { zh: '仅面向已满18周岁的成年人', en: 'Adults of 18 and over only' },
  notServed: { zh: '不面向不满14周岁的儿童', en: 'Not for children under 14' },
  withGuardian: {
    zh: '不满14周岁的儿童须经父母或其他监护人同意',
    en: 'Children under 14 only with the consent of a parent or guardian',
  },
  guardianCheck: { zh: '监护人身份与同意的核实', en: 'How the guardian is verified' },
  client: { zh: '受托处理', en: 'On behalf of' },
  necessary: { zh: '必要', en: 'necessary' },
  optional: { zh: '可选，拒绝不影响使用服务', en: 'optional; refusing does not affect the service' },
  sensitive: { zh: '敏感个人信息', en: 'sensitive' },
  necessity: { zh: '必要性', en: 'Necessity' },
  impact: { zh: '对您权益的影响', en: 'Effect on you' },
  use: { zh: '用途', en: 'For' },
  number: { zh: '序号', en: 'No.' },
  function: { zh: '业务功能／场景', en: 'Function' },
  isSensitive: { zh: '是否敏感', en: 'Sensitive?' },
  whetherNecessary: { zh: '是否必要／拒绝的影响', en: 'Necessary? If refused' },
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  recipientName: { zh: '接收方名称', en: 'Recipient' },
  role: { zh: '角色', en: 'Role' },
  scene: { zh: '场景', en: 'Occasion' },
  deidentified: { zh: '去标识化', en: 'De-identified?' },
  separateConsent: { zh: '单独同意', en: 'Separate consent?' },
  theirNotice: { zh: '对方隐私政策', en: 'Their notice' },
  subEntrusted: { zh: '转委托', en: 'Entrusts in turn' },
  abroad: { zh: '境外', en: 'Abroad' },
  arrangement: { zh: '权利义务的约定', en: 'Division of duties' },
  nobody: {
    zh: '我们不向任何第三方提供或委托处理您的个人信息。',
    en: 'Nothing is provided or entrusted to any third party.',
  },
  fullList: { zh: '完整清单（可下载）', en: 'The whole list (to download)' },
  storage: { zh: '存储与保护', en: 'Where it is kept, and how it is protected' },
  storageDefault: {
    zh: '您的个人信息存储于中华人民共和国境内。',
    en: 'Your information is stored in mainland China.',
  },
  safeguardsDefault: {
    zh: '您的个人信息自收集时起加密存储，工作人员默认只能看到脱敏内容；查看、使用均须事先判定合法并逐次留痕，您可以在隐私中心查看每一次使用。',
    en: 'Your information is encrypted from the moment it is collected; staff see it masked; every use is judged beforehand and recorded, and you can see each one in the privacy centre.',
  },
  incident: {
    zh: '发生或者可能发生个人信息泄露、篡改、丢失的，我们将立即采取补救措施，并依法通知您和主管部门。',
    en: 'If information leaks, is altered or is lost, or might be, we act at once and tell you and the authorities as the law asks.',
  },
  rights: { zh: '您的权利及行使方式', en: 'Your rights and how to use them' },
  rightsList: {
    zh: '您有权查阅、复制、转移、更正、补充、删除您的个人信息，限制或者拒绝处理，撤回同意，注销账户，关闭个性化推荐，并要求我们作出解释。撤回同意不影响撤回前基于同意已进行的处理；我们不会因您不同意或撤回同意而拒绝提供产品或服务，处理个人信息属于提供产品或服务所必需的除外。',
    en: 'You may read, copy, move, correct, complete and delete your information, restrict or refuse its handling, withdraw consent, close your account, turn personalisation off, and ask us to explain. Withdrawing does not affect what was done before. We do not refuse a product or service because you refuse or withdraw, unless the information is necessary for it.',
  },
  childRights: {
    zh: '儿童及其监护人有权查阅、复制、更正、补充、删除儿童的个人信息，转移至其他处理者，限制或者拒绝处理，随时撤回同意，注销账户；拒绝或撤回不影响使用与该信息无关的功能。我们拒绝请求的，将书面告知并说明理由。',
    en: 'The child and the guardian may read, copy, correct, complete and delete the child’s information, have it moved, restrict or refuse its handling, withdraw consent at any time and close the account; refusing affects no function that does without it. If we refuse a request, we say so in writing and give the reasons.',
  },
  deceased: {
    zh: '自然人死亡的，其近亲属为了自身的合法、正当利益，可以对死者的相关个人信息行使查阅、复制、更正、删除等权利，死者生前另有安排的除外。',
    en: 'Close relatives of a deceased person may read, copy, correct and delete for their own lawful interest, unless the person arranged otherwise.',
  },
  changes: { zh: '本文件的变更', en: 'Changes of this document' },
  changesText: {
    zh: '每一版本均有固定网址并永久保留。处理目的、处理方式或信息种类变更的，我们会重新取得您的同意；其他变更会告知您变更的部分。',
    en: 'Every version keeps its own address for good. If purposes, methods or kinds change, we ask you again; of other changes we tell you the part that changed.',
  },
  complaints: { zh: '投诉与举报', en: 'Complaints' },
  version: { zh: '版本', en: 'Version' },
  published: { zh: '发布时间', en: 'Published' },
  hash: { zh: '内容摘要 SHA-256', en: 'Content hash SHA-256' },
} as const satisfies Record<string, Bilingual>;

const NUMERALS = '一二三四五六七八九十';

/** A numbered heading: 一、 in Chinese, 1. in English. */
export function numbered(language: 'zh' | 'en', n: number, title: string): string {
  return language === 'zh' ? `${NUMERALS.charAt(n - 1)}、${title}` : `${n}. ${title}`;
}
