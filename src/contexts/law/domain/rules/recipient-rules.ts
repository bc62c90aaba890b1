import type { CaseReading } from '../case-reading.ts';
import { toldAll } from '../consent-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';

const EXPORT_ITEMS = ['name', 'contact', 'purpose', 'method', 'kinds', 'rights_procedure'];
const OTHER_PARTY_ROLES = new Set(['entrustee', 'joint_handler', 'successor']);

const PROVIDING = ['provide', 'transmit'];

/** Provision to another handler (PIPL 23): neither entrusted (21) nor joint (20) nor a successor (22). Transmitting to one is providing. */
export const providesToHandler = (c: CaseReading): boolean => {
  const role = c.facts.recipient?.role;
  if (c.act === 'transmit') return role === 'independent_handler' || role === 'state_authority';
  return c.act === 'provide' && !OTHER_PARTY_ROLES.has(role ?? '');
};

/** Whether a separate consent that this act needs is missing; only then does one that shared its control matter. */
export const lacksItsOwnConsent = (c: CaseReading): boolean =>
  (c.sensitiveKind && !c.consents.separate) ||
  (c.act === 'publish' && !c.consents.separateForThisAct) ||
  (providesToHandler(c) && !c.consents.separateForRecipient) ||
  (c.exporting && !c.consents.separateForExport);

/** Step 6, the separate consents for provision, publication and export. */
export const recipientRules: readonly Rule[] = [
  {
    code: 'data.de-identified-is-personal',
    step: 6,
    article: 'PIPL 73',
    also: ['PIPL 4'],
    on: HANDLING,
    when: ['consent is the basis'],
    where: { zh: '信息经去标识化', en: 'the information is de-identified' },
    applies: (c) => c.facts.data?.state === 'de_identified',
    test: (c) => c.consents.live && !lacksItsOwnConsent(c),
    denies: {
      zh: '去标识化信息仍是个人信息，所需同意不因此免除。',
      en: 'De-identified information is still personal information; the consent it needs is missing.',
    },
    remedy: { zh: '取得个人信息所需的同意', en: 'Obtain the consent that personal information needs' },
    ground: { rank: 93, zh: '去标识化信息按个人信息处理。', en: 'De-identified information is treated as personal.' },
  },
  {
    code: 'provide.recipient-unknown',
    step: 6,
    article: 'PIPL 23',
    on: ['provide'],
    applies: always,
    test: (c) => (c.facts.recipient?.name ?? '') !== '',
    denies: { zh: '接收方不明。', en: 'The recipient is not named.' },
    remedy: { zh: '指明接收方', en: 'Name the recipient' },
  },
  {
    code: 'provide.no-separate-consent',
    step: 6,
    article: 'PIPL 23',
    also: ['PIPL 14'],
    on: PROVIDING,
    where: { zh: '向其他处理者提供，且需单独同意', en: 'it goes to another handler and separate consent is due' },
    applies: (c) => c.separateConsentDue && providesToHandler(c),
    test: (c) => c.consents.separateForRecipient,
    denies: {
      zh: '向其他处理者提供，未取得针对该接收方的单独同意，或未告知其名称、联系方式、目的、方式和种类。',
      en: 'No separate consent for this recipient with its name, contact, purpose, method and kinds told.',
    },
    remedy: {
      zh: '告知接收方的五项内容并取得单独同意',
      en: 'Tell the five items about the recipient and obtain separate consent',
    },
    ground: { rank: 25, zh: '已就该接收方取得单独同意。', en: 'Separate consent for this recipient is in force.' },
  },
  {
    code: 'provide.purpose-changed',
    step: 6,
    article: 'PIPL 23',
    on: PROVIDING,
    where: { zh: '接收方变更目的或方式', en: 'the recipient changes purpose or method' },
    applies: (c) => providesToHandler(c) && c.facts.recipient?.purpose_changed === true,
    test: () => false,
    denies: {
      zh: '接收方变更目的或方式，应当重新取得同意。',
      en: 'The recipient changes the purpose; new consent is needed.',
    },
    remedy: { zh: '重新取得同意', en: 'Obtain new consent' },
  },
  {
    code: 'provide.used-otherwise',
    step: 6,
    article: 'PIPL 23',
    also: ['PIPL 14'],
    on: ['use'],
    when: ['consent is the basis', 'a recipient', 'no consent is in force'],
    where: {
      zh: '接收方为其他处理者，用于未同意的目的',
      en: 'another handler to whom it went uses it for a purpose not agreed to',
    },
    applies: (c) =>
      c.facts.recipient?.role === 'independent_handler' &&
      (c.facts.recipient.purpose_changed === true || (!c.consents.forPurpose && c.consents.liveForOtherPurpose)),
    test: () => false,
    denies: {
      zh: '接收方应当在告知的目的、方式和种类范围内处理；变更的，应当重新取得同意。',
      en: 'A recipient stays within the purpose, method and kinds that were told; a change needs new consent.',
    },
    remedy: { zh: '回到告知的范围，或重新取得同意', en: 'Return to what was told, or obtain new consent' },
  },
  {
    code: 'provide.under-other-basis',
    step: 6,
    article: 'PIPL 23',
    on: PROVIDING,
    where: { zh: '向其他处理者提供，无需单独同意', en: 'it goes to another handler without need of separate consent' },
    applies: (c) => !c.separateConsentDue && providesToHandler(c),
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 92,
      zh: '不以同意为基础，提供无需单独同意。',
      en: 'The basis is not consent, so provision needs no separate consent.',
    },
  },
  {
    code: 'publish.no-separate-consent',
    step: 6,
    article: 'PIPL 25',
    also: ['PIPL 14'],
    on: ['publish'],
    where: { zh: '需要单独同意', en: 'separate consent is due' },
    applies: (c) => c.separateConsentDue,
    test: (c) => c.consents.separateForThisAct,
    denies: { zh: '未经单独同意不得公开。', en: 'No publication without separate consent.' },
    remedy: { zh: '就公开取得单独同意', en: 'Obtain separate consent to the publication' },
    ground: { rank: 26, zh: '已就公开取得单独同意。', en: 'Separate consent to publication is in force.' },
  },
  {
    code: 'export.not-told',
    step: 6,
    article: 'PIPL 39',
    also: ['CBDF Provisions 10'],
    on: HANDLING,
    when: ['an export', 'no emergency'],
    applies: always,
    test: (c) => toldAll(c.facts.cross_border?.told, EXPORT_ITEMS),
    denies: {
      zh: '未告知境外接收方的名称、联系方式、目的、方式、种类以及行使权利的方式。',
      en: 'Not told: overseas recipient, contact, purpose, method, kinds and how to exercise rights against it.',
    },
    remedy: { zh: '告知六项内容，包括行使权利的方式', en: 'Tell the six items, how to exercise rights included' },
  },
  {
    code: 'export.no-separate-consent',
    step: 6,
    article: 'PIPL 39',
    also: ['PIPL 14', 'CBDF Provisions 10'],
    on: HANDLING,
    when: ['an export', 'separate consent is due'],
    applies: always,
    test: (c) => c.consents.separateForExport,
    denies: { zh: '向境外提供未取得单独同意。', en: 'No separate consent to the export.' },
    remedy: { zh: '就出境取得单独同意', en: 'Obtain separate consent to the export' },
    ground: { rank: 27, zh: '已就向境外提供取得单独同意。', en: 'Separate consent to the export is in force.' },
  },
];
