import type { CheckedEntry } from '../src/entries.ts';
import type { Proven } from '../src/proven.ts';
import { kindWord, shanghai } from '../src/words.ts';
import { element, svg } from './elements.ts';
import type { Language } from './page-words.ts';

const MIDDLE = 14;
const MOST_DOTS = 2_000;

/**
 * Draws the entries as dots, a row for each kind, time to the right; and the same as a sentence for who can't see it. Only the dots'
 * places follow the width: words keep their size on a phone.
 */
export function drawTimeline({ keys, related, people }: Proven, language: Language): HTMLElement {
  const zh = language === 'zh';
  const entries = [...keys.flatMap((key) => key.entries), ...related, ...people];
  const shown = entries.sort((a, b) => (a.time < b.time ? -1 : 1)).slice(0, MOST_DOTS);
  const kinds = [...new Set(shown.map((entry) => entry.kind))];
  const first = Date.parse(shown[0]?.time ?? '');
  const last = Date.parse(shown.at(-1)?.time ?? '');
  const share = (entry: CheckedEntry) => `${((Date.parse(entry.time) - first) / Math.max(1, last - first)) * 100}%`;
  const counts = kinds.map((kind) => `${kindWord(kind, zh)} ${shown.filter((entry) => entry.kind === kind).length}`);
  const picture = element('div', { class: 'timeline', role: 'img', 'aria-label': counts.join(zh ? '，' : ', ') });
  picture.append(element('span'), ends(first, last));
  for (const kind of kinds) {
    const lane = svg('svg', {}, svg('line', { x1: '0%', x2: '100%', y1: MIDDLE, y2: MIDDLE, stroke: '#d9dfdc' }));
    for (const entry of shown) if (entry.kind === kind) lane.append(dot(entry, share(entry), zh));
    picture.append(element('span', { class: 'kind' }, kindWord(kind, zh)), lane);
  }
  return picture;
}

function ends(first: number, last: number): HTMLElement {
  const instant = (time: number) => element('span', {}, shanghai(new Date(time).toISOString()).slice(0, 16));
  if (Number.isNaN(first)) return element('span');
  return element('span', { class: 'ends' }, instant(first), ...(first === last ? [] : [instant(last)]));
}

function dot(entry: CheckedEntry, place: string, zh: boolean): SVGElement {
  const fill = entry.payload !== undefined ? '#0b6e63' : '#fff';
  return svg(
    'circle',
    { cx: place, cy: MIDDLE, r: 5, fill, stroke: '#0b6e63', 'stroke-width': 1.5 },
    svg('title', {}, `${shanghai(entry.time)} ${kindWord(entry.kind, zh)}`),
  );
}
