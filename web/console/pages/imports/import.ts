import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** What may be chosen as a file, for the browser's dialog. */
export const FILES_ACCEPTED = '.xlsx,.csv,.tsv,.txt,.ndjson,.jsonl,text/csv,text/plain';

export interface ImportRow {
  readonly id: string;
  readonly kind: 'purchases' | 'orders' | 'people' | 'contacts' | 'stock';
  readonly activity: string;
  readonly source: string;
  readonly issuer: string;
  readonly notice: { readonly how: string; readonly shownAt: string } | null;
  readonly supplier: {
    readonly name: string;
    readonly documentHash: string;
    readonly scope: readonly string[];
  } | null;
  readonly status: string;
  readonly failure: {
    readonly code: string;
    readonly article: string | null;
    readonly zh: string;
    readonly en: string;
  } | null;
  readonly encoding: string | null;
  readonly mapping: Readonly<Record<string, number>> | null;
  readonly total: number | null;
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  /** The first refused rows, a hundred at most. */
  readonly refusedRows?: readonly RefusedRow[];
}

/** Where a refused row stood and why it was refused; nothing of what stood in it. */
export interface RefusedRow extends Words {
  readonly line: number;
  readonly field: Words | null;
}

interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Preview {
  readonly encoding: string;
  readonly columns: readonly {
    readonly column: number;
    readonly header: string;
    readonly samples: readonly string[];
    readonly proposed: string | null;
    /** What the scanner reads in the values, and how sure it is (0 to 1). */
    readonly reads: { readonly kind: string; readonly confidence: number } | null;
  }[];
  readonly mapping: Readonly<Record<string, number>>;
  /** What the last file of this system said, and which of its columns are not in this one. */
  readonly saved: {
    readonly at: string;
    readonly missing: readonly { readonly target: string; readonly header: string }[];
  } | null;
  readonly targets: readonly string[];
  readonly required: readonly string[];
}

/** What a run would do. */
export interface ImportCheck {
  readonly total: number;
  readonly complete: boolean;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
  readonly unendedLine: number | null;
  readonly reasons: readonly {
    readonly zh: string;
    readonly en: string;
    readonly count: number;
    readonly lines: readonly number[];
  }[];
  readonly failure: { readonly article: string | null; readonly zh: string; readonly en: string } | null;
}

/** A key of the catalogue for a state or target that the server names; the server's word where there is none. */
export function useImportWord(): (kind: 'status' | 'target' | 'kind' | 'reads', word: string) => string {
  const { t } = useText(importsText);
  return (kind, word) => {
    const key = `${kind}.${word}`;
    return key in importsText ? t(key as keyof typeof importsText) : word;
  };
}

/** Whether the import still changes by itself. */
export function isMoving(row: Pick<ImportRow, 'status'>): boolean {
  return row.status === 'queued' || row.status === 'running' || row.status === 'cancelling';
}

/** The tone of an import's state. */
export function importTone(row: Pick<ImportRow, 'status'>): 'good' | 'wait' | 'bad' | 'none' {
  if (row.status === 'finished') return 'good';
  if (isMoving(row) || row.status === 'uploaded') return 'wait';
  return row.status === 'failed' ? 'bad' : 'none';
}

/** How far it is, in whole percent. */
export function percentOf(row: Pick<ImportRow, 'total' | 'done'> & { readonly status?: string }): number {
  if (row.status === 'finished') return 100;
  return row.total === null || row.total === 0 ? 0 : Math.floor((row.done / row.total) * 100);
}
