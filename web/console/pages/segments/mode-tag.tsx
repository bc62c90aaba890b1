import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { StateTag } from '../../parts/page-head.tsx';
import type { SegmentMode } from './segment.ts';

const HOUR = 60;

type Say = ReturnType<typeof useText<typeof segmentsText>>['t'];

/** How often something is computed, in minutes or whole hours. */
export function everyIn(t: Say, minutes: number): string {
  const hours = minutes / HOUR;
  return hours > 1 && Number.isInteger(hours) ? t('mode.refreshedHours', { hours }) : t('mode.refreshed', { minutes });
}

/** How a segment is kept, in words; `plain` without why. */
export function ModeTag(props: { mode: SegmentMode; plain?: boolean }) {
  const { t } = useText(segmentsText);
  const { kind, everyMinutes } = props.mode;
  const hint = (said: string) => (props.plain === true ? {} : { title: said });
  if (kind === 'live')
    return (
      <span {...hint(t('mode.liveHint'))}>
        <StateTag tone="good">{t('mode.live')}</StateTag>
      </span>
    );
  return (
    <span {...hint(t('mode.refreshedHint'))}>
      <StateTag tone="none">
        {everyMinutes === undefined ? t('mode.refreshedPlain') : everyIn(t, everyMinutes)}
      </StateTag>
    </span>
  );
}
