import { formatCount } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { Overlap } from './segment.ts';

const COLOURS = ['#1f7a5a', '#3d6ea5', '#c47f17'];
const TWO = [
  { x: 130, y: 100 },
  { x: 210, y: 100 },
];
const THREE = [
  { x: 130, y: 90 },
  { x: 210, y: 90 },
  { x: 170, y: 158 },
];
/** Where a region's number stands: the middle of its circles, away from the others. */
function placeOf(inside: readonly { x: number; y: number }[], all: readonly { x: number; y: number }[]) {
  const middle = (points: readonly { x: number; y: number }[]) => ({
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  });
  const own = middle(inside);
  const whole = middle(all);
  if (inside.length === all.length) return own;
  const away = inside.length === 1 ? 0.85 : 0.9;
  return { x: own.x + (own.x - whole.x) * away, y: own.y + (own.y - whole.y) * away };
}

/** A name that has room beside the next one; a Chinese character is as wide as two letters. */
function shortened(name: string, halves: number): string {
  let width = 0;
  let text = '';
  for (const character of name) {
    width += /[\u1100-\uffff]/.test(character) ? 2 : 1;
    if (width > halves) return `${text}…`;
    text += character;
  }
  return text;
}

/** Circles of equal size with the number of each region in its place; sizes are in the numbers, not in the areas. */
export function OverlapPicture(props: { overlap: Overlap; name: (code: string) => string }) {
  const { t, list } = useText(segmentsText);
  const { segments, regions } = props.overlap;
  const circles = segments.length === 2 ? TWO : THREE;
  const places = new Map(segments.map(({ code }, index) => [code, circles[index] ?? { x: 170, y: 120 }]));
  return (
    <svg
      className="overlap-picture"
      viewBox="0 0 340 250"
      role="img"
      aria-label={t('overlapLabel', { names: list(segments.map(({ code }) => props.name(code))) })}
    >
      {segments.map(({ code }, index) => (
        <circle
          key={code}
          cx={places.get(code)?.x}
          cy={places.get(code)?.y}
          r={72}
          fill={COLOURS[index]}
          fillOpacity={0.18}
          stroke={COLOURS[index]}
          strokeWidth={2}
        />
      ))}
      {regions.map((region) => {
        const inside = region.segments.flatMap((code) => places.get(code) ?? []);
        const { x, y } = placeOf(inside, [...places.values()]);
        return (
          <text key={region.segments.join(' ')} x={x} y={y} textAnchor="middle" dominantBaseline="middle" fontSize={15}>
            {formatCount(region.count)}
          </text>
        );
      })}
      {segments.map(({ code }, index) => (
        <text
          key={code}
          x={index === 2 ? 170 : index === 0 ? 4 : 336}
          y={index === 2 ? 244 : 14}
          textAnchor={index === 2 ? 'middle' : index === 0 ? 'start' : 'end'}
          fontSize={13}
          fill={COLOURS[index]}
        >
          <title>{props.name(code)}</title>
          {shortened(props.name(code), index === 2 ? 48 : 22)}
        </text>
      ))}
    </svg>
  );
}
