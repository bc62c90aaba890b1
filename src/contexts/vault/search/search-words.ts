import { pinyin } from 'pinyin-pro';

const HAN = /\p{Script=Han}/u;
const MOST_WORDS = 96;
const MOST_READINGS = 16;
const LONGEST_NAME = 40;

/** A name without what people put between its parts and write one way or another: dots, spaces, case, full width. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·•‧∙・･⸱．●.'’-]+/gu, '')
    .toLowerCase();
}

/**
 * By which words somebody of this name is found: the name from its beginning, each of its parts and what follows the first characters, and the
 * same in pinyin and in its initials, in every reading of a character that has several (单: shan and dan).
 */
export function nameWords(name: string): string[] {
  const words = new Set<string>();
  const whole = plain(name.slice(0, LONGEST_NAME));
  if (whole === '') return [];
  const parts = name
    .slice(0, LONGEST_NAME)
    .split(/[\s·•‧∙・･⸱．●]+/u)
    .map(plain)
    .filter((part) => part !== '');
  for (const text of new Set([whole, ...parts])) addCharacters(text, words);
  for (const text of new Set([whole, ...parts])) addReadings(text, words);
  return [...words].slice(0, MOST_WORDS);
}

/** By which words somebody with this mobile number is found when only what a mask shows of it is known. */
export function mobileWords(mobile: string): string[] {
  return [`mask:${mobile.slice(0, 3)}${mobile.slice(-4)}`, `tail:${mobile.slice(-4)}`];
}

/** What somebody looks for: words of the index; empty when the text is too short to look for anything. */
export function queryWords(text: string): string[] {
  const compact = text.normalize('NFKC').trim();
  const mask = /^(1[3-9]\d)\*+(\d{4})$/.exec(compact.replace(/[\s-]/g, ''));
  if (mask !== null) return [`mask:${mask[1]}${mask[2]}`];
  if (/^\*{0,7}\d{4}$/.test(compact)) return [`tail:${compact.slice(-4)}`];
  const word = plain(compact);
  if (word === '' || word.length > LONGEST_NAME) return [];
  if (HAN.test(word)) return [`name:${word}`];
  const latin = word.replaceAll('ü', 'v');
  return /^[a-z]{2,}$/.test(latin) ? [`latin:${latin}`] : [];
}

function addCharacters(text: string, words: Set<string>): void {
  const characters = [...text];
  const space = HAN.test(text) ? 'name' : 'latin';
  for (let end = space === 'name' ? 1 : 2; end <= characters.length; end += 1)
    words.add(`${space}:${characters.slice(0, end).join('')}`);
  // What follows a surname of one or two characters is what somebody is called.
  if (space === 'name')
    for (const from of [1, 2]) if (characters.length - from >= 2) words.add(`name:${characters.slice(from).join('')}`);
}

function addReadings(text: string, words: Set<string>): void {
  const characters = [...text];
  if (!HAN.test(text)) return;
  const first = pinyin(text, { toneType: 'none', type: 'array', surname: 'head', v: true });
  const plainly = pinyin(text, { toneType: 'none', type: 'array', v: true });
  const readings = characters.map((character, place) => {
    if (!HAN.test(character)) return [character];
    const all = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true });
    return [...new Set([first[place] ?? '', plainly[place] ?? '', ...all])].filter((each) => /^[a-z]+$/.test(each));
  });
  for (const syllables of combined(readings)) {
    let spelt = '';
    let initials = '';
    for (const syllable of syllables) {
      spelt += syllable;
      initials += syllable.charAt(0);
      words.add(`latin:${spelt}`);
      if (initials.length >= 2) words.add(`latin:${initials}`);
    }
  }
}

/** Every way to read the characters one after the other, the likeliest first; no more than a few. */
function combined(readings: readonly (readonly string[])[]): string[][] {
  let ways: string[][] = [[]];
  for (const each of readings) {
    if (each.length === 0) continue;
    const next = each.flatMap((reading) => ways.map((way) => [...way, reading]));
    ways = next.slice(0, Math.max(MOST_READINGS, 1));
  }
  return ways;
}
