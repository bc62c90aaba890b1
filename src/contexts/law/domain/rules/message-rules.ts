import { type CaseReading, reachesPersonDirectly } from '../case-reading.ts';
import { HANDLING, type Rule } from '../rule.ts';
import { smsRulesAt } from '../sms-rules.ts';

/** The formal items are judged when the message is at issue; over a direct channel marketing puts it at issue by itself. */
const formDue = (c: CaseReading): boolean => c.facts.message != null || reachesPersonDirectly(c.facts);

/** Step 9: the law of the channel. */
export const messageRules: readonly Rule[] = [
  {
    code: 'message.silence-is-no-consent',
    step: 9,
    article: 'SMS Rules',
    on: HANDLING,
    when: ['a commercial message', 'a refusal was made'],
    applies: (c) => c.facts.channel === 'sms' && c.refusals.silent,
    test: () => false,
    denies: { zh: '用户未回复征询的，视为拒绝。', en: 'No reply to an invitation counts as a refusal.' },
  },
  {
    code: 'message.unsubscribed-other-brand',
    step: 9,
    article: 'Online Trading Measures 16',
    also: ['Advertising Law 43', 'Consumer Law 29'],
    on: HANDLING,
    when: ['a commercial message', 'a refusal was made'],
    applies: (c) => c.refusals.unsubscribedFromOtherBrand,
    test: () => false,
    denies: {
      zh: '消费者拒绝后，不得更换名义再次发送。',
      en: 'After a refusal the same handler may not send again under another name.',
    },
  },
  {
    code: 'message.stopped-on-channel',
    step: 9,
    article: 'Civil Code 1033',
    also: ['Advertising Law 43'],
    on: HANDLING,
    when: ['a refusal was made'],
    applies: (c) =>
      c.refusals.stoppedOnChannel &&
      (c.commercial || (c.facts.legal_basis !== 'contract' && c.facts.legal_basis !== 'legal_duty' && !c.emergency)),
    test: () => false,
    denies: {
      zh: '个人已拒绝以该渠道联系，不得侵扰私人生活安宁。',
      en: 'The person said stop on this channel; private peace is to be respected.',
    },
  },
  {
    code: 'message.unsubscribed',
    step: 9,
    article: 'Advertising Law 43',
    also: ['Consumer Law 29', 'Civil Code 1033'],
    on: HANDLING,
    when: ['a commercial message', 'a refusal was made'],
    applies: (c) => c.refusals.unsubscribed,
    test: () => false,
    denies: {
      zh: '个人已退订；含广告内容的混合信息亦为商业信息。',
      en: 'The person has unsubscribed; a message that carries an advertisement is commercial.',
    },
  },
  {
    code: 'message.no-consent',
    step: 9,
    article: 'Advertising Law 43',
    also: ['Consumer Law 29', 'Civil Code 1033'],
    on: HANDLING,
    when: ['a commercial message'],
    applies: formDue,
    test: (c) => c.consents.liveForMarketing,
    denies: {
      zh: '未经同意或请求，不得以电子信息方式发送广告；添加联系人不等于同意。',
      en: 'No electronic advertisement without consent or request; being added as a contact is neither.',
    },
    ground: {
      rank: 75,
      zh: '已同意接收商业信息，发送者明示并可拒收。',
      en: 'Commercial messages were consented to; the sender is named and can be refused.',
    },
  },
  {
    code: 'message.sender-hidden',
    step: 9,
    article: 'Advertising Law 43',
    on: HANDLING,
    when: ['a commercial message'],
    applies: formDue,
    test: (c) => c.facts.message?.sender_identity === true,
    denies: { zh: '未明示发送者的真实身份和联系方式。', en: "The sender's true identity and contact are missing." },
  },
  {
    code: 'message.no-way-to-refuse',
    step: 9,
    article: 'Advertising Law 43',
    on: HANDLING,
    when: ['a commercial message'],
    applies: formDue,
    test: (c) => c.facts.message?.opt_out_included === true,
    denies: { zh: '未提供拒绝继续接收的方式。', en: 'No way to refuse further messages is given.' },
  },
  {
    code: 'message.sms-express-consent',
    step: 9,
    article: 'SMS Rules 2026',
    also: ['SMS Rules'],
    on: HANDLING,
    when: ['a commercial message'],
    applies: (c) => c.facts.channel === 'sms' && formDue(c) && smsRulesAt(c.at).proofOfConsent,
    test: (c) => c.consents.liveForMarketing,
    denies: { zh: '商业性短信须经用户明确同意或请求。', en: 'Commercial SMS need express consent or a request.' },
    ground: { rank: 76, zh: '商业性短信已获明确同意。', en: 'The commercial SMS has express consent.' },
  },
  {
    code: 'message.no-proof-of-consent',
    step: 9,
    article: 'SMS Rules 2026',
    also: ['SMS Rules'],
    on: HANDLING,
    when: ['a commercial message'],
    applies: (c) => c.facts.channel === 'sms' && formDue(c) && smsRulesAt(c.at).proofOfConsent,
    test: (c) => c.facts.message?.consent_proof_kept === true,
    denies: { zh: '未留存用户同意或请求的证明。', en: "Proof of the person's consent or request is not kept." },
  },
  {
    code: 'message.not-commercial',
    step: 9,
    article: 'Advertising Law 43',
    on: HANDLING,
    applies: (c) => !c.commercial && c.facts.message != null,
    test: () => true,
    denies: { zh: '', en: '' },
    ground: { rank: 94, zh: '服务性信息，不属广告。', en: 'A service message, not an advertisement.' },
  },
];
