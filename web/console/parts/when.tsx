import { formatAgo, formatTime } from '../../ui/format.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** Relative time with the exact Shanghai time on hover; `exact` for records, where the instant itself is what matters. */
export function When(props: { at: string | null | undefined; exact?: boolean }) {
  const { locale } = useText({});
  if (props.at === null || props.at === undefined) return <>—</>;
  return (
    <time className="when" dateTime={props.at} title={`${formatTime(props.at)} (UTC+8)`}>
      {props.exact === true ? formatTime(props.at) : formatAgo(props.at, Date.now(), locale)}
    </time>
  );
}
