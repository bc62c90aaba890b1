/** Reads ZHINUO_SENDING_HOURS: whole hours of the day such as 8-21, the first inclusive; undefined for the usual ones. */
export function readHours(
  text: string | undefined,
  problems: { complain(variable: 'ZHINUO_SENDING_HOURS', zh: string, en: string): undefined },
): { readonly from: number; readonly to: number } | undefined {
  if (text === undefined) return undefined;
  const [, from = 0, to = 0] = (/^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []).map(Number);
  if (from < to && to <= 24) return Object.freeze({ from, to });
  return problems.complain('ZHINUO_SENDING_HOURS', '须写成 8-21 这样的整点范围', 'must be whole hours such as 8-21');
}
