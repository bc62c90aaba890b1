import type { Json } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { MessageRecord } from '../../engagement/index.ts';
import { BASIS_NAMES, type LegalBasis } from '../../register/index.ts';
import { kindWord, plainFacts } from './account-words.ts';

/** An entry that a paper may tell of, opened. */
export interface PaperEntry {
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly index: number | null;
  readonly payload: Json | undefined;
}

/** A row of the timeline: when, what, in which words, where in the log. */
export interface TimelineRow {
  readonly time: string;
  readonly act: string;
  readonly facts: string;
  readonly place: string;
}

/** 触达明细, one message. The columns are those of the layout, in their order. */
export const MESSAGE_COLUMNS = [
  '序号',
  '时间',
  '号码(脱敏)',
  '签名/端口',
  '模板',
  '内容',
  '计费条数',
  '供应商消息号',
  '状态报告',
  '判定',
  '依据条款',
  '同意编号',
] as const;

/** What the register says of an activity that a paper names. */
export interface NamedActivity {
  readonly name: Bilingual;
  readonly basis: LegalBasis;
}

const SHANGHAI = 8 * 3_600_000;
/** Rows of one table in a paper; the bundle holds them all. */
const MOST_ROWS = 500;

/** An instant in the time of China, to the second. */
export function chinaTime(instant: string | Date): string {
  const at = typeof instant === 'string' ? Date.parse(instant) : instant.getTime();
  return new Date(at + SHANGHAI).toISOString().slice(0, 19).replace('T', ' ');
}

/** A day as papers write it. */
export function chinaDay(instant: Date): string {
  const [year = '', month = '', day = ''] = chinaTime(instant).slice(0, 10).split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}

const HIDDEN = new Set(['epoch', 'signing-key', 'key']);

/** What happened, oldest first; the log's own entries are left to the proof. */
export function timelineRows(
  entries: readonly PaperEntry[],
  activities: ReadonlyMap<string, NamedActivity>,
): TimelineRow[] {
  const names = new Map([...activities].map(([code, { name }]) => [code, name]));
  return entries
    .filter(({ kind }) => !HIDDEN.has(kind))
    .toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0))
    .slice(-MOST_ROWS)
    .map(({ time, kind, index, payload }) => ({
      time: chinaTime(time),
      act: kindWord(kind, 'zh'),
      facts: payload === undefined ? '（内容保留）' : plainFacts(payload, names, 'zh') || '—',
      place: index === null ? '待并入' : `第 ${index} 条`,
    }));
}

const ANSWERS = new Set(['consent', 'refusal', 'withdrawal', 'objection']);

/** 同意与撤回: the answers, each with its number (the entry's id). */
export function answerRows(
  entries: readonly PaperEntry[],
  activities: ReadonlyMap<string, NamedActivity>,
): (TimelineRow & { readonly id: string })[] {
  return entries
    .filter(({ kind }) => ANSWERS.has(kind))
    .toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0))
    .flatMap((entry) => timelineRows([entry], activities).map((row) => ({ ...row, id: entry.id })));
}

const STATES: Readonly<Record<string, string>> = {
  reserved: '待发送',
  handing_off: '正在交付',
  accepted: '已提交，未收到状态报告',
  rejected: '供应商未接收',
  unknown: '存疑，未重发',
  refused_at_handoff: '未发送',
  stopped: '急停，未发送',
  delivered: '已送达',
  undelivered: '未送达',
};

const BASIS_ARTICLES: Readonly<Record<LegalBasis, string>> = {
  consent: '个人信息保护法第十三条第一款第一项',
  contract: '个人信息保护法第十三条第一款第二项',
  hr: '个人信息保护法第十三条第一款第二项',
  legal_duty: '个人信息保护法第十三条第一款第三项',
  public_health_emergency: '个人信息保护法第十三条第一款第四项',
  emergency: '个人信息保护法第十三条第一款第四项',
  news: '个人信息保护法第十三条第一款第五项',
  public_info: '个人信息保护法第十三条第一款第六项',
  other_law: '个人信息保护法第十三条第一款第七项',
};

/** 触达明细: a row a message, in the columns of `MESSAGE_COLUMNS`. */
export function messageRows(
  messages: readonly MessageRecord[],
  {
    entries,
    activities,
    masked,
  }: {
    readonly entries: readonly PaperEntry[];
    readonly activities: ReadonlyMap<string, NamedActivity>;
    /** The addresses of the person, masked, by channel. */
    readonly masked: Readonly<Record<string, string | undefined>>;
  },
): string[][] {
  return messages.slice(-MOST_ROWS).map((message, at) => {
    const refused = message.state === 'refused_at_handoff';
    const basis = activities.get(message.activity)?.basis;
    const consent = basis === 'consent' ? consentBefore(entries, message) : undefined;
    return [
      String(at + 1),
      chinaTime(message.handedAt ?? message.reservedAt),
      masked[message.channel] ?? '—',
      message.signName ?? '—',
      message.template ?? '—',
      message.text ?? '正文不留存',
      message.parts === null ? '—' : String(message.parts),
      message.providerId ?? '—',
      `${STATES[message.state] ?? message.state}${message.code === null ? '' : `（${message.code}）`}`,
      refused ? '不可用' : '可用',
      refused ? (message.article ?? '—') : basis === undefined ? '—' : BASIS_ARTICLES[basis],
      consent?.id ?? (basis === 'consent' ? '—' : '不以同意为依据'),
    ];
  });
}

// The newest consent to the activity, for this channel or for all, that was given before the message was reserved.
function consentBefore(entries: readonly PaperEntry[], message: MessageRecord): PaperEntry | undefined {
  return entries
    .filter(({ kind, time, payload }) => {
      const said = payload as { activity?: Json; channel?: Json } | undefined;
      const here = said?.channel === null || said?.channel === message.channel;
      return (
        kind === 'consent' && said?.activity === message.activity && here && time <= message.reservedAt.toISOString()
      );
    })
    .toSorted((one, other) => (one.time < other.time ? -1 : 1))
    .at(-1);
}

/** 法律依据: the basis of each activity that the facts name, then the rules that govern proof and messages. */
export function lawLines(
  codes: readonly string[],
  activities: ReadonlyMap<string, NamedActivity>,
  sent: boolean,
): string[] {
  const bases = codes.flatMap((code) => {
    const found = activities.get(code);
    return found === undefined
      ? []
      : [`“${found.name.zh}”的合法性基础：${BASIS_NAMES[found.basis].zh}（${BASIS_ARTICLES[found.basis]}）。`];
  });
  return [
    ...bases,
    '告知的内容与方式：个人信息保护法第十七条；同意的自愿、明确与撤回：第十四条至第十六条。',
    ...(sent ? ['商业性短信息须经同意并提供拒收方式：广告法第四十三条、通信短信息服务管理规定。'] : []),
    '处理者对其处理没有过错负举证责任：个人信息保护法第六十九条；对投诉、举报的处理：第五十条、第六十五条。',
  ];
}

/** A notice's fragment as plain paragraphs. */
export function plainParagraphs(html: string): string[] {
  return html
    .replace(/<(?:\/?(?:p|li|h[1-6]|tr|dt|dd|div|section|article|ul|ol|table)|br)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
