import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { Finding } from './self-check.ts';

/** Where the first divergence is, what was signed or stored there, and what is there now, side by side. */
export function DivergencePicture(props: { finding: Finding }) {
  const { t } = useText(evidenceText);
  const { at, expected, found } = props.finding;
  const from = firstDifference(expected, found);
  return (
    <figure className="diverging">
      <figcaption>
        {t('divergenceAt')} <code className="mono">{/^\d+$/.test(at) ? `#${at}` : at}</code>
      </figcaption>
      <div className="diverging-sides">
        <Side title={t('divergenceExpected')} text={expected} from={from} />
        <span aria-hidden="true" className="diverging-sign">
          ≠
        </span>
        <Side title={t('divergenceFound')} text={found} from={from} />
      </div>
    </figure>
  );
}

function Side(props: { title: string; text: string; from: number }) {
  const { title, text, from } = props;
  return (
    <div className="diverging-side">
      <strong>{title}</strong>
      <code className="mono">
        {text.slice(0, from)}
        <mark>{text.slice(from)}</mark>
      </code>
    </div>
  );
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}
