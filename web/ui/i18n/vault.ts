import type { Catalogue } from './translate.ts';

export const vaultText = {
  fieldsPurpose: [
    '保险箱能存的每一种信息：类别、分级、怎样脱敏、谁能揭示。不在表中的信息存不进来。',
    'Every kind of information the vault can hold: its category, grade, mask, and who may reveal it. What is not in this table cannot be stored.',
  ],
  fieldsNote: [
    '共 {count} 个字段，敏感个人信息 {sensitive} 个。示例均为虚构。',
    '{count} fields, {sensitive} of them sensitive personal information. The examples are made up.',
  ],
  field: ['字段', 'Field'],
  category: ['类别', 'Category'],
  grade: ['分级', 'Grade'],
  'grade.sensitive': ['敏感', 'Sensitive'],
  'grade.ordinary': ['一般', 'Ordinary'],
  'grade.general': ['一般', 'Ordinary'],
  sensitiveKind: ['敏感种类', 'Kind of sensitive'],
  example: ['示例', 'Example'],
  tier: ['第 {tier} 级所见', 'Seen at tier {tier}'],
  indexed: ['可精确查找', 'Exact search'],
  revealTier: ['揭示级别', 'Reveal tier'],
  search: ['筛选字段', 'Filter fields'],
  revealsPurpose: [
    '每一次看到原文：谁、什么时候、看了谁的哪些字段、为什么。记录不能删改。',
    'Every time something was seen in clear: who, when, whose which fields, and why. Records cannot be changed.',
  ],
  at: ['时间', 'Time'],
  by: ['由谁', 'By'],
  person: ['人员', 'Person'],
  fields: ['字段', 'Fields'],
  activity: ['处理活动', 'Activity'],
  reason: ['理由', 'Reason'],
  receipt: ['凭证', 'Receipt'],
  emptyTitle: ['没有人揭示过原文', 'Nothing has been revealed'],
  emptyText: [
    '揭示要有理由、逐次记录。第一次揭示后会列在这里。',
    'A reveal needs a reason and is recorded each time. The first will be listed here.',
  ],
  noMatch: ['没有匹配的字段', 'No field matches'],
  noMatchText: ['换一个词再试。', 'Try another word.'],
} as const satisfies Catalogue;
