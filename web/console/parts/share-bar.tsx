import { palette } from '../theme.ts';

/** A part of a whole as a bar; the numbers stand beside it in words. */
export function ShareBar(props: { part: number; whole: number }) {
  return (
    <div className="bar-stack" aria-hidden>
      <span style={{ flex: props.part, background: palette.accent }} />
      <span style={{ flex: Math.max(0, props.whole - props.part) }} />
    </div>
  );
}
