import type { Catalogue } from './translate.ts';

export const comingOfAgeText = {
  purpose: [
    '满 14 岁，监护人的同意即告结束，要问本人；满 18 岁，自动化营销才可以问。这里列出该问谁、问什么、在哪里问。不显示姓名和出生日期。',
    "At 14 a guardian's consent ends and the person is asked themselves; at 18 automated marketing may be asked about at all. Whom to ask what, and where. No names and no birth dates.",
  ],
  summary: [
    '现在该问 {due} 个问题，涉及 {people} 人；{days} 天内另有 {coming} 个。',
    'To ask now: {due}, of people: {people}; within {days} {days:day|days}: {coming} more.',
  ],
  window: ['预览', 'Look ahead'],
  days: ['{days} 天', '{days} {days:day|days}'],
  person: ['人员', 'Person'],
  activity: ['处理活动', 'Activity'],
  turns: ['年满', 'Turns'],
  age: ['满 {age}', '{age}'],
  when: ['何时', 'When'],
  due: ['现在', 'Now'],
  state: ['现状与下一步', 'State and next lawful step'],
  'state.14.wait': ['监护人的同意仍然有效', "The guardian's consent still counts"],
  'state.14.due': ['监护人的同意已结束，暂不可用', "The guardian's consent has ended: denied"],
  'state.18.wait': ['未成年，自动化营销不可用', 'A minor: automated marketing is denied'],
  'state.18.due': [
    '已成年，可问一次；从前的同意是未成年时给的',
    "Of age: may be asked once; the earlier consent was a minor's",
  ],
  'step.wait': ['等到生日次日；届时停用自动生效', 'Wait for the day after the birthday; denial needs nobody'],
  'step.14': [
    '在触点向本人展示告知，由本人回答',
    'Show the notice to the person where you meet them; their own answer counts',
  ],
  'step.18': ['在服务触点问一次；不得为此专门打扰', 'Ask once at a service touchpoint; never reach out for it'],
  'law.14': ['个保法第31条', 'PIPL 31'],
  'law.18': ['未成年人网络保护条例第24条', 'Minors Regulations 24'],
  where: ['在哪里问', 'Where to ask'],
  nowhere: ['尚无触点', 'No touchpoint yet'],
  emptyTitle: ['没有人需要重新询问', 'Nobody is to be asked anew'],
  emptyText: [
    '有出生日期的未成年人作过同意、或由监护人代为同意的，临近 14、18 周岁时会列在这里。',
    'Minors with a known birth date who agreed, or for whom a guardian agreed, are listed here before they turn 14 or 18.',
  ],
} as const satisfies Catalogue;
