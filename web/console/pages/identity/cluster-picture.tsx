import { identityText } from '../../../ui/i18n/identity.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useSourceWord } from '../persons/use-source-word.ts';
import type { Cluster } from './identity.ts';
import './identity.css';

const ROW = 48;
const WIDTH = 360;
const LEFT = 128;
const RIGHT = 232;
/** More than this is read in the table. */
const MOST = 24;
/** Letters that a box has room for; a character of Chinese takes two. */
const ROOM = 22;

/** Records on the left, what they share on the right, a line for each that carries it; thick lines are strong. */
export function ClusterPicture(props: { cluster: Cluster }) {
  const { t, pick } = useText(identityText);
  const wordOf = useSourceWord();
  const records = props.cluster.records.slice(0, MOST);
  const all = props.cluster.identifiers.filter(({ persons }) => persons.length > 1);
  const shared = all.slice(0, MOST).map((each, place) => ({ ...each, place }));
  const height = Math.max(records.length, shared.length, 1) * ROW;
  const middle = (index: number, count: number) => (height / Math.max(count, 1)) * (index + 0.5);
  const rulings = props.cluster.rulings.filter(({ kind }) => kind === 'merge');
  const placeOf = new Map(records.map(({ person }, index) => [person, middle(index, records.length)]));
  return (
    <svg
      className="cluster-picture"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={t('pictureNote', { records: props.cluster.records.length, shared: all.length })}
    >
      {shared.flatMap((identifier) =>
        identifier.persons.flatMap((person) => {
          const from = placeOf.get(person);
          return from === undefined
            ? []
            : [
                <line
                  key={`${person} ${identifier.place}`}
                  className="cluster-edge"
                  data-strength={identifier.strength}
                  data-joins={identifier.joins}
                  x1={LEFT}
                  y1={from}
                  x2={RIGHT}
                  y2={middle(identifier.place, shared.length)}
                />,
              ];
        }),
      )}
      {rulings.map(({ a, b }) => {
        const [from = 0, to = 0] = [placeOf.get(a), placeOf.get(b)];
        return <path key={`${a} ${b}`} className="cluster-ruling" d={`M 8 ${from} C -4 ${from}, -4 ${to}, 8 ${to}`} />;
      })}
      {records.map(({ person, source }, index) => (
        <g key={person} transform={`translate(8 ${middle(index, records.length) - 18})`}>
          <rect className="cluster-record" data-head={person === props.cluster.head} width={120} height={36} rx={4} />
          <text className="cluster-name" x={8} y={15}>
            {person.slice(-12)}
          </text>
          <text className="cluster-source" x={8} y={30}>
            {shortened(wordOf(source), ROOM)}
          </text>
        </g>
      ))}
      {shared.map((identifier) => (
        <g key={identifier.place} transform={`translate(${RIGHT} ${middle(identifier.place, shared.length) - 18})`}>
          <rect className="cluster-identifier" data-joins={identifier.joins} width={120} height={36} rx={18} />
          <text className="cluster-name" x={12} y={15}>
            {shortened(pick(identifier.name), ROOM - 2)}
          </text>
          <text className="cluster-source" x={12} y={30}>
            {identifier.issuer === '' ? t(identifier.strength) : issued(identifier.issuer, t(identifier.strength))}
          </text>
        </g>
      ))}
    </svg>
  );
}

const isWide = (letter: string): boolean => /[\u2e80-\u9fff\uff00-\uffef]/.test(letter);
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (isWide(letter) ? 2 : 1), 0);

/** The text, or its beginning with an ellipsis where the box has no room for all of it. */
function shortened(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let kept = '';
  for (const letter of text) {
    if (widthOf(kept) + widthOf(letter) > room - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

function issued(issuer: string, strength: string): string {
  return `${shortened(issuer, ROOM - 4 - widthOf(strength))} · ${strength}`;
}
