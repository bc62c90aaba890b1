import type { Step, Wording } from './rule.ts';

/** What each step of the order of evaluation asks (section 9 of the obligations). */
export const STEPS: Readonly<Record<Step, Wording>> = {
  0: { zh: '能否判定，是不是个人信息？', en: 'Is there enough to judge, and is it personal information?' },
  1: { zh: '绝对禁止', en: 'Absolute bars' },
  2: { zh: '仅可存储、已删除、已到期、被限制；删除', en: 'Storage-only, deleted, expired, restricted; erasing' },
  3: { zh: '目的：明确、必要、最小范围', en: 'Purpose: stated, necessary, minimum' },
  4: { zh: '七项合法性基础之一，且此刻有效', en: 'One of the seven bases, valid now' },
  5: { zh: '告知：在处理之前、完整、版本正确', en: 'Notice: before, complete, right version' },
  6: {
    zh: '进一步的要求：图像、敏感个人信息、未成年人、接收方、公开、出境',
    en: 'Extra layers: images, sensitive information, minors, recipients, publication, export',
  },
  7: { zh: '个人信息保护影响评估', en: 'Impact assessment' },
  8: { zh: '协议与出境机制', en: 'Agreements and export mechanisms' },
  9: { zh: '渠道的法律：消息与广告', en: 'The law of the channel' },
  10: { zh: '自动化决策', en: 'Automated decisions' },
  11: { zh: '面向个人的行为：请求、拒绝、泄露', en: 'Acts toward the person: requests, refusals, breaches' },
};
