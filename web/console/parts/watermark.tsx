import type { ReactNode } from 'react';
import { formatTime } from '../../ui/format.ts';

const TIMES = 24;

/** What is inside stands under the name of who looks and when: a photograph of the screen names its maker. It can't be selected or copied. */
export function Watermark(props: { name: string; at: string; children: ReactNode }) {
  const text = `${props.name} ${formatTime(props.at)}`;
  return (
    <div className="watermarked" onCopy={(event) => event.preventDefault()}>
      <div className="watermark" aria-hidden>
        {Array.from({ length: TIMES }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same text again and again, never reordered.
          <span key={at}>{text}</span>
        ))}
      </div>
      {props.children}
    </div>
  );
}
