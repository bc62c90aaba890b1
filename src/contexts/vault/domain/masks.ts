import { type FieldCode, fieldKind, type MaskKind } from '../../register/index.ts';
import { COMPOUND_SURNAMES } from './surnames.ts';

/** Which masks a caller sees: 0 only that there is a value, 1 the usual masks, 2 the widest. */
export type MaskTier = 0 | 1 | 2;

const HIDDEN = '****';

type Mask = (value: string, tier: 1 | 2) => string;

const MASKS: Readonly<Record<MaskKind, Mask>> = {
  name: maskName,
  mobile: maskMobile,
  email: maskEmail,
  address: maskAddress,
  date: maskDate,
  id: maskId,
  short: maskShort,
  all: () => HIDDEN,
};

// Identifiers whose beginning says only what kind they are; for the others the end is what people read to each other.
const KEEP_HEAD: ReadonlySet<FieldCode> = new Set(['open_id', 'wecom_id']);

/**
 * The masked form of a stored value (conventions of the field, not of a law: a masked value is still personal information, PIPL 73). It never
 * contains the whole value, however short that is.
 */
export function maskField(field: FieldCode, value: string, tier: MaskTier): string {
  if (tier === 0) return HIDDEN;
  const masked = KEEP_HEAD.has(field) ? maskTail(value) : MASKS[fieldKind(field).mask](value, tier);
  return masked.includes(value) ? HIDDEN : masked;
}

const HAN_NAME = /^[\p{Script=Han}]+$/u;

function maskName(value: string, tier: 1 | 2): string {
  const characters = [...value];
  if (value.includes('·')) {
    return value
      .split('·')
      .map((part, index) => {
        const letters = [...part];
        const head = index === 0 && letters.length > 1 ? (letters[0] ?? '') : '';
        return head + '*'.repeat(Math.max(letters.length - [...head].length, 1));
      })
      .join('·');
  }
  if (!HAN_NAME.test(value)) return characters.length < 3 ? '***' : `${characters[0] ?? ''}***`;
  if (characters.length === 1) return '*';
  const surname =
    characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''))
      ? characters.slice(0, 2)
      : characters.slice(0, 1);
  const rest = characters.slice(surname.length);
  const last = tier === 2 && rest.length > 1 ? (rest.at(-1) ?? '') : '';
  return surname.join('') + '*'.repeat(rest.length - (last === '' ? 0 : 1)) + last;
}

function maskMobile(value: string): string {
  return value.length === 11 ? `${value.slice(0, 3)}****${value.slice(7)}` : HIDDEN;
}

function maskEmail(value: string, tier: 1 | 2): string {
  const at = value.lastIndexOf('@');
  if (at < 1) return HIDDEN;
  const [local, domain] = [value.slice(0, at), value.slice(at)];
  if (local.length < 2) return `***${domain}`;
  return tier === 2 && local.length >= 5
    ? `${local.slice(0, 2)}***${local.slice(-1)}${domain}`
    : `${local.slice(0, 1)}***${domain}`;
}

// One level of an address each, anchored where the last one ended. The look-behinds keep 小区, 社区, 校区… (a community is already the fine part)
// and 超市, 夜市… from being taken for a district or a city.
const PROVINCE = /(?:(?:北京|上海|天津|重庆)市|.{2,3}?省|.{2,8}?自治区|.{2}特别行政区)/uy;
const CITY = /[^省市区县\d\s]{1,12}?(?:(?<![超夜菜集门])市|自治州|地区|盟)/uy;
const DISTRICT =
  /(?:[^市区县\d\s]{1,10}?(?:(?<![小社校厂景院])区|县(?![城前])|(?<![超夜菜集门])市)|[^\d\s]{2,8}?旗(?![路街镇]))/uy;
const STREET = /[^\d\s]{1,12}?(?:街道|大道|路|街|镇|乡|巷|胡同)/uy;

function maskAddress(value: string, tier: 1 | 2): string {
  const ends: number[] = [];
  let position = 0;
  for (const level of tier === 2 ? [PROVINCE, CITY, DISTRICT, STREET] : [PROVINCE, CITY, DISTRICT]) {
    level.lastIndex = position;
    if (!level.test(value)) continue;
    position = level.lastIndex;
    ends.push(position);
  }
  // An address that ends with a level loses that level: something has to stay hidden.
  const shown = ends.filter((end) => end < value.length).at(-1) ?? 0;
  return value.slice(0, shown) + HIDDEN;
}

function maskDate(value: string, tier: 1 | 2): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return HIDDEN;
  return tier === 2 ? `${value.slice(0, 7)}-**` : `${value.slice(0, 4)}-**-**`;
}

function maskId(value: string): string {
  const characters = [...value];
  const kept = characters.length >= 8 ? 4 : characters.length >= 5 ? 2 : 0;
  return HIDDEN + (kept === 0 ? '' : characters.slice(-kept).join(''));
}

function maskTail(value: string): string {
  const characters = [...value];
  return characters.length >= 8 ? characters.slice(0, 4).join('') + HIDDEN : HIDDEN;
}

function maskShort(value: string): string {
  const characters = [...value];
  return characters.length < 2 ? HIDDEN : `${characters[0] ?? ''}***`;
}
