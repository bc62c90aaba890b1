/** What is denied to somebody whose age nobody knows: only what age decides, or everything (decision 0038); the law context's words. */
export type UnknownAge = 'deny_where_age_decides' | 'deny';

/** Reads ZHINUO_UNKNOWN_AGE: `where-it-decides`, as it is unless told, or `deny`. */
export function readUnknownAge(
  value: string | undefined,
  problems: { complain(variable: 'ZHINUO_UNKNOWN_AGE', zh: string, en: string): unknown },
): UnknownAge {
  if (value === 'deny') return value;
  if (value !== undefined && value !== 'where-it-decides')
    problems.complain('ZHINUO_UNKNOWN_AGE', '须为 where-it-decides 或 deny', 'must be where-it-decides or deny');
  return 'deny_where_age_decides';
}
