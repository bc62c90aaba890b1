import { type FieldError, fieldError } from './failure.ts';

// A tag, a comment or a processing instruction; "< 100 元" is none.
const MARKUP = /<[a-z/!?]/iu;
// Control characters besides tab and line feed, and those that turn the direction of what follows: a name could be made to read as another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u;

/**
 * Texts that staff write for others are plain: whatever looks like markup, or holds characters that nobody sees, is refused wherever it stands.
 * (Everything is escaped when it is typeset all the same.)
 */
export function textErrors(value: unknown, path = ''): FieldError[] {
  if (typeof value === 'string') return ofText(value, path);
  if (Array.isArray(value)) return value.flatMap((each, index) => textErrors(each, `${path}[${index}]`));
  if (value !== null && typeof value === 'object' && !(value instanceof Date))
    return Object.entries(value).flatMap(([name, each]) => textErrors(each, path === '' ? name : `${path}.${name}`));
  return [];
}

function ofText(text: string, path: string): FieldError[] {
  if (MARKUP.test(text))
    return [fieldError(path, '只能填写纯文本，不能含有标记或脚本', 'Plain text only: no markup and no scripts')];
  if (HIDDEN.test(text) || !text.isWellFormed())
    return [
      fieldError(path, '含有不可见或不完整的字符', 'It holds characters that nobody sees, or halves of characters'),
    ];
  return [];
}
