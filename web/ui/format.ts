const SHANGHAI = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: SHANGHAI,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** "2026-11-11 20:00", Shanghai time; an em dash for nothing. */
export function formatTime(time: string | null | undefined): string {
  return time === null || time === undefined ? '—' : parts.format(new Date(time));
}

/** "2026-11-11", Shanghai time. */
export function formatDate(time: string | null | undefined): string {
  return formatTime(time).slice(0, 10);
}

/** Whole numbers with thousands separators. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat('zh-CN').format(count);
}

/** Fen to "¥1,234.56". */
export function formatMoney(fen: number): string {
  return `¥${new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100)}`;
}

/** A share as "12.3 %". */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)} %`;
}

const STEPS: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 分钟前" / "3 minutes ago" between two instants. */
export function formatAgo(time: string, now: number, locale: 'zh' | 'en'): string {
  const relative = new Intl.RelativeTimeFormat(locale === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' });
  const difference = new Date(time).getTime() - now;
  for (const [unit, length] of STEPS)
    if (Math.abs(difference) >= length) return relative.format(Math.round(difference / length), unit);
  return relative.format(Math.round(difference / 1000), 'second');
}
