/** What the gate in memory holds, for operators. */
export interface ColumnsState {
  readonly people: number;
  readonly bytes: number;
  /** Columns that answer, and columns that are being read. */
  readonly activities: number;
  readonly loading: number;
  /** People about whom PostgreSQL is asked because a write is under way. */
  readonly pinned: number;
  /** The `pg_snapshot` that has been applied, as text; null before the first. */
  readonly applied: string | null;
}
