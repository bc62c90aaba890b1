import { domainToASCII } from 'node:url';
import type { Bilingual } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import { isIdNumber, isOldIdNumber } from '../scanner/checksums.ts';

/** A value as it is stored and as it is indexed (equal for every spelling of the same thing), or what is wrong with it. */
export type Normalised =
  | { readonly ok: true; readonly stored: string; readonly index: string }
  | { readonly ok: false; readonly problem: Bilingual };

/** Fields that can be looked up by value: only these get blind index rows. */
export const INDEXED_FIELDS: ReadonlySet<FieldCode> = new Set(['mobile', 'email', 'member_id', 'wecom_id', 'open_id']);

type Rule = (value: string, today: string) => Normalised;

const RULES: { readonly [field in FieldCode]?: Rule } = {
  name: normaliseName,
  mobile: normaliseMobile,
  email: normaliseEmail,
  address: (value) => text(value.replace(/\s+/gu, ' '), 500),
  birth_date: normaliseBirthDate,
  gender: normaliseGender,
  member_id: normaliseIdentifier,
  wecom_id: normaliseIdentifier,
  open_id: normaliseIdentifier,
  wechat_id: normaliseIdentifier,
  qq_id: (value) => shaped(value, /^[1-9]\d{4,11}$/, '不是有效的 QQ 号', 'is not a QQ number'),
  landline: normaliseLandline,
  postal_code: (value) => shaped(value, /^[0-8]\d{5}$/, '不是有效的邮政编码', 'is not a postal code'),
  plate: (value) => shaped(value.toUpperCase(), PLATE, '不是有效的车牌号', 'is not a licence plate'),
  ip_address: (value) => shaped(value, /^[\dA-Fa-f:.]{3,45}$/, '不是有效的 IP 地址', 'is not an IP address'),
  mac_address: (value) => shaped(value.toUpperCase(), MAC, '不是有效的 MAC 地址', 'is not a MAC address'),
  imei: (value) => shaped(value, /^\d{15}$|^[\dA-F]{14}$/i, '不是有效的 IMEI', 'is not an IMEI'),
  // All zeros say that the person has switched the identifier off (obligations, section 8): there is none to store.
  device_id: (value) =>
    shaped(value, /^(?![0-]+$)[\dA-Fa-f-]{16,64}$/, '不是有效的设备标识', 'is not a device identifier'),
  id_number: normaliseIdNumber,
  passport: (value) => shaped(value.toUpperCase(), /^[A-Z\d]{7,11}$/, '不是有效的证件号码', 'is not a passport number'),
  bank_account: (value) => normaliseIdentifier(value.replace(/[\s-]/gu, '')),
};

const PLATE =
  /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z](?:[A-HJ-NP-Z\d]{4}[A-HJ-NP-Z\d挂学警港澳]|[A-HJK][A-HJ-NP-Z\d]\d{4}|\d{5}[A-HJK])$/u;
const MAC = /^[\dA-F]{2}(?:[:-][\dA-F]{2}){5}$/;

const PLAIN_MOBILE = /^1[3-9][0-9]{9}$/;
// What no rule of an identifier would change: nothing invisible, no blank, nothing that NFKC writes otherwise.
const PLAIN_IDENTIFIER = /^[\w.:=@+-]{1,128}$/;
const MOST_CHARACTERS = 16_384;
// Zero-width characters, joiners, direction marks and the BOM: invisible, so that two equal-looking values would have different digests.
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u00AD]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/u;

/**
 * Brings a value of a field into its one form (obligations, section 8): strict, so that nothing that can't be dialled, mailed or compared is
 * stored. `today` is the calendar day YYYY-MM-DD in Asia/Shanghai.
 */
export function normalise(field: FieldCode, value: string, today: string): Normalised {
  // What is in its form already, as nearly all that is looked up: the rules below would leave it as it is.
  if (field === 'mobile' && PLAIN_MOBILE.test(value)) return { ok: true, stored: value, index: value };
  const clean = value.replace(INVISIBLE, '').trim();
  if (clean === '') return problem('不能为空', 'must not be empty');
  if (!clean.isWellFormed() || CONTROL.test(clean))
    return problem('含有无效字符', 'holds characters that are not valid');
  return (RULES[field] ?? ((other) => text(other, MOST_CHARACTERS)))(clean, today);
}

/** What is indexed of a value that is in its one form already, as nearly all are; undefined: `normalise` tells. */
export function plainIndex(field: FieldCode, value: string): string | undefined {
  const plain = RULES[field] === normaliseIdentifier && PLAIN_IDENTIFIER.test(value);
  return plain || (field === 'mobile' && PLAIN_MOBILE.test(value)) ? value : undefined;
}

function text(value: string, most: number): Normalised {
  if (value.length > most) return problem(`不能超过 ${most} 个字符`, `must not be longer than ${most} characters`);
  return { ok: true, stored: value, index: value.normalize('NFKC') };
}

function problem(zh: string, en: string): Normalised {
  return { ok: false, problem: { zh, en } };
}

// Every dot that people and systems put between the parts of a name such as 阿依古丽·买买提.
const NAME_DOTS = /\s*[·•‧∙・･⸱．●]\s*/gu;

function normaliseName(value: string): Normalised {
  const stored = value.normalize('NFC').replace(NAME_DOTS, '·').replace(/\s+/gu, ' ');
  return text(/^[\p{Script=Han}\s·]+$/u.test(stored) ? stored.replaceAll(' ', '') : stored, 100);
}

function normaliseMobile(value: string): Normalised {
  const digits = value
    .normalize('NFKC')
    .replace(/[\s()\p{Dash_Punctuation}\u2212]/gu, '')
    .replace(/^(?:\+86|0086|86(?=1\d{10}$))/u, '');
  if (!/^1[3-9]\d{9}$/.test(digits)) return problem('不是中国大陆手机号码', 'is not a mobile number of mainland China');
  return { ok: true, stored: digits, index: digits };
}

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

function normaliseEmail(value: string): Normalised {
  const bad = problem('不是有效的电子邮箱地址', 'is not a valid email address');
  const address = value.normalize('NFKC');
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(at, 0)), domainToASCII(address.slice(at + 1))];
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return bad;
  const stored = `${local}@${domain}`;
  // RFC 5321 lets a host tell upper from lower case before the @; none in use does, and one person writes both.
  return stored.length > 254 ? bad : { ok: true, stored, index: stored.toLowerCase() };
}

const DATE_FORMS = [
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/u,
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/,
];

function normaliseBirthDate(value: string, today: string): Normalised {
  const compact = value.normalize('NFKC').replaceAll(' ', '');
  const found = DATE_FORMS.map((form) => form.exec(compact)).find((match) => match !== null);
  const [year, month, day] = (found?.slice(1) ?? [])
    .filter((part) => /^\d+$/.test(part))
    .map((part) => part.padStart(2, '0'));
  const bad = problem('不是有效的出生日期（例如 1990-03-07）', 'is not a valid date of birth (for example 1990-03-07)');
  if (year === undefined || month === undefined || day === undefined) return bad;
  const stored = `${year}-${month}-${day}`;
  const instant = new Date(`${stored}T00:00:00Z`);
  const real = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(stored);
  return real && stored >= '1900-01-01' && stored <= today ? { ok: true, stored, index: stored } : bad;
}

const GENDERS = new Map([
  ...['男', '男性', '先生', 'm', 'male'].map((word) => [word, 'male'] as const),
  ...['女', '女性', '女士', 'f', 'female'].map((word) => [word, 'female'] as const),
  ...['其他', 'other'].map((word) => [word, 'other'] as const),
  ...['未知', '保密', '不愿透露', 'unknown'].map((word) => [word, 'unknown'] as const),
]);

function normaliseGender(value: string): Normalised {
  const stored = GENDERS.get(value.normalize('NFKC').toLowerCase());
  if (stored === undefined) return problem('不是可识别的性别', 'is not a gender that is known here');
  return { ok: true, stored, index: stored };
}

function shaped(value: string, form: RegExp, zh: string, en: string): Normalised {
  const stored = value.normalize('NFKC').replace(/[\s·]+/gu, '');
  return form.test(stored) ? { ok: true, stored, index: stored } : problem(zh, en);
}

// The old permanent residence card for foreigners, three letters and twelve digits, has no check that is published.
const OLD_RESIDENCE_CARD = /^[A-Z]{3}\d{12}$/;

function normaliseIdNumber(value: string): Normalised {
  const stored = value.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
  return isIdNumber(stored) || isOldIdNumber(stored) || OLD_RESIDENCE_CARD.test(stored)
    ? { ok: true, stored, index: stored }
    : problem('不是有效的证件号码', 'is not an identity number');
}

function normaliseLandline(value: string): Normalised {
  const stored = value
    .normalize('NFKC')
    .replace(/^(?:\+86|0086)[\s-]?(?=[1-9]\d)/u, '0')
    .replace(/[\s()]+/gu, '')
    .replace(/[\p{Dash_Punctuation}\u2212]/gu, '-')
    .replace(/^(010|02\d|0[3-9]\d{2})-?(\d{7,8})(?:(?:-|转)(\d{1,6}))?$/u, (_, area, local, extension) =>
      [area, local, extension].filter((part) => part !== undefined).join('-'),
    );
  return /^(?:010|02\d|0[3-9]\d{2})-\d{7,8}(?:-\d{1,6})?$/.test(stored)
    ? { ok: true, stored, index: stored }
    : problem('不是有效的固定电话号码（例如 010-62345678）', 'is not a landline number (for example 010-62345678)');
}

function normaliseIdentifier(value: string): Normalised {
  const stored = value.normalize('NFKC').replace(/\s+/gu, '');
  return text(stored, 128);
}
