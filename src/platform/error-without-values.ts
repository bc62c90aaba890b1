/** What may be logged of an error. */
export interface LoggableError {
  readonly name: string;
  readonly code?: string;
  /** The constraint or column that a database error is about; names of ours, never values. */
  readonly about?: string;
  readonly at: readonly string[];
}

/**
 * Name, code and stack frames of an error without its message: a driver's message may quote a value ("invalid input syntax for type uuid:
 * …"), and log lines must not hold personal information.
 */
export function errorWithoutValues(error: unknown): LoggableError {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  const about = [table, constraint].filter((part) => typeof part === 'string').join('.');
  const at = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(about === '' ? {} : { about }),
    at: at.slice(0, 12),
  };
}
