/** Rows that travel in one statement. */
export const ROWS_A_STATEMENT = 10_000;
