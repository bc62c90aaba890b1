import type { Bilingual } from '../../../platform/failure.ts';

/**
 * What a letter carries: a mobile, a mobile in a range of virtual operators, a relay number (隐私号: it reaches somebody for some time and belongs to
 * nobody), an email address, or another number, which no field of this product holds.
 */
export type LetterForm = 'mobile' | 'virtual-range' | 'relay' | 'email' | 'other';

/** A number as it is searched for; equal for every spelling. */
export interface LetterNumber {
  readonly form: LetterForm;
  readonly value: string;
}

// AXB/AXN numbers with an extension: Taobao 18877771111-123, Douyin 18400913965-7576, WeChat Shop 132123457749-1234 (twelve digits).
const RELAY = /^(1\d{10,11})(?:[-,;#*]|转|分机|ext\.?|x)(\d{1,6})$/i;
// Ranges of virtual operators (obligations, section 8). Real people hold some of these numbers, platforms relay through others.
const VIRTUAL_RANGE = /^1(?:62|65|67|70|71)\d{8}$/;
const MOBILE = /^1[3-9]\d{9}$/;
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u00AD]/gu;

/** Reads what was typed from a letter; undefined when it is neither a number nor an address. */
export function readLetterNumber(typed: string): LetterNumber | undefined {
  const text = typed
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[\s()]/gu, '')
    .replace(/[\p{Dash_Punctuation}\u2212]/gu, '-');
  if (text.includes('@')) return { form: 'email', value: text.toLowerCase() };
  const bare = text.replace(/^(?:\+86|0086|86(?=1\d{10}(?!\d)))-?/u, '');
  const relay = RELAY.exec(bare);
  if (relay !== null) {
    const [, number = '', extension = ''] = relay;
    // 138-0013-8000 is a mobile in groups; its groups never leave eleven digits before the last mark.
    return { form: 'relay', value: `${number}-${extension}` };
  }
  const digits = bare.replaceAll('-', '');
  if (!/^\+?\d{3,20}$/.test(digits)) return undefined;
  if (VIRTUAL_RANGE.test(digits)) return { form: 'virtual-range', value: digits };
  return { form: MOBILE.test(digits) ? 'mobile' : 'other', value: digits };
}

/** The number as papers show it. It is the letter's own number, and still personal information. */
export function maskLetterNumber({ form, value }: LetterNumber): string {
  if (form === 'email') return value.replace(/^(.).*(?=@)/u, '$1***');
  if (form === 'relay') return value.replace(/^(\d{3})\d+(\d{4})-\d+$/u, '$1****$2-****');
  return value.length < 8 ? '*'.repeat(value.length) : `${value.slice(0, 3)}****${value.slice(-4)}`;
}

/** What a number that is no person's own means, and what to ask whom; undefined for an ordinary one. */
export function adviceOn(
  form: LetterForm,
): { readonly says: Bilingual; readonly ask: readonly Bilingual[] } | undefined {
  if (form === 'relay')
    return {
      says: {
        zh: '这是平台的隐私号（虚拟号加分机号）：到期后会转给别人，不能据以认定是谁，本系统不凭它关联任何人。',
        en: 'This is a relay number of a platform (virtual number with an extension). It passes to others when it expires, says nothing of who somebody is, and joins nobody here.',
      },
      ask: ASK,
    };
  if (form === 'virtual-range')
    return {
      says: {
        zh: '号码属于虚拟运营商号段（162、165、167、170、171）：可能是本人号码，也可能是平台的中间号。找到的记录只说明有人填过这个号码，不用来关联不同的人。',
        en: 'The number is in a range of virtual operators (162, 165, 167, 170, 171): it may be somebody’s own or a relay number. A record found says only that somebody gave this number; it joins nobody.',
      },
      ask: ASK,
    };
  return undefined;
}

const ASK: readonly Bilingual[] = [
  {
    zh: '投诉所涉的平台、店铺、订单号和来电或短信时间',
    en: 'Platform, shop and order number of the complaint, and when the call or message came',
  },
  {
    zh: '向该平台查询：该隐私号当时的绑定关系（主叫、被叫、分机）、绑定与到期时间、话单或短信记录',
    en: 'Of the platform: to whom the relay number was bound at that time (both sides, extension), from when until when, and its record of the call or message',
  },
  {
    zh: '由平台或投诉人提供的真实手机号，再次检索',
    en: 'The real mobile number, from the platform or the complainant, to search again',
  },
];
