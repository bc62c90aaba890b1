import { COMPOUND_SURNAMES } from './surnames.ts';

// Stars count as characters of a name that was masked before.
const HAN_NAME = /^\p{Script=Han}[\p{Script=Han}*]*$/u;

/**
 * A name: its surname, single or compound, and stars; at the widest the last character too (张三 → 张*, 欧阳晓明 → 欧阳**, 阿依古·买提 → 阿**·**).
 * Level 1 says nothing of its length. One character alone is hidden whole: it would be all there is.
 */
export function maskName(value: string, level: 1 | 2 | 3): string {
  const characters = [...value];
  if (value.includes('·'))
    return value
      .split('·')
      .map((part, at) => maskPart([...part], at, level))
      .join('·');
  if (characters.length === 1) return '*';
  if (!HAN_NAME.test(value))
    return level === 1 || characters.length < 3 || characters[0] === '*' ? '***' : `${characters[0] ?? ''}***`;
  const compound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const surname = characters.slice(0, compound ? 2 : 1).join('');
  const rest = characters.slice(compound ? 2 : 1);
  if (level === 1) return `${surname}**`;
  const last = level === 3 && rest.length > 1 ? (rest.at(-1) ?? '') : '';
  return surname + '*'.repeat(rest.length - (last === '' ? 0 : 1)) + last;
}

// Of a name in parts only the first character of the first is shown, at every level.
function maskPart(letters: readonly string[], at: number, level: 1 | 2 | 3): string {
  const first = at === 0 && letters.length > 1 && letters[0] !== '*' ? (letters[0] ?? '') : '';
  return first + (level === 1 ? '**' : '*'.repeat(Math.max(letters.length - (first === '' ? 0 : 1), 1)));
}
