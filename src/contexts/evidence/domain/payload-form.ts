import type { Json } from '../../../platform/crypto/index.ts';

/**
 * Whether a value has a form of docs/evidence-format.md, section 17. A form is a word (`text`, `id`, `instant`, `hash`, `bytes`, `whole`, `flag`, `null`,
 * `any`), `"text"` for exactly that text, a number for exactly that number, `[form]` for a list, `{name: form, name?: form, ...}` for an object with these members
 * (`?`: may be missing; `...`: and any others), or several forms with `or` between them.
 */
export type Fits = (value: Json) => boolean;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HASH = /^[0-9a-f]{64}$/;
const BYTES = /^[A-Za-z0-9_-]+$/;

const WORDS: Readonly<Record<string, Fits>> = {
  text: (value) => typeof value === 'string',
  id: (value) => typeof value === 'string' && ID.test(value),
  instant: (value) => typeof value === 'string' && INSTANT.test(value),
  hash: (value) => typeof value === 'string' && HASH.test(value),
  bytes: (value) => typeof value === 'string' && BYTES.test(value),
  whole: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
  flag: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  any: () => true,
};

const TOKEN = /\s*(\.\.\.|[{}[\],:?]|"[^"]*"|\d+|[A-Za-z][A-Za-z0-9]*)/y;

/** Reads a form; throws when it is not one. */
export function readForm(text: string): Fits {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`not a form: ${text}`);
    tokens.push(token);
  }
  const reader = new FormReader(tokens);
  const fits = reader.form();
  if (!reader.done) throw new Error(`not a form: ${text}`);
  return fits;
}

class FormReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  form(): Fits {
    const forms = [this.#one()];
    while (this.#take('or')) forms.push(this.#one());
    const [only] = forms;
    return forms.length === 1 && only !== undefined ? only : (value) => forms.some((fits) => fits(value));
  }

  #one(): Fits {
    const token = this.#next();
    if (token === '{') return this.#object();
    if (token === '[') return this.#list();
    const exact: string | number | undefined = token.startsWith('"')
      ? token.slice(1, -1)
      : /^\d/.test(token)
        ? Number(token)
        : undefined;
    if (exact !== undefined) return (value) => value === exact;
    const fits = Object.hasOwn(WORDS, token) ? WORDS[token] : undefined;
    if (fits === undefined) throw new Error(`not a form: ${token}`);
    return fits;
  }

  #list(): Fits {
    const item = this.form();
    this.#expect(']');
    return (value) => Array.isArray(value) && value.every(item);
  }

  #object(): Fits {
    const members = new Map<string, { readonly fits: Fits; readonly needed: boolean }>();
    let open = false;
    for (let first = true; !this.#take('}'); first = false) {
      if (!first) this.#expect(',');
      if (this.#take('...')) {
        open = true;
        continue;
      }
      const name = this.#next();
      const needed = !this.#take('?');
      this.#expect(':');
      members.set(name, { fits: this.form(), needed });
    }
    const needed = [...members.values()].filter((member) => member.needed).length;
    return (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      let met = 0;
      for (const name in value) {
        const held = (value as { readonly [name: string]: Json })[name];
        const member = members.get(name);
        // A member without a value is not written.
        if (held === undefined) continue;
        if (member === undefined ? !open : !member.fits(held)) return false;
        if (member?.needed === true) met += 1;
      }
      return met === needed;
    };
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`not a form: ${token} expected`);
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('not a form: it ends too early');
    this.#at += 1;
    return token;
  }
}
