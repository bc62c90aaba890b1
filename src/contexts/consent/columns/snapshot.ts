/** A `pg_snapshot`: which transactions were over when it was taken. */
export interface Snapshot {
  readonly text: string;
  /** Transactions from here on had not begun. */
  readonly end: number;
  /** Transactions below `end` that were still open. */
  readonly open: ReadonlySet<number>;
}

/** Reads the text form `xmin:xmax:xip,…`. */
export function readSnapshot(text: string): Snapshot {
  const [, end, open = ''] = text.split(':');
  return { text, end: Number(end), open: new Set(open === '' ? [] : open.split(',').map(Number)) };
}

/** Whether a transaction had committed or rolled back. */
export function isOver(snapshot: Snapshot, transaction: number): boolean {
  return transaction < snapshot.end && !snapshot.open.has(transaction);
}
