import { Tag } from 'antd';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { SegmentMode } from './segment.ts';

/** How a segment is kept, in words. */
export function ModeTag(props: { mode: SegmentMode }) {
  const { t } = useText(segmentsText);
  const { kind, everyMinutes } = props.mode;
  return kind === 'live' ? (
    <Tag color="green" title={t('mode.liveHint')}>
      {t('mode.live')}
    </Tag>
  ) : (
    <Tag title={t('mode.refreshedHint')}>
      {everyMinutes === undefined ? t('mode.refreshedPlain') : t('mode.refreshed', { minutes: everyMinutes })}
    </Tag>
  );
}
