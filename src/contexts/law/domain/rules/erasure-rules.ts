import { type CaseReading, isBoundAsPlatform } from '../case-reading.ts';
import { lastInstant } from '../instant.ts';
import { always, type Rule } from '../rule.ts';

const deleting = (c: CaseReading): boolean => c.act === 'delete' || c.facts.rights_request?.type === 'delete';

const assessmentReport = (c: CaseReading): boolean => c.facts.data?.categories?.includes('pia_report') === true;

const reportTermEnded = (c: CaseReading): boolean => {
  const until = c.facts.retention?.statutory_keep_until ?? c.facts.retention?.keep_until;
  return until != null && lastInstant(until) < c.at;
};

const deletionOwedAnyway = (c: CaseReading): boolean =>
  c.termEnded ||
  c.consents.nothingLeft ||
  c.facts.retention?.account_closed === true ||
  c.facts.retention?.purpose_fulfilled === true ||
  c.facts.retention?.service_stopped === true;

/** Step 2, the other way round: when erasing is lawful, and when it is not. */
export const erasureRules: readonly Rule[] = [
  {
    code: 'erase.assessment-report',
    step: 2,
    article: 'PIPL 56',
    on: ['delete'],
    where: { zh: '涉及影响评估报告', en: 'an assessment report is at issue' },
    applies: assessmentReport,
    test: reportTermEnded,
    denies: {
      zh: '影响评估报告和处理情况记录至少保存三年。',
      en: 'Assessment reports and records are kept for at least three years.',
    },
    remedy: { zh: '待三年保存期满', en: 'The three years have passed' },
    ground: { rank: 1, zh: '三年保存期已满。', en: 'The three years have passed.' },
  },
  {
    code: 'erase.platform-record',
    step: 2,
    article: 'E-Commerce Law 31',
    also: ['PIPL 47'],
    on: ['delete', 'fulfil_rights_request'],
    where: { zh: '平台要删除法定期限内的记录', en: 'a platform would delete within the term' },
    applies: (c) => deleting(c) && isBoundAsPlatform(c.facts) && c.statutoryTermRuns,
    test: () => false,
    denies: {
      zh: '平台交易信息保存期不少于三年，期内不得删除，应改为仅存储。',
      en: 'Platform transaction records are kept three years; restrict instead of deleting.',
    },
    remedy: { zh: '改为仅存储，期满后删除', en: 'Restrict to storage; delete when the term has ended' },
  },
  {
    code: 'erase.statutory-term',
    step: 2,
    article: 'PIPL 47',
    on: ['delete', 'fulfil_rights_request'],
    where: { zh: '要删除信息', en: 'information would be deleted' },
    applies: deleting,
    test: (c) => !c.statutoryTermRuns,
    denies: {
      zh: '法定保存期限未满，不得删除，应改为仅存储。',
      en: 'A statutory term still runs; restrict instead of deleting.',
    },
    remedy: { zh: '改为仅存储，期满后删除', en: 'Restrict to storage; delete when the term has ended' },
    ground: { rank: 3, zh: '应当删除。', en: 'Deletion is lawful and may be owed.' },
  },
  {
    code: 'erase.platform-term-over',
    step: 2,
    article: 'E-Commerce Law 31',
    on: ['delete', 'fulfil_rights_request'],
    where: { zh: '平台要删除期满的记录', en: 'a platform deletes after the term' },
    applies: (c) => deleting(c) && isBoundAsPlatform(c.facts) && c.facts.retention?.statutory_keep_until != null,
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 4, zh: '平台交易信息的法定保存期已满。', en: 'The statutory term of platform records has ended.' },
  },
  {
    code: 'erase.requester-unverified',
    step: 2,
    article: 'PIPL 51',
    on: ['delete'],
    where: { zh: '有人请求删除，且并非本应主动删除', en: 'somebody asks for it, and it is not owed anyway' },
    applies: (c) => c.facts.rights_request != null && !deletionOwedAnyway(c),
    test: (c) => c.facts.rights_request?.identity_verified === true,
    denies: { zh: '请求删除者的身份未核实。', en: 'The person asking for deletion is not identified.' },
    remedy: { zh: '核实请求人身份', en: 'Verify who asks' },
  },
  {
    code: 'erase.account-closed',
    step: 2,
    article: 'NDSR 24',
    on: ['delete'],
    where: { zh: '账号已注销或由设备自动采集', en: 'the account is closed, or a device collected it' },
    applies: (c) => c.facts.retention?.account_closed === true || c.facts.data?.source === 'device_auto_collected',
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 2,
      zh: '注销账号或非必要采集，应当删除或匿名化。',
      en: 'Account closed, or collection not needed: delete or anonymise.',
    },
  },
  {
    code: 'erase.return-and-delete',
    step: 2,
    article: 'PIPL 21',
    on: ['return_and_delete'],
    applies: always,
    test: (c) => c.facts.recipient?.role === 'entrustee',
    denies: { zh: '未说明返还或删除的受托人。', en: 'The entrustee that returns or deletes is not stated.' },
    remedy: { zh: '指明返还或删除的受托人', en: 'Name the entrustee that returns or deletes' },
    ground: { rank: 1, zh: '受托人返还或删除。', en: 'The entrustee returns or deletes.' },
  },
];
