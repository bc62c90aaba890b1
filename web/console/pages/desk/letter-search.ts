import type { WaitingFile } from './files.ts';

interface Text {
  readonly zh: string;
  readonly en: string;
}

/** What a search for what a letter carries answers. */
export interface LetterSearch {
  readonly id: string;
  readonly at: string;
  readonly form: string;
  readonly masked: string;
  readonly people: readonly { readonly person: string; readonly fields: Readonly<Record<string, string>> | null }[];
  readonly erased: readonly {
    readonly person: string;
    readonly erasedAt: string;
    readonly index: number | null;
    readonly keptUntil: string | null;
  }[];
  readonly indexes: readonly { readonly name: string; readonly generations: readonly number[] }[];
  readonly statement: Text;
  readonly advice: { readonly says: Text; readonly ask: readonly Text[] } | null;
  readonly receipt: string;
  readonly declaration: WaitingFile;
}
