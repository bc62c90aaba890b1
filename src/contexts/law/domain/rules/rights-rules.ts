import type { CaseReading } from '../case-reading.ts';
import type { RightsRequestFacts } from '../facts.ts';
import { always, type Rule } from '../rule.ts';
import { arrangementAdmits, isCloseRelative, isReasonableCheck, namesGuardian } from '../words.ts';

/** What the person, or somebody for them, asks for. */
export const ask = (c: CaseReading): RightsRequestFacts | null => c.facts.rights_request ?? null;
/** Whether one of these is asked for. */
export const askFor =
  (...types: string[]) =>
  (c: CaseReading): boolean =>
    types.includes(ask(c)?.type ?? '');
/** Whether the person is known to have died. */
export const deceased = (c: CaseReading): boolean => c.facts.subject?.deceased === true;

/** Whether a close relative of the deceased asks who is entitled to (PIPL 49). */
export const relativeAdmitted = (c: CaseReading): boolean => {
  const r = ask(c);
  const requester = r?.requester ?? '';
  return (
    isCloseRelative(requester) &&
    r?.type !== 'transfer' &&
    r?.relation_verified === true &&
    r.lawful_interest === true &&
    arrangementAdmits(r.deceased_arrangement ?? '', requester)
  );
};

/** The four conditions of NDSR 25. */
export const transferDue = (c: CaseReading): boolean => {
  const r = ask(c);
  return (
    r?.identity_verified === true &&
    r.data_by_consent_or_contract === true &&
    r.technically_feasible === true &&
    r.harms_others === false
  );
};

/** Known to be the only request of the year or, where the year is not counted, of the month. */
const onlyOneRequest = (r: RightsRequestFacts): boolean => {
  const count = r.request_count_this_year ?? r.request_count_this_month;
  return count != null && count <= 1;
};

/** Step 11: requests of individuals (PIPL 44 to 50, NDSR 23 to 25). */
export const rightsRules: readonly Rule[] = [
  {
    code: 'rights.request-unknown',
    step: 11,
    article: 'PIPL 50',
    on: ['fulfil_rights_request', 'refuse_rights_request', 'charge_fee', 'impose_condition'],
    applies: always,
    test: (c) => ask(c)?.type != null,
    denies: { zh: '未说明个人的请求。', en: 'The request is not stated.' },
    remedy: { zh: '说明请求的内容', en: 'State what is asked for' },
  },
  {
    code: 'rights.relative-not-entitled',
    step: 11,
    article: 'PIPL 49',
    on: ['fulfil_rights_request'],
    where: { zh: '本人已去世', en: 'the person is deceased' },
    applies: deceased,
    test: relativeAdmitted,
    denies: {
      zh: '请求人并非经核实的近亲属、无合法正当利益，或逝者生前另有安排。',
      en: 'Not a verified close relative with a lawful interest, or the deceased arranged otherwise.',
    },
    remedy: {
      zh: '核实近亲属关系和合法正当利益，且不违背逝者安排',
      en: 'A verified close relative with a lawful interest, not against what the deceased arranged',
    },
    ground: {
      rank: 1,
      zh: '近亲属为自身合法正当利益可以查阅、复制、更正、删除。',
      en: 'A close relative may act for an own lawful interest.',
    },
  },
  {
    code: 'rights.identity-not-verified',
    step: 11,
    article: 'PIPL 51',
    also: ['PIPL 45', 'NDSR 23'],
    on: ['fulfil_rights_request'],
    applies: always,
    test: (c) => ask(c)?.identity_verified === true,
    denies: {
      zh: '请求人身份未核实，提供即为未经授权的披露。',
      en: 'The requester is not identified; fulfilling would be an unauthorised disclosure.',
    },
    remedy: { zh: '核实请求人身份', en: 'Verify who asks' },
  },
  {
    code: 'rights.someone-else',
    step: 11,
    article: 'PIPL 51',
    also: ['PIPL 45'],
    on: ['fulfil_rights_request'],
    where: { zh: '请求人不是本人', en: 'somebody else asks' },
    applies: (c) => !deceased(c) && ask(c)?.requester != null && ask(c)?.requester !== 'self',
    test: (c) => c.under18 && ask(c)?.relation_verified === true && namesGuardian(ask(c)?.requester ?? ''),
    denies: { zh: '请求人并非本人，也非其监护人。', en: 'The requester is neither the person nor a guardian.' },
    remedy: { zh: '由本人或经核实的监护人提出', en: 'The person or a verified guardian asks' },
    ground: {
      rank: 4,
      article: 'Minors Regs 34',
      zh: '经核实的监护人可以为未成年人行使权利。',
      en: 'A verified guardian may exercise the rights of a minor.',
    },
  },
  {
    code: 'rights.transfer-conditions',
    step: 11,
    article: 'NDSR 25',
    also: ['PIPL 45'],
    on: ['fulfil_rights_request'],
    where: { zh: '请求转移', en: 'a transfer is asked for' },
    applies: askFor('transfer'),
    test: transferDue,
    denies: { zh: '不符合转移个人信息的四项条件。', en: 'The four conditions of a transfer are not all met.' },
    remedy: { zh: '满足四项条件', en: 'Meet the four conditions' },
    ground: { rank: 2, zh: '符合转移个人信息的四项条件。', en: 'The four conditions of a transfer are met.' },
  },
  {
    code: 'rights.copy',
    step: 11,
    article: 'PIPL 45',
    also: ['NDSR 23'],
    on: ['fulfil_rights_request'],
    where: { zh: '请求查阅、复制', en: 'a copy is asked for' },
    applies: askFor('copy'),
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 3, zh: '个人有权查阅、复制。', en: 'The person may see and copy the information.' },
  },
  {
    code: 'rights.closure',
    step: 11,
    article: 'NDSR 23',
    also: ['NDSR 24', 'E-Commerce Law 24'],
    on: ['fulfil_rights_request'],
    where: { zh: '请求注销账号', en: 'closure is asked for' },
    applies: askFor('close_account'),
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 3, zh: '应当及时受理注销账号。', en: 'Closing the account is to be granted promptly.' },
  },
  {
    code: 'rights.joint-handler-answers',
    step: 11,
    article: 'PIPL 20',
    on: ['fulfil_rights_request'],
    where: { zh: '处理者为共同处理者', en: 'there is a joint handler' },
    applies: (c) => c.facts.recipient?.role === 'joint_handler',
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 5, zh: '个人可以向任一共同处理者行使权利。', en: 'A person may turn to any joint handler.' },
  },
  {
    code: 'rights.fee',
    step: 11,
    article: 'NDSR 25',
    also: ['NDSR 23'],
    on: ['charge_fee'],
    applies: always,
    test: (c) => ask(c)?.clearly_excessive === true && !onlyOneRequest(ask(c) ?? {}),
    denies: {
      zh: '仅在请求明显超出合理范围时才可收取必要费用。',
      en: 'A fee may be charged only for clearly excessive requests.',
    },
    remedy: {
      zh: '免费办理；仅明显超出合理范围时收取成本',
      en: 'Do it free of charge; cost only when clearly excessive',
    },
    ground: { rank: 1, zh: '请求明显超出合理范围。', en: 'The requests are clearly excessive.' },
    condition: {
      code: 'necessary_cost_only',
      zh: '仅可按转移成本收取必要费用。',
      en: 'Only the necessary cost may be charged.',
    },
  },
  {
    code: 'rights.unreasonable-condition',
    step: 11,
    article: 'NDSR 23',
    also: ['PIPL 50'],
    on: ['impose_condition'],
    applies: always,
    test: (c) => isReasonableCheck(ask(c)?.condition ?? ''),
    denies: {
      zh: '不得对个人行使权利设置不合理条件。',
      en: 'No unreasonable condition may be put to the exercise of a right.',
    },
    remedy: { zh: '仅作与所收集信息相称的核验', en: 'Ask only for a check in proportion to what was collected' },
    ground: {
      rank: 1,
      zh: '与所收集信息相称的身份核验。',
      en: 'A check of identity in proportion to what was collected.',
    },
  },
];
