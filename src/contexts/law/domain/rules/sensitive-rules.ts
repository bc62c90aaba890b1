import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, HANDLING_AND_STORAGE, type Rule } from '../rule.ts';
import { isVerificationPurpose } from '../words.ts';
import { lacksItsOwnConsent } from './recipient-rules.ts';

const creditInformation = (c: CaseReading): boolean =>
  c.facts.data?.sensitive_kinds?.includes('credit') === true ||
  c.facts.data?.categories?.includes('credit_report') === true;

/** Of a child under 14 the guardian consents (PIPL 31), so the separate consent to what is sensitive is the guardian's. */
const separatelyAgreed = (c: CaseReading): boolean => c.consents.separate || (c.under14 && c.guardianConsented);

const LEAVING_DEVICE = new Set(['transmit', 'provide', 'publish', 'export', 'entrust', 'sub_entrust']);

/** Step 6, before all separate consents: each is one of its own. */
export const separateConsentRules: readonly Rule[] = [
  {
    code: 'sensitive.shared-control',
    step: 6,
    article: 'NDSR 62',
    also: ['PIPL 29', 'PIPL 14'],
    on: HANDLING,
    when: ['separate consent is due'],
    applies: always,
    test: (c) => !c.consents.sharedControl || !lacksItsOwnConsent(c),
    denies: {
      zh: '单独同意须针对一项具体处理，不得与其他事项共用一个选项。',
      en: 'Separate consent is for one particular handling and may not share a control with another.',
    },
    remedy: { zh: '以单独的选项重新取得单独同意', en: 'Obtain separate consent by a control of its own' },
  },
  {
    code: 'separate.withdrawn',
    step: 6,
    article: 'PIPL 15',
    on: HANDLING,
    when: ['separate consent is due', 'a consent is in force'],
    where: { zh: '没有有效的单独同意', en: 'no separate consent is in force' },
    applies: lacksItsOwnConsent,
    test: (c) => !c.consents.separateWithdrawn,
    denies: { zh: '单独同意已撤回。', en: 'The separate consent has been withdrawn.' },
    remedy: { zh: '本人主动再次单独同意', en: 'The person gives separate consent again of their own will' },
  },
];

/** Step 6, sensitive information and faces. */
export const sensitiveRules: readonly Rule[] = [
  {
    code: 'sensitive.unprotected',
    step: 6,
    article: 'PIPL 28',
    also: ['PIPL 51'],
    on: HANDLING_AND_STORAGE,
    when: ['sensitive information'],
    applies: always,
    test: (c) => c.facts.strict_protection === true,
    denies: { zh: '敏感个人信息未采取严格保护措施。', en: 'Strict protection of sensitive information is missing.' },
    remedy: { zh: '采取加密、访问控制等严格保护措施', en: 'Encrypt, control access, protect strictly' },
    ground: { rank: 91, zh: '已采取严格保护措施。', en: 'Strict protection is in place.' },
  },
  {
    code: 'sensitive.no-separate-consent',
    step: 6,
    article: 'PIPL 29',
    also: ['NDSR 22', 'PIPL 14'],
    on: HANDLING,
    when: ['separate consent is due', 'a kind of sensitive information'],
    applies: always,
    test: separatelyAgreed,
    denies: {
      zh: '处理敏感个人信息未取得单独同意。',
      en: 'No separate consent to the handling of sensitive information.',
    },
    remedy: { zh: '取得单独同意', en: 'Obtain separate consent' },
    ground: { rank: 40, zh: '已取得单独同意。', en: 'Separate consent is in force.' },
  },
  {
    code: 'sensitive.written-form',
    step: 6,
    article: 'PIPL 29',
    also: ['PIPL 14', 'Credit Reporting Regulations 18'],
    on: HANDLING,
    where: { zh: '法律要求书面同意', en: 'the law asks for writing' },
    applies: (c) => c.facts.basis_facts?.law_requires_written_consent === true,
    test: (c) => c.consents.written,
    denies: { zh: '法律、行政法规要求书面同意，但没有。', en: 'The law asks for written consent and there is none.' },
    remedy: { zh: '取得书面同意', en: 'Obtain written consent' },
    ground: { rank: 41, zh: '已取得书面同意。', en: 'Written consent is in force.' },
  },
  {
    code: 'sensitive.unlicensed',
    step: 6,
    article: 'PIPL 32',
    on: HANDLING,
    where: { zh: '涉及征信信息', en: 'credit information is at issue' },
    applies: creditInformation,
    test: (c) => c.facts.basis_facts?.handler_is_licensed_lender === true,
    denies: {
      zh: '法律对处理征信信息规定了许可或其他限制，处理者不具备。',
      en: 'The law limits the handling of credit information to those with a licence, which the handler lacks.',
    },
    remedy: { zh: '由具备许可的机构处理', en: 'A licensed institution handles it' },
  },
  {
    code: 'face.no-separate-consent',
    step: 6,
    article: 'Face Measures 6',
    on: HANDLING,
    general: true,
    when: ['separate consent is due', 'a face template'],
    applies: always,
    test: separatelyAgreed,
    denies: {
      zh: '处理人脸信息未取得单独同意。',
      en: 'No separate consent to the handling of face information.',
    },
    remedy: { zh: '就人脸信息取得单独同意', en: 'Obtain separate consent to the handling of the face' },
    ground: {
      rank: 49,
      zh: '已就人脸信息取得单独同意。',
      en: 'Separate consent to the handling of the face is in force.',
    },
  },
  {
    code: 'face.coerced',
    step: 6,
    article: 'Face Measures 12',
    on: HANDLING,
    general: true,
    when: ['separate consent is due', 'a face template'],
    where: { zh: '同意系捆绑取得', en: 'a record was a forced bundle' },
    applies: (c) => c.consents.forced,
    test: (c) => c.consents.separate,
    denies: {
      zh: '不得以办理业务、提升服务等为由胁迫个人接受人脸识别。',
      en: 'Nobody may be made to accept face recognition for the sake of a service.',
    },
    remedy: { zh: '不以人脸识别为服务条件，重新征求同意', en: 'Ask anew, and give the service whatever the answer' },
  },
  {
    code: 'face.child-without-guardian',
    step: 6,
    article: 'Face Measures 7',
    on: HANDLING,
    general: true,
    when: ['separate consent is due', 'a face template', 'under 14'],
    applies: always,
    test: (c) => c.guardianConsented,
    denies: {
      zh: '处理不满十四周岁未成年人的人脸信息未取得监护人同意。',
      en: 'No guardian consented to the handling of the face of somebody under 14.',
    },
    remedy: { zh: '取得监护人的同意', en: "Obtain a guardian's consent" },
  },
  {
    code: 'face.only-method',
    step: 6,
    article: 'Face Measures 10',
    on: HANDLING,
    when: ['a face template'],
    where: {
      zh: '用于验证，或已知有无其他方式',
      en: 'it verifies somebody, or it is known whether another way exists',
    },
    applies: (c) =>
      c.facts.basis_facts?.non_face_alternative != null ||
      c.facts.basis_facts?.equivalent_alternative_exists === true ||
      isVerificationPurpose(c.purpose),
    test: (c) =>
      c.facts.basis_facts?.non_face_alternative === true ||
      c.facts.basis_facts?.equivalent_alternative_exists === false,
    denies: {
      zh: '存在其他方式时，不得将人脸识别作为唯一验证方式。',
      en: 'Face recognition may not be the only method where another way meets the same need.',
    },
    remedy: { zh: '提供非人脸的方式', en: 'Offer a way without the face' },
    ground: {
      rank: 50,
      zh: '提供了非人脸方式，或没有同等的其他方式。',
      en: 'A way without the face is offered, or none is equivalent.',
    },
  },
  {
    code: 'face.leaves-device',
    step: 6,
    article: 'Face Measures 8',
    also: ['PIPL 29'],
    on: HANDLING,
    when: ['a face template'],
    where: { zh: '信息离开识别设备', en: 'the information leaves the device' },
    applies: (c) => LEAVING_DEVICE.has(c.act) || c.facts.basis_facts?.face_stays_on_device === false,
    test: (c) =>
      c.facts.basis_facts?.separate_consent_for_transmission === true ||
      c.facts.legal_basis === 'legal_duty' ||
      c.facts.legal_basis === 'other_law',
    denies: {
      zh: '人脸信息应当存储于识别设备内；对外传输须有法律规定或单独同意。',
      en: 'Face information stays in the recognition device unless a law or separate consent lets it out.',
    },
    remedy: {
      zh: '留在设备内，或就传输取得单独同意',
      en: 'Keep it in the device, or obtain separate consent to the transmission',
    },
    ground: {
      rank: 30,
      zh: '对外传输人脸信息已取得单独同意或有法律规定。',
      en: 'Separate consent or a law lets the face information leave the device.',
    },
  },
  {
    code: 'face.stays-on-device',
    step: 6,
    article: 'Face Measures 8',
    on: HANDLING,
    when: ['a face template'],
    where: { zh: '信息留在识别设备内', en: 'the information stays in the device' },
    applies: (c) => !LEAVING_DEVICE.has(c.act) && c.facts.basis_facts?.face_stays_on_device === true,
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 51, zh: '人脸信息存储于识别设备内。', en: 'The face information stays in the recognition device.' },
  },
];
