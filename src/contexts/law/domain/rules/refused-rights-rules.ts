import type { CaseReading } from '../case-reading.ts';
import { always, type Rule } from '../rule.ts';
import { isSaid, isStatutoryTermGround } from '../words.ts';
import { ask, askFor, deceased, relativeAdmitted, transferDue } from './rights-rules.ts';

/** A lawful ground is stated, and the facts do not contradict it: a statutory term that has ended is none. */
const groundStands = (c: CaseReading): boolean => {
  const ground = ask(c)?.lawful_ground ?? '';
  if (!isSaid(ground)) return false;
  return c.facts.retention?.statutory_keep_until == null || c.statutoryTermRuns || !isStatutoryTermGround(ground);
};

/** A ground is stated, or the facts themselves forbid fulfilling the request. */
const mayRefuse = (c: CaseReading): boolean => {
  const r = ask(c);
  if (groundStands(c)) return true;
  if (r?.identity_verified === false) return true;
  if (deceased(c) && !relativeAdmitted(c)) return true;
  if (r?.type === 'transfer') return !transferDue(c);
  return r?.type === 'delete' && c.statutoryTermRuns;
};

/** Step 11: requests of individuals that are refused (PIPL 50). */
export const refusedRightsRules: readonly Rule[] = [
  {
    code: 'rights.joint-handler-points-away',
    step: 11,
    article: 'PIPL 20',
    also: ['PIPL 50'],
    on: ['refuse_rights_request'],
    where: { zh: '处理者为共同处理者', en: 'there is a joint handler' },
    applies: (c) => c.facts.recipient?.role === 'joint_handler',
    test: groundStands,
    denies: {
      zh: '个人可以向任一共同处理者行使权利，内部约定不能对抗。',
      en: 'A person may turn to any joint handler; their agreement is no answer.',
    },
    remedy: { zh: '自行受理请求', en: 'Answer the request oneself' },
  },
  {
    code: 'rights.refused-without-reason',
    step: 11,
    article: 'PIPL 50',
    also: ['Minors Regs 34'],
    on: ['refuse_rights_request'],
    applies: always,
    test: (c) => isSaid(ask(c)?.refusal_reason),
    denies: { zh: '拒绝请求应当说明理由。', en: 'A refusal must give reasons.' },
    remedy: { zh: '说明拒绝理由', en: 'Give the reasons' },
  },
  {
    code: 'rights.refused-relative',
    step: 11,
    article: 'PIPL 49',
    on: ['refuse_rights_request'],
    where: { zh: '本人已去世', en: 'the person is deceased' },
    applies: deceased,
    test: mayRefuse,
    denies: { zh: '近亲属有权请求，不得拒绝。', en: 'The close relative is entitled; it may not be refused.' },
    remedy: { zh: '受理近亲属的请求', en: "Grant the close relative's request" },
    ground: { rank: 2, zh: '请求人不符合近亲属行使权利的条件。', en: 'Who asks is not entitled as a close relative.' },
  },
  {
    code: 'rights.refused-unidentified',
    step: 11,
    article: 'PIPL 51',
    on: ['refuse_rights_request'],
    where: { zh: '请求人身份未核实', en: 'the requester is not identified' },
    applies: (c) => ask(c)?.identity_verified === false,
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 4, zh: '请求人身份未核实。', en: 'The requester is not identified.' },
  },
  {
    code: 'rights.refused-transfer',
    step: 11,
    article: 'NDSR 25',
    also: ['PIPL 45'],
    on: ['refuse_rights_request'],
    where: { zh: '请求转移', en: 'a transfer is asked for' },
    applies: askFor('transfer'),
    test: mayRefuse,
    denies: { zh: '符合转移条件，不得拒绝。', en: 'The conditions of a transfer are met; it may not be refused.' },
    remedy: { zh: '办理转移', en: 'Grant the transfer' },
    ground: { rank: 0, zh: '不符合转移条件。', en: 'The conditions of a transfer are not met.' },
  },
  {
    code: 'rights.refused-deletion',
    step: 11,
    article: 'PIPL 47',
    on: ['refuse_rights_request'],
    where: { zh: '请求删除', en: 'deletion is asked for' },
    applies: askFor('delete'),
    test: mayRefuse,
    denies: { zh: '没有拒绝删除的合法理由。', en: 'There is no lawful ground to refuse deletion.' },
    remedy: { zh: '予以删除，或指明合法理由', en: 'Delete, or name the lawful ground' },
    ground: {
      rank: 3,
      zh: '法定保存期限等理由成立，应改为仅存储。',
      en: 'A lawful ground such as statutory retention stands; storage only instead.',
    },
  },
  {
    code: 'rights.refused-closure',
    step: 11,
    article: 'NDSR 23',
    also: ['NDSR 24', 'E-Commerce Law 24'],
    on: ['refuse_rights_request'],
    where: { zh: '请求注销账号', en: 'closure is asked for' },
    applies: askFor('close_account'),
    test: mayRefuse,
    denies: {
      zh: '没有拒绝注销账号的合法理由。',
      en: 'There is no lawful ground to refuse the closing of the account.',
    },
    remedy: { zh: '注销账号，或指明合法理由', en: 'Close the account, or name the lawful ground' },
  },
  {
    code: 'rights.refused-without-ground',
    step: 11,
    article: 'PIPL 50',
    also: ['PIPL 45', 'NDSR 23'],
    on: ['refuse_rights_request'],
    general: true,
    applies: always,
    test: mayRefuse,
    denies: { zh: '没有拒绝请求的合法理由。', en: 'There is no lawful ground to refuse.' },
    remedy: { zh: '受理请求，或指明合法理由', en: 'Grant the request, or name the lawful ground' },
    ground: { rank: 1, zh: '有合法理由并已说明。', en: 'A lawful ground exists and is stated.' },
  },
];
