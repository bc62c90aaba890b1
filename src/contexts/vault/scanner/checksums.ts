const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';
const ID_REGIONS = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

/** Whether 18 characters are a resident identity number: region, a birth date that exists, check character (GB 11643-1999, ISO 7064 MOD 11-2). */
export function isIdNumber(text: string): boolean {
  // The permanent residence card of 2023 begins with 9 and is checked the same way.
  if (!/^\d{17}[\dXx]$/.test(text) || !(ID_REGIONS.test(text) || text.startsWith('9'))) return false;
  if (!isRealDate(text.slice(6, 14))) return false;
  return idCheck(text) === text.slice(17).toUpperCase();
}

/** The check character that belongs to the first 17 digits. */
export function idCheck(text: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += Number(text[at]) * (ID_WEIGHTS[at] ?? 0);
  return ID_CHECKS[sum % 11] ?? '';
}

/** Whether 15 digits may be an identity number of before 1999, which has no check character. */
export function isOldIdNumber(text: string): boolean {
  return /^\d{15}$/.test(text) && ID_REGIONS.test(text) && isRealDate(`19${text.slice(6, 12)}`);
}

/** Whether YYYYMMDD is a day of the calendar from 1900 to 2099. */
export function isRealDate(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  if (!(year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1)) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/** Whether a number of digits passes the Luhn check (ISO/IEC 7812-1), as cards and IMEIs do. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, doubled = false; at >= 0; at -= 1, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

const USCC_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Whether 18 characters are a unified social credit code (GB 32100-2015): an organisation's number, no person's. */
export function isSocialCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += USCC_CHARACTERS.indexOf(text[at] ?? '') * (USCC_WEIGHTS[at] ?? 0);
  return USCC_CHARACTERS[(31 - (sum % 31)) % 31] === text[17];
}
