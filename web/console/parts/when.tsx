import { formatAgo, formatTime } from '../../ui/format.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** Relative time with the exact Shanghai time on hover. */
export function When(props: { at: string | null | undefined }) {
  const { locale } = useText({});
  if (props.at === null || props.at === undefined) return <>—</>;
  return (
    <time dateTime={props.at} title={`${formatTime(props.at)} (UTC+8)`}>
      {formatAgo(props.at, Date.now(), locale)}
    </time>
  );
}
