import { maskValue } from './domain/masks.ts';

// What identifies somebody by its form alone: addresses of mail, and long numbers in any spelling (mobiles, cards, identity numbers).
const MAIL = /[\p{L}\p{N}._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/gu;
const NUMBER = /(?:\+?\d|(?<=\d)[\s-])[\d\s-]{5,}[\dXx]/g;

/** A free text without the personal information in it: each place is masked as its kind is. */
export function redactText(text: string): string {
  return text
    .replace(MAIL, (mail) => maskValue('email', mail, 1))
    .replace(NUMBER, (number) => (number.replace(/\D/g, '').length >= 7 ? '****' : number));
}
