/** What JCS can encode: JSON without undefined, NaN or infinities. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them, no white
 * space. Throws on values that JSON can't hold and on lone surrogates, so that one value has exactly one encoding.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('JCS cannot encode a number that is not finite');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JCS cannot encode ${typeof value}`);
  const record = value as { readonly [key: string]: Json };
  let text = '';
  for (const key of sortedKeys(record)) {
    const member = `${quoted(key)}:${canonicalJson(record[key] as Json)}`;
    text = text === '' ? member : `${text},${member}`;
  }
  return `{${text}}`;
}

// What JSON writes as it stands: printable ASCII without the quotation mark and the backslash.
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('JCS cannot encode a lone surrogate');
  return JSON.stringify(text);
}

// Members beyond which inserting one by one would be slower than `sort`.
const FEW = 32;

// By UTF-16 code units, as `<` and `sort` compare texts. Most objects have few members, mostly in order: put in place one by one they make no
// garbage, and take a quarter of the time that `sort` does.
function sortedKeys(record: { readonly [key: string]: Json }): string[] {
  const keys = Object.keys(record);
  if (keys.length > FEW) return keys.sort();
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] as string;
    let place = at;
    for (; place > 0 && (keys[place - 1] as string) > key; place -= 1) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}
