import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** A stock-take in the list. */
export interface StockTake {
  readonly id: string;
  readonly activity: string;
  readonly issuer: string;
  readonly status: string;
  readonly total: number | null;
  readonly done: number;
  readonly createdAt: string;
}

/** Rows of a stock with the same evidence. */
export interface StockGroup {
  readonly number: number;
  readonly grade: 'A' | 'B' | 'C';
  readonly reason: string;
  readonly origin: string;
  readonly noticeVersion: string;
  readonly how: string;
  readonly people: number;
  readonly ruling: 'accepted' | 'rejected' | null;
  readonly rulingReason: string | null;
}

/** The report of a stock-take. */
export interface StockReport extends Omit<StockTake, 'total' | 'done' | 'createdAt'> {
  readonly people: number;
  readonly notices: readonly { readonly label: string; readonly notice: string; readonly version: number }[];
  readonly groups: readonly StockGroup[];
  readonly states: Readonly<Record<'graded' | 'takenOver' | 'kept' | 'nobody' | 'unproven', number>>;
  readonly reach: readonly {
    readonly channel: string;
    readonly total: number;
    readonly allowed: number;
    readonly excluded: readonly {
      readonly code: string;
      readonly article: string;
      readonly zh: string;
      readonly en: string;
      readonly count: number;
    }[];
  }[];
  readonly forecast: {
    readonly assumptions: { readonly metAMonth: number; readonly agree: number; readonly months: number };
    readonly askable: number;
    readonly waiting: number;
    readonly months: readonly { readonly month: number; readonly asked: number; readonly reachable: number }[];
  };
}

/** The sentence for a grade's reason or a state; the server's word where there is none. */
export function useStockWord(): (kind: 'reason' | 'state' | 'status' | 'ruling', word: string) => string {
  const { t } = useText(stockText);
  return (kind, word) => {
    const key = `${kind}.${word}`;
    return key in stockText ? t(key as keyof typeof stockText) : word;
  };
}

/** How many people of a grade. */
export function peopleOf(report: StockReport, grade: StockGroup['grade']): number {
  return report.groups.filter((group) => group.grade === grade).reduce((sum, { people }) => sum + people, 0);
}
