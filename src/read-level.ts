const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads ZHINUO_LOG_LEVEL; `info` unless told. */
export function readLevel(
  text: string | undefined,
  problems: { complain(variable: 'ZHINUO_LOG_LEVEL', zh: string, en: string): unknown },
): string {
  const level = text ?? 'info';
  if (!LEVELS.includes(level))
    problems.complain('ZHINUO_LOG_LEVEL', `须为 ${LEVELS.join('、')} 之一`, `must be one of ${LEVELS.join(', ')}`);
  return level;
}
