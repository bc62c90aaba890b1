import type { Bilingual } from '../../../../platform/failure.ts';
import type { Channel } from '../../../register/index.ts';
import type {
  ComputedCondition,
  Definition,
  EventCondition,
  FieldCondition,
  PermissionCondition,
  RfmCondition,
  SequenceCondition,
  Trait,
} from './definition.ts';
import { EVENTS } from './event-names.ts';

/** How what a definition names by its code is called; the code unless told. */
export type PartName = (
  kind: 'segment' | 'tag' | 'computed' | 'activity' | 'organisation' | 'event',
  code: string,
) => Bilingual | undefined;

const TRAIT_NAMES: Readonly<Record<Trait, Bilingual>> = {
  province: { zh: '省份', en: 'province' },
  age_band: { zh: '年龄段', en: 'age band' },
  organisation: { zh: '所在单位', en: 'organisation' },
};

/** A definition as a sentence that a marketer would say. */
export function describeDefinition(definition: Definition, nameOf: PartName = () => undefined): Bilingual {
  return { zh: say(definition, ZH, nameOf, true), en: say(definition, EN, nameOf, true) };
}

interface Words {
  readonly locale: 'zh' | 'en';
  readonly all: string;
  readonly any: string;
  event(event: EventCondition['event'], nameOf: PartName): string;
  sequence(sequence: SequenceCondition['sequence'], nameOf: PartName): string;
  rfm(rfm: RfmCondition['rfm'], nameOf: PartName): string;
  trait(name: Trait, values: readonly string[]): string;
  segment(name: string): string;
  tag(name: string): string;
  permission(permission: PermissionCondition['permission'], activity: string): string;
  field(field: FieldCondition['field']): string;
  computed(computed: ComputedCondition['computed'], name: string): string;
  /** That a simple condition does not hold; undefined for one that can't be said so. */
  without(definition: Definition, nameOf: PartName): string | undefined;
  none(parts: string): string;
  group(parts: string): string;
}

function say(definition: Definition, words: Words, nameOf: PartName, outermost: boolean): string {
  const inside = (parts: readonly Definition[], between: string): string => {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return say(only, words, nameOf, outermost);
    const joined = parts.map((each) => say(each, words, nameOf, false)).join(between);
    return outermost ? joined : words.group(joined);
  };
  if ('all' in definition) return inside(definition.all, words.all);
  if ('any' in definition) return inside(definition.any, words.any);
  if ('not' in definition) {
    const each = definition.not.map((part) => words.without(part, nameOf));
    if (each.every((part) => part !== undefined))
      return each.length === 1 || outermost ? each.join(words.all) : words.group(each.join(words.all));
    return words.none(definition.not.map((part) => say(part, words, nameOf, false)).join(words.any));
  }
  if ('event' in definition) return words.event(definition.event, nameOf);
  if ('sequence' in definition) return words.sequence(definition.sequence, nameOf);
  if ('rfm' in definition) return words.rfm(definition.rfm, nameOf);
  const called = (kind: Parameters<PartName>[0], code: string) => nameOf(kind, code)?.[words.locale] ?? code;
  if ('tag' in definition) return words.tag(called('tag', definition.tag));
  if ('permission' in definition)
    return words.permission(definition.permission, called('activity', definition.permission.activity));
  if ('field' in definition) return words.field(definition.field);
  if ('computed' in definition)
    return words.computed(definition.computed, called('computed', definition.computed.code));
  if ('segment' in definition) return words.segment(called('segment', definition.segment));
  const { name, in: values } = definition.trait;
  return words.trait(name, name === 'organisation' ? values.map((each) => called('organisation', each)) : values);
}

const yuan = (fen: number): string =>
  `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: 2 })}`;
const DONE: Readonly<Record<string, string>> = {
  purchase: 'bought',
  '@page': 'viewed a page',
  '@screen': 'viewed a screen',
};
// The product's own events are verbs; others are called what the tracking plan says, or by their names.
function eventName(name: string, locale: 'zh' | 'en', nameOf: PartName): string {
  const own = locale === 'zh' ? EVENTS[name]?.zh : DONE[name];
  const called = nameOf('event', name)?.[locale];
  return own ?? (locale === 'zh' ? `“${called ?? name}”` : `did "${called ?? name}"`);
}

const CHANNEL_NAMES: Readonly<Record<Channel, Bilingual>> = {
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '邮件', en: 'email' },
  phone: { zh: '电话', en: 'phone' },
  wecom: { zh: '企业微信', en: 'WeCom' },
  official_account: { zh: '微信公众号', en: 'WeChat official account' },
  mini_program: { zh: '小程序订阅消息', en: 'mini-program messages' },
  app_push: { zh: '应用推送', en: 'app notifications' },
};

// Once or more, in a window or ever: what can be said as its absence.
function isPlain({ name: _name, withinDays: _withinDays, atLeast, ...bounds }: EventCondition['event']): boolean {
  return atLeast === 1 && Object.keys(bounds).length === 0;
}

const ZH: Words = {
  locale: 'zh',
  all: '，并且',
  any: '，或者',
  event(event, nameOf) {
    const within = event.withinDays === undefined ? '' : `最近${event.withinDays}天内`;
    const times = event.atMost === undefined ? `至少${event.atLeast}次` : `${event.atLeast}到${event.atMost}次`;
    const exactly = event.atMost === event.atLeast ? `恰好${event.atLeast}次` : times;
    const more = [
      event.minAmount === undefined ? '' : `，每次满${yuan(event.minAmount)}`,
      event.sumAtLeast === undefined ? '' : `，合计至少${yuan(event.sumAtLeast)}`,
      event.sumAtMost === undefined ? '' : `，合计至多${yuan(event.sumAtMost)}`,
      event.firstWithinDays === undefined ? '' : `，首次在最近${event.firstWithinDays}天内`,
      event.notSinceDays === undefined ? '' : `，最近${event.notSinceDays}天没有再发生`,
    ];
    return `${within}${eventName(event.name, 'zh', nameOf)}${exactly}${more.join('')}`;
  },
  sequence({ steps, withinDays, startedWithinDays }, nameOf) {
    const started = startedWithinDays === undefined ? '' : `最近${startedWithinDays}天内开始，`;
    return `${started}${withinDays}天内依次${steps.map((step) => eventName(step, 'zh', nameOf)).join(' → ')}`;
  },
  rfm({ name, withinDays, recency, frequency, amount }, nameOf) {
    const parts = [
      recency === undefined ? [] : [`最近程度第${recency.join('、')}档`],
      frequency === undefined ? [] : [`次数第${frequency.join('、')}档`],
      amount === undefined ? [] : [`金额第${amount.join('、')}档`],
    ].flat();
    return `最近${withinDays}天${eventName(name, 'zh', nameOf)}的人按五档排，${parts.join('，')}（5为最高）`;
  },
  trait: (name, values) => `${TRAIT_NAMES[name].zh}为${values.join('或')}`,
  segment: (name) => `属于人群“${name}”`,
  tag: (name) => `有标签“${name}”`,
  permission: ({ channel }, activity) =>
    channel === undefined ? `允许用于“${activity}”` : `允许为“${activity}”经${CHANNEL_NAMES[channel].zh}触达`,
  field: (field) =>
    field.name === 'city'
      ? `所在城市为${field.in.join('或')}`
      : `生日在${field.months.map((month) => `${month}月`).join('、')}`,
  computed: ({ atLeast, atMost, in: words }, name) =>
    [
      `计算属性“${name}”`,
      atLeast === undefined ? '' : `不小于${atLeast}`,
      atLeast !== undefined && atMost !== undefined ? '且' : '',
      atMost === undefined ? '' : `不大于${atMost}`,
      words === undefined ? '' : `为${words.join('或')}`,
    ].join(''),
  without(definition, nameOf) {
    if ('event' in definition && isPlain(definition.event)) {
      const { name, withinDays } = definition.event;
      return `${withinDays === undefined ? '从未' : `最近${withinDays}天内没有`}${eventName(name, 'zh', nameOf)}`;
    }
    if ('segment' in definition)
      return `不属于人群“${nameOf('segment', definition.segment)?.zh ?? definition.segment}”`;
    if ('tag' in definition) return `没有标签“${nameOf('tag', definition.tag)?.zh ?? definition.tag}”`;
    return undefined;
  },
  none: (parts) => `不符合：${parts}`,
  group: (parts) => `（${parts}）`,
};

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
const days = (count: number): string => (count === 1 ? 'today' : `in the last ${count} days`);

const EN: Words = {
  locale: 'en',
  all: ', and ',
  any: ', or ',
  event(event, nameOf) {
    const often =
      event.atMost === undefined
        ? `at least ${times(event.atLeast)}`
        : event.atMost === event.atLeast
          ? `exactly ${times(event.atLeast)}`
          : `${event.atLeast} to ${event.atMost} times`;
    const more = [
      event.withinDays === undefined ? '' : ` ${days(event.withinDays)}`,
      event.minAmount === undefined ? '' : `, each of at least ${yuan(event.minAmount)}`,
      event.sumAtLeast === undefined ? '' : `, in all at least ${yuan(event.sumAtLeast)}`,
      event.sumAtMost === undefined ? '' : `, in all at most ${yuan(event.sumAtMost)}`,
      event.firstWithinDays === undefined ? '' : `, for the first time ${days(event.firstWithinDays)}`,
      event.notSinceDays === undefined ? '' : `, and not ${days(event.notSinceDays)}`,
    ];
    return `${eventName(event.name, 'en', nameOf)} ${often}${more.join('')}`;
  },
  sequence({ steps, withinDays, startedWithinDays }, nameOf) {
    const started = startedWithinDays === undefined ? '' : `, begun ${days(startedWithinDays)}`;
    return `${steps.map((step) => eventName(step, 'en', nameOf)).join(', then ')} within ${withinDays} days${started}`;
  },
  rfm({ name, withinDays, recency, frequency, amount }, nameOf) {
    const parts = [
      recency === undefined ? [] : [`recency ${recency.join(' or ')}`],
      frequency === undefined ? [] : [`frequency ${frequency.join(' or ')}`],
      amount === undefined ? [] : [`amount ${amount.join(' or ')}`],
    ].flat();
    return `of those who ${eventName(name, 'en', nameOf)} ${days(withinDays)}, by fifths: ${parts.join(', ')} (5 is highest)`;
  },
  trait: (name, values) => `${TRAIT_NAMES[name].en} is ${values.join(' or ')}`,
  segment: (name) => `is in the segment "${name}"`,
  permission: ({ channel }, activity) =>
    channel === undefined
      ? `may be used for "${activity}"`
      : `may be reached for "${activity}" by ${CHANNEL_NAMES[channel].en}`,
  field: (field) =>
    field.name === 'city'
      ? `lives in ${field.in.join(' or ')}`
      : `has a birthday in month ${field.months.join(' or ')}`,
  tag: (name) => `carries the tag "${name}"`,
  computed: ({ atLeast, atMost, in: words }, name) =>
    [
      `the computed trait "${name}" is`,
      atLeast === undefined ? '' : ` at least ${atLeast}`,
      atLeast !== undefined && atMost !== undefined ? ' and' : '',
      atMost === undefined ? '' : ` at most ${atMost}`,
      words === undefined ? '' : ` ${words.join(' or ')}`,
    ].join(''),
  without(definition, nameOf) {
    if ('event' in definition && isPlain(definition.event)) {
      const { name, withinDays } = definition.event;
      return `${withinDays === undefined ? 'never' : 'not'}: ${eventName(name, 'en', nameOf)}${withinDays === undefined ? '' : ` ${days(withinDays)}`}`;
    }
    if ('segment' in definition)
      return `is not in the segment "${nameOf('segment', definition.segment)?.en ?? definition.segment}"`;
    if ('tag' in definition) return `does not carry the tag "${nameOf('tag', definition.tag)?.en ?? definition.tag}"`;
    return undefined;
  },
  none: (parts) => `none of: ${parts}`,
  group: (parts) => `(${parts})`,
};
