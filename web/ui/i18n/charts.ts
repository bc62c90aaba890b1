import type { Catalogue } from './translate.ts';

export const chartsText = {
  purpose: [
    '看人们从一步走到下一步剩多少、之后还回来多少。少于 10 人的格子不显示。',
    'How many people get from step to step, and how many come back. Cells of fewer than 10 people are withheld.',
  ],
  funnel: ['漏斗', 'Funnel'],
  funnelNote: [
    '按顺序发生的两到五个事件；每一步取最近的下一次。每次计算在每个人的使用记录里留下一次。',
    "Two to five events in order, each by its nearest next one. Each computation leaves one use in each person's record.",
  ],
  steps: ['事件（按顺序）', 'Events in order'],
  withinDays: ['首尾相隔天数', 'Days from first to last'],
  startedWithinDays: ['开始于最近天数内', 'Begun within days'],
  compute: ['计算', 'Compute'],
  csv: ['下载 CSV', 'Download CSV'],
  xlsx: ['下载 Excel', 'Download Excel'],
  step: ['步骤', 'Step'],
  event: ['事件', 'Event'],
  people: ['人数', 'People'],
  ofFirst: ['占第一步', 'Of the first'],
  withheld: ['不足 10', 'Under 10'],
  funnelLabel: [
    '漏斗：第一步 {first} 人，最后一步 {last} 人',
    'Funnel: {first} people at the first step, {last} at the last',
  ],
  retention: ['留存', 'Retention'],
  retentionNote: [
    '按首次发生的周（周一起）或月分组，看之后各期回来的人占多少。',
    'By the week (from Monday) or month of the first time: which share came back in each period after it.',
  ],
  start: ['首次事件', 'First event'],
  back: ['回来的事件', 'Coming back'],
  unit: ['周期', 'Period'],
  'unit.week': ['周', 'Week'],
  'unit.month': ['月', 'Month'],
  periods: ['期数', 'Periods'],
  cohort: ['首次', 'First'],
  retentionLabel: ['各组之后各期的留存率', 'Share of each cohort that came back, by period'],
  unanalysed: ['另有 {count} 人不允许分析，不计入。', 'A further {count} may not be analysed and are not counted.'],
  nobody: ['这段时间没有人发生过首次事件。', 'Nobody did the first event in this time.'],
  receipt: ['本次分析的凭证', 'Receipt of this analysis'],
} as const satisfies Catalogue;
