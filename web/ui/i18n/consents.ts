import type { Catalogue } from './translate.ts';

export const consentsText = {
  purpose: [
    '每个人的每一次同意、拒绝、撤回和反对，最新在前。',
    'Every consent, refusal, withdrawal and objection of every person, newest first.',
  ],
  at: ['时间', 'Time'],
  person: ['人员', 'Person'],
  act: ['行为', 'Act'],
  activity: ['处理活动', 'Activity'],
  channel: ['渠道', 'Channel'],
  all: ['全部处理活动', 'All activities'],
  'kind.granted': ['同意', 'Consent'],
  'kind.refused': ['拒绝', 'Refusal'],
  'kind.withdrawn': ['撤回', 'Withdrawal'],
  'kind.shown': ['看过告知', 'Was shown a notice'],
  'kind.unsubscribe': ['退订', 'Unsubscribe'],
  'kind.restrict': ['限制处理', 'Restriction'],
  'kind.personalisation': ['关闭个性化', 'Personalisation off'],
  'kind.address-confirmed': ['确认联系方式', 'Address confirmed'],
  'kind.minority-sign': ['未成年迹象', 'Sign of minority'],
  'kind.minority-sign-cleared': ['撤销未成年迹象', 'Sign of minority taken back'],
  'kind.erased': ['删除', 'Erasure'],
  emptyTitle: ['还没有记录', 'Nothing recorded yet'],
  emptyText: ['第一个人填写表单后，会列在这里。', 'The first form that somebody answers will be listed here.'],
} as const satisfies Catalogue;
