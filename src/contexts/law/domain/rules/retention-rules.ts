import { type CaseReading, isBoundAsPlatform } from '../case-reading.ts';
import { restsOnCitedLaw } from '../rests-on-cited-law.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { hasAnEnd, isPermanentTerm } from '../words.ts';
import { guardsPublicPlace } from './basis-rules.ts';

// A restriction is no ground to keep: it narrows what was lawful, and lets nothing be kept that would have to be deleted without it (PIPL 47).
const mayOnlyBeStored = (c: CaseReading): boolean =>
  c.statutoryTermRuns || c.facts.retention?.deletion_technically_hard === true;

const restricted = (c: CaseReading): boolean =>
  c.refusals.restricted && c.facts.legal_basis !== 'legal_duty' && c.facts.legal_basis !== 'other_law';

const STORAGE_ONLY = {
  code: 'storage_and_security_only',
  zh: '除存储和采取必要的安全保护措施外，停止一切处理。',
  en: 'Stop all handling except storage and necessary security measures.',
};

/** Neither consent nor a basis that could stand in its place for what a device collected by itself (NDSR 24). */
const restsOnNothing = (c: CaseReading): boolean => c.byConsent || c.facts.legal_basis === 'other_law';

const autoCollected = (c: CaseReading): boolean => c.facts.data?.source === 'device_auto_collected';

/** Step 2: storage-only, deleted, expired, restricted. */
export const retentionRules: readonly Rule[] = [
  {
    code: 'retention.account-closed',
    step: 2,
    article: 'NDSR 24',
    also: ['PIPL 47', 'E-Commerce Law 24'],
    on: HANDLING,
    where: { zh: '账号已注销', en: 'the account is closed' },
    applies: (c) => c.facts.retention?.account_closed === true,
    test: () => false,
    denies: {
      zh: '账号已注销，应当删除或匿名化，不得再使用。',
      en: 'The account is closed: delete or anonymise, no further use.',
    },
    remedy: {
      zh: '删除或匿名化；法定期限未满的仅存储',
      en: 'Delete or anonymise; within a statutory term, store only',
    },
  },
  {
    code: 'retention.unneeded-auto-collection',
    step: 2,
    article: 'NDSR 24',
    also: ['PIPL 47'],
    on: HANDLING,
    where: { zh: '信息由设备自动采集', en: 'a device collected the information by itself' },
    applies: autoCollected,
    test: (c) =>
      c.facts.basis_facts?.necessary === true && (c.consents.live || !restsOnNothing(c) || guardsPublicPlace(c)),
    denies: {
      zh: '自动采集的非必要或未经同意的信息应当删除或匿名化。',
      en: 'Automatically collected information that is not needed or not consented to must be deleted or anonymised.',
    },
    remedy: {
      zh: '取得同意且证明必要，否则删除或匿名化',
      en: 'Consent and proven need; otherwise delete or anonymise',
    },
  },
  {
    code: 'retention.storage-only',
    step: 2,
    article: 'PIPL 47',
    also: ['NDSR 24'],
    on: HANDLING,
    where: {
      zh: '删除在技术上难以实现，或同意已终止而法定期限未满',
      en: 'erasing is technically hard, or the consent has ended while a statutory term runs',
    },
    applies: (c) =>
      c.facts.retention?.deletion_technically_hard === true ||
      (c.statutoryTermRuns &&
        (c.consents.nothingLeft || c.consents.lapsed) &&
        (c.byConsent || restsOnCitedLaw(c.facts.legal_basis))),
    test: () => false,
    denies: {
      zh: '该信息只能存储并采取必要的安全保护措施，不得作其他处理。',
      en: 'This information may only be stored and secured; all other handling has to stop.',
    },
    remedy: {
      zh: '仅存储并采取安全保护措施；重新取得同意后方可使用',
      en: 'Store and secure only; use needs a new consent',
    },
  },
  {
    code: 'retention.term-ended',
    step: 2,
    article: 'PIPL 47',
    also: ['PIPL 19', 'NDSR 22'],
    on: HANDLING,
    where: { zh: '告知过保存期限', en: 'a retention period was told' },
    applies: (c) => c.facts.retention?.keep_until != null,
    test: (c) => !c.termEnded,
    denies: { zh: '告知的保存期限已届满。', en: 'The retention period told to the person has ended.' },
    remedy: { zh: '删除；或告知新的期限并重新取得同意', en: 'Delete; or tell a new period and obtain consent anew' },
    ground: {
      rank: 97,
      article: 'PIPL 19',
      zh: '仍在告知的保存期限内。',
      en: 'Still within the retention period told to the person.',
    },
  },
  {
    code: 'retention.no-end',
    step: 2,
    article: 'PIPL 19',
    also: ['NDSR 21'],
    on: HANDLING,
    applies: always,
    test: (c) => {
      const stated = c.facts.notice?.retention_text ?? '';
      if (isPermanentTerm(stated)) return false;
      return c.facts.retention?.keep_until != null || hasAnEnd(stated);
    },
    denies: {
      zh: '保存期限应当为最短必要时间；未定期限或永久保存不合法。',
      en: 'Retention must be the shortest necessary; no term, or a permanent one, is unlawful.',
    },
    remedy: { zh: '确定并告知最短必要的保存期限', en: 'Set and tell the shortest necessary period' },
  },
  {
    code: 'retention.purpose-fulfilled',
    step: 2,
    article: 'PIPL 47',
    also: ['PIPL 19'],
    on: HANDLING,
    where: { zh: '处理目的已实现', en: 'the purpose is fulfilled' },
    applies: (c) => c.facts.retention?.purpose_fulfilled === true,
    test: () => false,
    denies: { zh: '处理目的已实现，应当删除。', en: 'The purpose is fulfilled: delete.' },
    remedy: { zh: '删除；新目的须另有合法性基础和告知', en: 'Delete; a new purpose needs its own basis and notice' },
  },
  {
    code: 'retention.service-stopped',
    step: 2,
    article: 'PIPL 47',
    on: HANDLING,
    where: { zh: '已停止提供服务', en: 'the service has stopped' },
    applies: (c) => c.facts.retention?.service_stopped === true,
    test: () => false,
    denies: { zh: '已停止提供产品或者服务，应当删除。', en: 'The service has stopped: delete.' },
    remedy: { zh: '删除', en: 'Delete' },
  },
  {
    code: 'retention.person-deceased',
    step: 2,
    article: 'PIPL 47',
    also: ['PIPL 49'],
    on: HANDLING,
    where: {
      zh: '本人已去世，属于营销或商业信息',
      en: 'the person is deceased, and it is marketing or a commercial message',
    },
    applies: (c) => c.facts.subject?.deceased === true && (c.marketing || c.commercial),
    test: () => false,
    denies: {
      zh: '本人已去世，向其营销的目的无法实现。',
      en: 'The person is deceased; the purpose of advertising to them cannot be achieved.',
    },
    remedy: { zh: '停止并删除', en: 'Stop and delete' },
  },
  {
    code: 'retention.restricted',
    step: 2,
    article: 'PIPL 44',
    on: HANDLING.filter((act) => act !== 'store'),
    when: ['a refusal was made', 'no emergency'],
    where: { zh: '个人限制了该目的，且并非法律要求', en: 'the person restricted this purpose, and no law commands it' },
    applies: restricted,
    test: () => false,
    denies: { zh: '个人已要求限制为该目的处理。', en: 'The person has restricted handling for this purpose.' },
    remedy: { zh: '由本人解除限制', en: 'The person lifts the restriction' },
  },
  {
    code: 'storage.restricted',
    step: 2,
    article: 'PIPL 44',
    also: ['PIPL 47'],
    on: ['store'],
    when: ['a refusal was made', 'no emergency'],
    where: { zh: '个人限制了该目的，且并非法律要求', en: 'the person restricted this purpose, and no law commands it' },
    applies: restricted,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 2,
      zh: '个人已要求限制为该目的处理，仅可存储。',
      en: 'The person has restricted handling for this purpose; storage only.',
    },
    condition: STORAGE_ONLY,
  },
  {
    code: 'retention.refusal-beside',
    step: 2,
    article: 'PIPL 44',
    on: HANDLING,
    when: ['a refusal was made'],
    where: { zh: '拒绝针对其他目的或在处理之后', en: 'a refusal concerns another purpose, or came later' },
    applies: (c) => c.refusals.refusalBeside,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 95,
      zh: '个人的拒绝或限制针对其他目的，或在处理之后。',
      en: "The person's refusal or restriction concerns another purpose, or came later.",
    },
  },
  {
    code: 'storage.closed-or-unneeded',
    step: 2,
    article: 'NDSR 24',
    also: ['PIPL 47'],
    on: ['store_only'],
    where: { zh: '账号已注销或由设备自动采集', en: 'the account is closed, or a device collected it' },
    applies: (c) => c.facts.retention?.account_closed === true || autoCollected(c),
    test: mayOnlyBeStored,
    denies: {
      zh: '账号已注销或属非必要采集，且无继续存储的理由，应当删除或匿名化。',
      en: 'Account closed or collection not needed, and no ground to keep: delete or anonymise.',
    },
    remedy: { zh: '删除或匿名化；或法定期限未满', en: 'Delete or anonymise; or a statutory term runs' },
    ground: {
      rank: 1,
      zh: '法定期限未满或技术上难以删除，仅可存储。',
      en: 'A statutory term runs or erasing is technically hard: storage only.',
    },
  },
  {
    code: 'storage.ended',
    step: 2,
    article: 'PIPL 47',
    also: ['PIPL 19', 'NDSR 22'],
    on: ['store_only'],
    applies: always,
    test: mayOnlyBeStored,
    denies: {
      zh: '处理已终止，且无法定保存期限或技术障碍，应当删除。',
      en: 'Handling has ended and neither a statutory term nor technical difficulty keeps it: delete.',
    },
    remedy: {
      zh: '删除；或法定期限未满，或技术上难以删除',
      en: 'Delete; or a statutory term runs, or erasing is technically hard',
    },
    ground: { rank: 2, zh: '处理已终止，仅可存储。', en: 'Handling has ended; storage only.' },
    condition: STORAGE_ONLY,
  },
  {
    code: 'storage.consent-withdrawn',
    step: 2,
    article: 'PIPL 15',
    also: ['PIPL 47'],
    on: ['store_only'],
    when: ['consent is the basis', 'no consent is in force'],
    where: { zh: '同意已撤回', en: 'the consent is withdrawn' },
    applies: (c) => c.consents.withdrawn,
    test: mayOnlyBeStored,
    denies: {
      zh: '同意已撤回，且无继续存储的理由。',
      en: 'The consent has been withdrawn and nothing else lets it be kept.',
    },
    remedy: {
      zh: '删除；或法定期限未满，或技术上难以删除',
      en: 'Delete; or a statutory term runs, or erasing is technically hard',
    },
  },
  {
    code: 'storage.platform-record',
    step: 2,
    article: 'E-Commerce Law 31',
    on: ['store', 'store_only'],
    where: { zh: '处理者为电商平台且法定期限未满', en: 'the handler is an e-commerce platform and the term runs' },
    applies: (c) => isBoundAsPlatform(c.facts) && c.statutoryTermRuns,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 4,
      zh: '平台交易信息保存期不少于三年。',
      en: 'Platform transaction records are kept for at least three years.',
    },
  },
];
