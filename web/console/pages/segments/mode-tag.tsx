import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { StateTag } from '../../parts/page-head.tsx';
import type { SegmentMode } from './segment.ts';

/** How a segment is kept, in words. */
export function ModeTag(props: { mode: SegmentMode }) {
  const { t } = useText(segmentsText);
  const { kind, everyMinutes } = props.mode;
  if (kind === 'live')
    return (
      <span title={t('mode.liveHint')}>
        <StateTag tone="good">{t('mode.live')}</StateTag>
      </span>
    );
  return (
    <span title={t('mode.refreshedHint')}>
      <StateTag tone="none">
        {everyMinutes === undefined ? t('mode.refreshedPlain') : t('mode.refreshed', { minutes: everyMinutes })}
      </StateTag>
    </span>
  );
}
