import type { CheckedEntry } from './entries.ts';
import type { Page } from './pages.ts';
import { Refusal } from './refusal.ts';
import { parseStrictly, type Value } from './strict-json.ts';

/** A wording that was tried, as a presentation names it. */
export interface ShownWording {
  /** The presentation's time. */
  readonly time: string;
  readonly id: string;
  readonly hash: string;
  readonly locale: string;
  /** Its definition, if the bundle carries it: its hash is that of the presentation. */
  readonly definition: Value | undefined;
}

/** Longest definition, in UTF-16 code units, and most of them, that are read: the product's own have some hundred letters. */
const LONGEST = 20_000;
const MOST = 200;

/** The wordings that presentations name (section 7), each once for a language. Pages are checked already. */
export function shownWordings(entries: readonly CheckedEntry[], pages: readonly Page[]): ShownWording[] {
  const texts = new Map(pages.map(({ hash, html }) => [hash, html]));
  const definitions = new Map<string, Value | undefined>();
  const shown = new Map<string, ShownWording>();
  for (const { kind, time, payload } of entries) {
    if (kind !== 'presentation') continue;
    const wording = member(payload?.value, 'wording');
    const [id, hash, locale] = [member(wording, 'id'), member(wording, 'hash'), member(payload?.value, 'locale')];
    if (typeof id !== 'string' || typeof hash !== 'string' || typeof locale !== 'string') continue;
    const key = JSON.stringify([id, hash, locale]);
    if (shown.has(key)) continue;
    if (!definitions.has(hash))
      definitions.set(hash, definitions.size < MOST ? definitionOf(texts.get(hash)) : undefined);
    shown.set(key, { time, id, hash, locale, definition: definitions.get(hash) });
  }
  return [...shown.values()];
}

function definitionOf(definition: string | undefined): Value | undefined {
  if (definition === undefined || definition.length > LONGEST) return undefined;
  try {
    return parseStrictly(definition, '');
  } catch (error) {
    // Its hash holds; what it says is then shown to nobody, and only the hash is told.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function member(value: Value | undefined, name: string): Value | undefined {
  return value instanceof Map ? value.get(name) : undefined;
}
