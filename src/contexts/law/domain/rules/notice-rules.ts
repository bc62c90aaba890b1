import type { CaseReading } from '../case-reading.ts';
import { firstInstant } from '../instant.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isEditorialChange } from '../words.ts';

const wasShownBefore = (c: CaseReading): boolean => {
  const shown = c.facts.notice?.shown_at;
  return shown != null && c.facts.notice?.version_shown != null && firstInstant(shown) <= c.at;
};

const lacks = (c: CaseReading, ...items: string[]): boolean => {
  const missing = c.facts.notice?.missing_items;
  return missing == null || items.some((item) => missing.includes(item));
};

/** Step 5: told before, completely, in the right version. Notice is due under every basis (PIPL 13(2)) but in an emergency (18). */
export const noticeRules: readonly Rule[] = [
  {
    code: 'notice.not-shown-before',
    step: 5,
    article: 'PIPL 17',
    on: HANDLING,
    when: ['no emergency'],
    applies: always,
    test: wasShownBefore,
    denies: { zh: '处理前未告知个人。', en: 'The person was not told before the handling.' },
    remedy: { zh: '处理前告知', en: 'Tell the person before the handling' },
    ground: { rank: 96, zh: '处理前已完整告知。', en: 'The person was told before the handling.' },
  },
  {
    code: 'notice.incomplete',
    step: 5,
    article: 'PIPL 17',
    also: ['NDSR 21'],
    on: HANDLING,
    when: ['no emergency'],
    applies: always,
    test: (c) => !lacks(c, 'handler_contact', 'retention_period', 'rights_methods'),
    denies: { zh: '告知缺少法定事项。', en: 'The notice lacks an item that the law requires.' },
    remedy: { zh: '补全法定事项后重新告知', en: 'Complete the notice and show it again' },
  },
  {
    code: 'notice.sensitive-items',
    step: 5,
    article: 'PIPL 30',
    also: ['NDSR 21'],
    on: HANDLING,
    when: ['no emergency', 'sensitive information'],
    applies: always,
    test: (c) => !lacks(c, 'sensitive_necessity', 'sensitive_impact'),
    denies: {
      zh: '未告知处理敏感个人信息的必要性及对个人权益的影响。',
      en: 'The necessity of handling sensitive information and its effect on the person were not told.',
    },
    remedy: { zh: '告知必要性和对个人权益的影响', en: 'Tell necessity and effect on the person' },
  },
  {
    code: 'notice.does-not-describe',
    step: 5,
    article: 'PIPL 17',
    on: HANDLING,
    when: ['no emergency', 'another basis'],
    applies: always,
    test: (c) => {
      const n = c.facts.notice;
      return n?.covers_this_purpose === true && n.covers_these_data === true && n.covers_this_method === true;
    },
    denies: {
      zh: '告知未说明该目的、种类或方式。',
      en: 'The notice does not describe this purpose, these kinds or this method.',
    },
    remedy: { zh: '在告知中写明该目的、种类和方式', en: 'Describe purpose, kinds and method in the notice' },
  },
  {
    code: 'notice.change-not-told',
    step: 5,
    article: 'PIPL 17',
    on: HANDLING,
    when: ['no emergency'],
    where: { zh: '展示的版本不是现行版本', en: 'the version shown is not the current one' },
    applies: (c) => c.facts.notice?.version_shown !== c.facts.notice?.current_version,
    test: (c) => c.facts.notice?.change_notified === true || isEditorialChange(c.facts.notice?.change_v1_to_v2 ?? ''),
    denies: {
      zh: '告知事项变更后未将变更部分告知个人。',
      en: 'The changed part of the notice was not told to the person.',
    },
    remedy: { zh: '将变更部分告知个人', en: 'Tell the changed part' },
  },
  {
    code: 'notice.recipient-not-told',
    step: 5,
    article: 'PIPL 23',
    also: ['PIPL 17'],
    on: HANDLING,
    when: ['no emergency', 'a recipient'],
    // An entrustee acts for the handler; the lists of NDSR 21 name those to whom information is provided.
    where: {
      zh: '已知是否告知接收方，且其并非受托人',
      en: 'it is known whether the recipient was told, and it is no entrustee',
    },
    applies: (c) => c.facts.recipient?.told_in_notice != null && c.facts.recipient.role !== 'entrustee',
    test: (c) => c.facts.recipient?.told_in_notice === true,
    denies: { zh: '未向个人告知接收方。', en: 'The recipient was not told to the person.' },
    remedy: { zh: '告知接收方', en: 'Tell who the recipient is' },
  },
  {
    code: 'notice.deferred',
    step: 5,
    article: 'PIPL 18',
    on: HANDLING,
    when: ['an emergency'],
    where: { zh: '未及事先告知', en: 'there was no notice before' },
    applies: (c) => !wasShownBefore(c),
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 5,
      zh: '紧急情况下无法及时告知，可在消除后告知。',
      en: 'In an emergency the notice may follow once it is over.',
    },
    condition: {
      code: 'notify_individual_promptly_after_emergency',
      zh: '紧急情况消除后及时告知个人。',
      en: 'Tell the person promptly once the emergency is over.',
    },
  },
];
