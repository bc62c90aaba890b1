import { Refusal } from './refusal.ts';

/** A JSON value whose objects cannot hold a name twice. */
export type Value = null | boolean | number | string | Value[] | Map<string, Value>;

/** Deepest nesting that is read. */
const DEPTH = 64;

/** Most objects and lists, and most values in all, of one text: they bound the memory that it takes, whatever its size. */
const MOST_CONTAINERS = 2_000_000;
const MOST_VALUES = 8_000_000;

/** Most members of one object: finding a name among many millions takes long, whatever the table. */
const MOST_MEMBERS = 100_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids exactly these characters inside a string, and the backslash is special.
const SPECIAL = /[\\\u0000-\u001f]/;
const QUOTATION_MARK = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTED = 0x20;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Reads JSON (RFC 8259) strictly: no doubled names, no lone surrogates, no number that ECMAScript would write otherwise (so that no digit is
 * lost in reading), nesting and numbers of values bounded, nothing after the value. Throws `Refusal`.
 */
export function parseStrictly(text: string, at: string): Value {
  return readStrictly(text, at).value;
}

/** A text that was read. */
export interface StrictText {
  readonly value: Value;
  /** Whether the text is the canonical form of its value (RFC 8785). */
  readonly canonical: boolean;
  /** The canonical form of a member of the outermost object. */
  canonicalOf(name: string): string;
}

/** The same, and whether it is spelled canonically: then nothing needs to be written again to be compared or verified. */
export function readStrictly(text: string, at: string): StrictText {
  const reader = new Reader(text, at);
  const value = reader.value(0);
  const isCanonical = reader.canonical;
  reader.end();
  return {
    value,
    canonical: isCanonical && reader.canonical,
    canonicalOf(name) {
      const place = isCanonical ? reader.outermost.get(name) : undefined;
      return place === undefined
        ? canonical(value instanceof Map ? (value.get(name) ?? null) : null)
        : text.slice(place.start, place.end);
    },
  };
}

class Reader {
  /** False once something was met that the canonical form spells otherwise. */
  canonical = true;
  /** Where the members of the outermost object lie. */
  readonly outermost = new Map<string, { readonly start: number; readonly end: number }>();
  readonly #text: string;
  readonly #at: string;
  #position = 0;
  #containers = 0;
  #values = 0;

  constructor(text: string, at: string) {
    this.#text = text;
    this.#at = at;
  }

  value(depth: number): Value {
    if (depth > DEPTH) throw this.#refuse('json-depth', '嵌套过深', 'nested too deeply');
    this.#values += 1;
    if (this.#values > MOST_VALUES || this.#containers > MOST_CONTAINERS)
      throw this.#refuse('json-size', '内容过多', 'too many values');
    this.#skipSpace();
    switch (this.#text[this.#position]) {
      case '{':
        this.#containers += 1;
        return this.#object(depth);
      case '[':
        this.#containers += 1;
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  end(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) throw this.#syntax();
  }

  #object(depth: number): Map<string, Value> {
    const members = new Map<string, Value>();
    this.#position += 1;
    this.#skipSpace();
    if (this.#take('}')) return members;
    let before = '';
    for (;;) {
      this.#skipSpace();
      const name = this.#string();
      if (name < before) this.canonical = false;
      before = name;
      if (members.has(name))
        throw this.#refuse('json-duplicate', '同一对象内的成员名重复', 'a member name occurs twice');
      this.#skipSpace();
      if (!this.#take(':')) throw this.#syntax();
      if (members.size === MOST_MEMBERS)
        throw this.#refuse('json-size', '对象成员过多', 'an object has too many members');
      const start = this.#position;
      members.set(name, this.value(depth + 1));
      if (depth === 0) this.outermost.set(name, { start, end: this.#position });
      this.#skipSpace();
      if (this.#take('}')) return members;
      if (!this.#take(',')) throw this.#syntax();
    }
  }

  #array(depth: number): Value[] {
    const items: Value[] = [];
    this.#position += 1;
    this.#skipSpace();
    if (this.#take(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      this.#skipSpace();
      if (this.#take(']')) return items;
      if (!this.#take(',')) throw this.#syntax();
    }
  }

  #string(): string {
    if (!this.#take('"')) throw this.#syntax();
    const start = this.#position;
    // Most strings have nothing special in them: then they end at the next quotation mark.
    const end = this.#text.indexOf('"', start);
    const plain = end < 0 ? '' : this.#text.slice(start, end);
    if (end < 0 || SPECIAL.test(plain)) return this.#escapedString(start);
    this.#position = end + 1;
    return this.#wellFormed(plain);
  }

  // One pass: whether the escapes are ones that JSON has is for JSON.parse to say, and the place of the text is told.
  #escapedString(start: number): string {
    let at = start;
    let escaped = false;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTATION_MARK || code < FIRST_PRINTED || Number.isNaN(code)) break;
      escaped ||= code === BACKSLASH;
      at += code === BACKSLASH ? 2 : 1;
    }
    this.#position = Math.min(at, this.#text.length);
    const raw = this.#text.slice(start, this.#position);
    if (!this.#take('"')) throw this.#syntax();
    if (!escaped) return this.#wellFormed(raw);
    const unescaped = this.#wellFormed(this.#unescape(raw));
    if (JSON.stringify(unescaped) !== `"${raw}"`) this.canonical = false;
    return unescaped;
  }

  #unescape(raw: string): string {
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw this.#syntax();
    }
  }

  #wellFormed(text: string): string {
    if (!text.isWellFormed()) throw this.#refuse('json-text', '文本含有无效字符', 'a text holds a lone surrogate');
    return text;
  }

  #number(): number {
    const raw = this.#match(NUMBER);
    if (raw === '') throw this.#syntax();
    const value = Number(raw);
    if (String(value) !== raw)
      throw this.#refuse('json-number', '数字写法不规范', 'a number is not written canonically');
    return value;
  }

  #word<T extends Value>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#position)) throw this.#syntax();
    this.#position += word.length;
    return value;
  }

  #take(character: string): boolean {
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.canonical = false;
      this.#position += 1;
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#position += found.length;
    return found;
  }

  #syntax(): Refusal {
    return this.#refuse('json-syntax', '不是有效的 JSON', 'not JSON');
  }

  #refuse(code: string, zh: string, en: string): Refusal {
    const place = this.#at === '' ? `character ${this.#position}` : `${this.#at}, character ${this.#position}`;
    return new Refusal(code, place, zh, en);
  }
}

/** The JSON Canonicalization Scheme (RFC 8785) of a value that was read strictly. */
export function canonical(value: Value): string {
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += items === '' ? canonical(item) : `,${canonical(item)}`;
    return `[${items}]`;
  }
  if (!(value instanceof Map)) return JSON.stringify(value);
  let members = '';
  for (const name of namesOf(value))
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonical(value.get(name) ?? null)}`;
  return `{${members}}`;
}

// Names sort by UTF-16 code units, which is how JavaScript compares texts. What was written canonically is sorted already.
function namesOf(value: Map<string, Value>): Iterable<string> {
  let before = '';
  for (const name of value.keys()) {
    if (name < before) return [...value.keys()].sort();
    before = name;
  }
  return value.keys();
}
