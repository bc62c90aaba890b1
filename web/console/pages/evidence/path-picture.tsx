import { palette } from '../../theme.ts';
import type { Step } from './climb.ts';

const ROW = 46;
const BOX = { width: 104, height: 26 };
const SHIFT = 18;
const MARGIN = 16;

/**
 * The path as a picture: filled boxes are computed from the leaf upwards, open ones are the neighbours that the proof brings, each on its side. Words in the
 * boxes are the beginnings of hashes; the table beside has them whole.
 */
export function PathPicture(props: { index: number; steps: readonly Step[]; label: string }) {
  const { steps, index } = props;
  const places = [0];
  for (const { side } of steps) places.push((places.at(-1) ?? 0) + (side === 'right' ? SHIFT : -SHIFT));
  const reach = BOX.width + 28;
  const all = places.flatMap((x, at) => {
    const side = steps[at]?.side;
    return side === undefined ? [x] : [x, side === 'right' ? x + reach : x - reach];
  });
  const left = Math.min(...all) - BOX.width / 2 - MARGIN;
  const width = Math.max(...all) + BOX.width / 2 + MARGIN - left;
  const height = steps.length * ROW + BOX.height + 2 * MARGIN;
  const yOf = (level: number) => height - MARGIN - BOX.height / 2 - level * ROW;
  return (
    <div className="path-picture">
      <svg viewBox={`${left} 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={props.label}>
        {steps.map((step, at) => {
          const x = places[at] ?? 0;
          const beside = step.side === 'right' ? x + reach : x - reach;
          const up = places[at + 1] ?? 0;
          const bend = yOf(at + 1) + BOX.height / 2;
          return (
            <g key={step.sibling}>
              <path
                d={`M${x} ${yOf(at) - BOX.height / 2} L${up} ${bend} M${beside} ${yOf(at) - BOX.height / 2} L${up} ${bend}`}
                stroke={palette.muted}
                fill="none"
              />
              <Box x={beside} y={yOf(at)} text={step.sibling} />
            </g>
          );
        })}
        {places.map((x, level) => (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place
            key={level}
            x={x}
            y={yOf(level)}
            own
            text={level === 0 ? `#${index}` : (steps[level - 1]?.node ?? '')}
          />
        ))}
      </svg>
    </div>
  );
}

function Box(props: { x: number; y: number; text: string; own?: boolean }) {
  const { x, y, text, own = false } = props;
  return (
    <g>
      <rect
        x={x - BOX.width / 2}
        y={y - BOX.height / 2}
        width={BOX.width}
        height={BOX.height}
        rx={4}
        fill={own ? palette.accent : '#fff'}
        stroke={palette.accent}
        strokeDasharray={own ? undefined : '4 3'}
      />
      <text
        x={x}
        y={y + 4}
        textAnchor="middle"
        fontSize={12}
        fontFamily="ui-monospace, Consolas, monospace"
        fill={own ? '#fff' : palette.ink}
      >
        {text.length > 12 ? `${text.slice(0, 11)}…` : text}
      </text>
    </g>
  );
}
