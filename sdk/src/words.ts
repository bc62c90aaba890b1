import type { Bilingual, Locale } from './site.ts';

/** Every sentence of the SDK that is not the register's own. */
export const WORDS = {
  ask: { zh: '{brand}想请您决定', en: '{brand} asks you to decide' },
  free: {
    zh: '每一项都由您自己决定。拒绝不影响您正常使用，之后可以随时更改。',
    en: 'Each is yours to decide. Refusing changes nothing about your visit, and you can change your mind at any time.',
  },
  grant: { zh: '同意', en: 'Agree' },
  refuse: { zh: '拒绝', en: 'Refuse' },
  grantChosen: { zh: '同意所选', en: 'Agree to these' },
  refuseAll: { zh: '全部拒绝', en: 'Refuse all' },
  data: { zh: '信息：{items}', en: 'Data: {items}' },
  recipients: { zh: '接收方：{items}', en: 'Recipients: {items}' },
  kept: { zh: '保存：{items}', en: 'Kept: {items}' },
  separate: { zh: '单独同意', en: 'separate consent' },
  notice: { zh: '完整告知', en: 'The notice' },
  whole: { zh: '查看《{title}》全文', en: 'Read “{title}” in full' },
  adult: { zh: '我已满18周岁', en: 'I am 18 or older' },
  adultFirst: {
    zh: '请先确认您已满18周岁；未满18周岁请选择拒绝。',
    en: 'Please confirm first that you are 18 or older; if you are not, choose to refuse.',
  },
  chooseFirst: { zh: '请勾选您同意的项目，或选择全部拒绝。', en: 'Tick what you agree to, or refuse all.' },
  failed: {
    zh: '网络不通，没有记下您的同意，请重试。',
    en: 'No connection: your consent was not recorded. Please try again.',
  },
  renewed: { zh: '告知已更新，请再看一遍后决定。', en: 'The notice was renewed; please look again and decide.' },
  later: { zh: '已按拒绝处理，联网后送达。', en: 'Treated as refused now; it will be sent when you are online.' },
  choices: { zh: '隐私选择', en: 'Privacy choices' },
  choicesLead: { zh: '开关立即生效。', en: 'Each switch works at once.' },
  granted: { zh: '已同意', en: 'Agreed' },
  refused: { zh: '未同意', en: 'Not agreed' },
  receipt: { zh: '凭证 {id}', en: 'Receipt {id}' },
  signal: {
    zh: '您的浏览器已发出“全球隐私控制”信号，我们按拒绝处理。',
    en: 'Your browser sends Global Privacy Control; we treat it as a refusal.',
  },
  offline: {
    zh: '暂时无法读取告知；可以撤回，暂不能新增同意。',
    en: 'The notice can’t be read now; you can withdraw, but not agree.',
  },
  withdraw: { zh: '撤回同意', en: 'Withdraw' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  close: { zh: '关闭', en: 'Close' },
} as const satisfies Record<string, Bilingual>;

export type WordKey = keyof typeof WORDS;

/** The text of a language with its `{name}` places filled. */
export function say(locale: Locale, key: WordKey, values: Readonly<Record<string, string>> = {}): string {
  return pick(locale, WORDS[key]).replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

export function pick(locale: Locale, text: Bilingual): string {
  return locale === 'en' ? text.en : text.zh;
}

/** Items one after the other, with the comma of the language. */
export function list(locale: Locale, items: readonly string[]): string {
  return items.join(locale === 'en' ? ', ' : '、');
}
