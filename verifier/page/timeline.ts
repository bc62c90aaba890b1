import type { Proven } from '../src/proven.ts';
import { kindWord, shanghai } from '../src/words.ts';
import { element, svg } from './elements.ts';
import type { Language } from './page-words.ts';

const WIDTH = 840;
const LEFT = 170;
const RIGHT = 20;
const ROW = 28;
const TOP = 28;
const MOST_DOTS = 2_000;

/** Draws the entries as dots, a row for each kind, time to the right; and the same as a sentence for who can't see it. */
export function drawTimeline({ keys, related, people }: Proven, language: Language): HTMLElement {
  const zh = language === 'zh';
  const entries = [...keys.flatMap((key) => key.entries), ...related, ...people];
  const shown = entries.sort((a, b) => (a.time < b.time ? -1 : 1)).slice(0, MOST_DOTS);
  const kinds = [...new Set(shown.map((entry) => entry.kind))];
  const times = shown.map((entry) => Date.parse(entry.time));
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const span = Math.max(1, last - first);
  const x = (time: number) => LEFT + ((time - first) / span) * (WIDTH - LEFT - RIGHT);
  const height = TOP + kinds.length * ROW + 8;
  const counts = kinds.map((kind) => `${kindWord(kind, zh)} ${shown.filter((entry) => entry.kind === kind).length}`);
  const picture = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    class: 'picture',
    role: 'img',
    'aria-label': counts.join(zh ? '，' : ', '),
  });
  const instant = (time: number) => shanghai(new Date(time).toISOString()).slice(0, 16);
  picture.append(
    label(LEFT, 18, instant(first), 'start'),
    label(WIDTH - RIGHT, 18, first === last ? '' : instant(last), 'end'),
  );
  for (const [row, kind] of kinds.entries()) {
    const y = TOP + row * ROW + ROW / 2;
    picture.append(
      svg('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, stroke: '#d9dfdc' }),
      label(LEFT - 12, y + 5, kindWord(kind, zh), 'end'),
    );
    for (const [place, entry] of shown.entries()) {
      if (entry.kind !== kind) continue;
      const dot = svg('circle', {
        cx: x(times[place] ?? first),
        cy: y,
        r: 5,
        fill: entry.payload !== undefined ? '#0b6e63' : '#fff',
        stroke: '#0b6e63',
        'stroke-width': 1.5,
      });
      dot.append(svg('title', {}, `${shanghai(entry.time)} ${kindWord(kind, zh)}`));
      picture.append(dot);
    }
  }
  return element('div', { class: 'scroll' }, picture);
}

function label(x: number, y: number, text: string, anchor: string): SVGElement {
  return svg('text', { x, y, 'text-anchor': anchor, 'font-size': 13, fill: '#56625e' }, text);
}
