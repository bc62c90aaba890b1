import { isPlainName, joinPath } from '../platform/http/index.ts';
import { malformedBody, unstorableText } from './http-failures.ts';

const DEEPEST = 64;
const REFUSED_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JSON body (RFC 8259) and refuses what different readers would read differently: invalid UTF-8, a byte order mark, one name twice
 * in an object, names that reach JavaScript's prototypes, nesting beyond 64 levels, U+0000 and lone surrogates. Throws `http.malformed-body`
 * or `http.invalid-input`; neither quotes the text.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedBody({ zh: '不是有效的 JSON', en: 'It is not valid JSON' });
  }
  walk(text);
  return value;
}

/** Text of bytes that must be UTF-8 without a byte order mark. */
export function decodeUtf8(bytes: Buffer): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw malformedBody({ zh: '不是有效的 UTF-8 编码', en: 'It is not valid UTF-8' });
  }
  if (text.startsWith('\ufeff'))
    throw malformedBody({ zh: '开头有字节顺序标记', en: 'It begins with a byte order mark' });
  return text;
}

interface Level {
  readonly names: Set<string> | undefined;
  /** In an object: the next string is a member's name. */
  nameNext: boolean;
  /** The member or index we are in, for the path of an error. */
  at: string | number;
}

// The text is known to be valid JSON, so that structure characters outside strings tell all we need.
function walk(text: string): void {
  const levels: Level[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const level = levels.at(-1);
    switch (text[i]) {
      case '{':
        levels.push({ names: new Set(), nameNext: true, at: '' });
        break;
      case '[':
        levels.push({ names: undefined, nameNext: false, at: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level?.names === undefined) {
          if (level !== undefined && typeof level.at === 'number') level.at += 1;
        } else level.nameNext = true;
        break;
      case '"': {
        const end = endOfString(text, i);
        checkString(levels, text.slice(i, end + 1));
        i = end;
        break;
      }
    }
    if (levels.length > DEEPEST) throw malformedBody({ zh: '嵌套层次过深', en: 'It is nested too deeply' });
  }
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

function checkString(levels: Level[], literal: string): void {
  const value = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  const level = levels.at(-1);
  if (level?.names !== undefined && level.nameNext) {
    if (level.names.has(value))
      throw malformedBody({
        zh: `同一对象中有重复的字段${named(levels, value)}`,
        en: `A member appears twice in one object${named(levels, value)}`,
      });
    if (REFUSED_NAMES.has(value))
      throw malformedBody({ zh: '含有不允许的字段名', en: 'It holds a member name that is not allowed' });
    level.names.add(value);
    level.nameNext = false;
    level.at = value;
  }
  if (value.includes('\0') || !value.isWellFormed()) throw unstorableText(pathOf(levels));
}

function named(levels: readonly Level[], name: string): string {
  return isPlainName(name)
    ? `: ${pathOf([...levels.slice(0, -1), { names: undefined, nameNext: false, at: name }])}`
    : '';
}

function pathOf(levels: readonly Level[]): string {
  return joinPath(levels.map((level) => level.at));
}
