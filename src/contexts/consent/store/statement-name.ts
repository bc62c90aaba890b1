/** Arrays up to this many elements share a prepared statement. */
const SMALL = 100;

/**
 * The name of a prepared statement over an array, or undefined for a large array: after five runs PostgreSQL may keep one plan for a named
 * statement, and a plan made for one person (measured: seconds instead of milliseconds for 5,000) must not serve a batch.
 */
export function statementName(name: string, size: number): string | undefined {
  return size <= SMALL ? name : undefined;
}
