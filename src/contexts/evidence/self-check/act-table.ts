import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { ActKind } from '../domain/entry.ts';

/** An act as the log has it. `payload` is undefined when nobody may open it any more, because the person was erased. */
export interface LoggedAct {
  readonly receipt: string;
  readonly kind: ActKind;
  readonly person: string | null;
  readonly time: Date;
  readonly payload: { readonly [member: string]: Json } | undefined;
}

/** What a row of another context says of an act. */
export interface ActRow {
  /** The key of the row, for whoever looks for it. */
  readonly row: string;
  readonly receipt: string;
  /** Whom it concerns; undefined when the row does not say. */
  readonly person?: string | null;
  /** When it happened; undefined when the row does not say, or says it in `facts`. */
  readonly time?: Date;
  /** Members that the payload must have with these values; one that it does not have must be null here, unless the table passes it over. */
  readonly facts: { readonly [member: string]: Json };
  /** What the row's own context finds wrong with it: it does not follow from its other rows. */
  readonly wrong?: string | null;
}

/** Rows that no entry tells, each bound to what it says under a key that the database doesn't hold. Wired beside the acts. */
export interface SealedTable {
  readonly name: string;
  /** Looks at the rows after `after`, in the order of their keys: how many, the last one's key, and what is wrong with which. */
  read(
    tx: Tx,
    after: string | null,
    limit: number,
  ): Promise<{
    readonly looked: number;
    readonly last: string | null;
    readonly wrong: readonly { readonly row: string; readonly expected: string }[];
  }>;
}

/** The acts in one table of another context, as the self-check compares them with the log. Wired in `wiring/act-tables.ts`; evidence knows no other context. */
export interface ActTable {
  /** For example `consent.grant`. */
  readonly name: string;
  /** The kinds of the entries that have rows here. */
  readonly kinds: readonly ActKind[];
  /** Whether several rows may stand for one act. */
  readonly several?: boolean;
  /** Whether this act must have a row here; always, unless told. */
  expects?(act: LoggedAct): boolean;
  /** Whether an act must have its row here though another table has one as well. */
  readonly besides?: boolean;
  /** Facts that not every payload has, so that nothing can be said of them where it does not. */
  readonly passedOver?: readonly string[];
  /** Whether the facts are the whole payload, so that none may be missing. */
  readonly whole?: boolean;
  /** The member of the payload in which the facts are; the payload itself unless told. */
  readonly within?: string;
  /** The rows of these acts. */
  rowsOf(tx: Tx, acts: readonly LoggedAct[]): Promise<ActRow[]>;
  /** The receipts of all rows, after `after` in the order of the keys; null for a row without one. */
  receipts(
    tx: Tx,
    after: string | null,
    limit: number,
  ): Promise<{ readonly row: string; readonly receipt: string | null }[]>;
}
