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

/** The wordings that presentations name (section 7), each once for a language. Pages are checked already. */
export function shownWordings(entries: readonly CheckedEntry[], pages: readonly Page[]): ShownWording[] {
  const definitions = new Map<string, Value | undefined>();
  const shown = new Map<string, ShownWording>();
  for (const { kind, time, payload } of entries) {
    if (kind !== 'presentation') continue;
    const wording = member(payload?.value, 'wording');
    const [id, hash, locale] = [member(wording, 'id'), member(wording, 'hash'), member(payload?.value, 'locale')];
    if (typeof id !== 'string' || typeof hash !== 'string' || typeof locale !== 'string') continue;
    const key = JSON.stringify([id, hash, locale]);
    if (shown.has(key)) continue;
    if (!definitions.has(hash)) definitions.set(hash, definitionOf(pages, hash));
    shown.set(key, { time, id, hash, locale, definition: definitions.get(hash) });
  }
  return [...shown.values()];
}

function definitionOf(pages: readonly Page[], hash: string): Value | undefined {
  const page = pages.find((each) => each.hash === hash);
  if (page === undefined) return undefined;
  try {
    return parseStrictly(page.html, '');
  } catch (error) {
    // Its hash holds; what it says is then shown to nobody, and only the hash is told.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function member(value: Value | undefined, name: string): Value | undefined {
  return value instanceof Map ? value.get(name) : undefined;
}
