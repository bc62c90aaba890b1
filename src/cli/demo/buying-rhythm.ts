import type { SeededRandom } from './seeded-random.ts';

/**
 * On which days one person buys, as days before today: 1 is yesterday, none further back than `history`. The rhythm of a real shop, after
 * CDNOW's customers: about half buy once, a few very often, because everybody has a pace of their own and a readiness of their own to stay
 * away for good.
 */
export function buyingDays(random: SeededRandom, history: number): number[] {
  const pace = 4 * Math.exp(2.2 * random.next() - 0.5 * Math.log(1 - random.next()));
  const leaves = 0.1 + 0.8 * random.next() ** 0.8;
  const days: number[] = [];
  let ago = 1 + random.below(history);
  while (ago >= 1) {
    days.push(ago);
    if (random.next() < leaves) break;
    ago -= Math.max(1, Math.round(-Math.log(1 - random.next()) * pace));
  }
  return days;
}
