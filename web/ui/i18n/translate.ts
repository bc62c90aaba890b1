import { createContext, useContext } from 'react';

export type Locale = 'zh' | 'en';

/** One text in both languages; catalogues are plain records of these, so that a missing translation does not compile. */
export type Text = readonly [zh: string, en: string];
export type Catalogue = Readonly<Record<string, Text>>;

/**
 * A text of the catalogue with its places filled: `{name}` with that value, `{name:person|people}` with the first word where the value is 1 and
 * with the second where it is another.
 */
export function translate(text: Text, locale: Locale, values: Readonly<Record<string, string | number>> = {}): string {
  const fill = (place: string, name: string, one?: string, many?: string): string => {
    const value = values[name];
    if (value === undefined) return place;
    return one === undefined || many === undefined ? String(value) : String(value) === '1' ? one : many;
  };
  return (locale === 'zh' ? text[0] : text[1]).replace(/\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g, fill);
}

export interface Language {
  readonly locale: Locale;
  setLocale(locale: Locale): void;
}

export const LanguageContext = createContext<Language>({ locale: 'zh', setLocale: () => undefined });

/** `t(key, values?)` over a catalogue in the reader's language, and `pick` for bilingual data of the server. */
export function useText<C extends Catalogue>(catalogue: C) {
  const { locale } = useContext(LanguageContext);
  return {
    locale,
    t: (key: keyof C & string, values?: Readonly<Record<string, string | number>>): string => {
      const text = catalogue[key];
      return text === undefined ? key : translate(text, locale, values);
    },
    /** Items one after the other, with the comma of the language. */
    list: (items: readonly string[]): string => items.join(locale === 'zh' ? '、' : ', '),
    pick: (text: { readonly zh: string; readonly en: string }): string => (locale === 'zh' ? text.zh : text.en),
  };
}

const KEY = 'zhinuo.locale';

/** The language kept from last time; Chinese when there is none. */
export function storedLocale(): Locale {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

/** Keeps the language for next time, where the browser allows it. */
export function storeLocale(locale: Locale): void {
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // A webview may forbid storage; the choice then lasts for this visit.
  }
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
}
