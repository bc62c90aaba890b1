import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatTime } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { palette } from '../../theme.ts';
import { ModeTag } from './mode-tag.tsx';
import type { MembersCount, Segment } from './segment.ts';
import { TroubleAlert } from './trouble.tsx';

const LIVE_MS = 2_000;
const HOUR_MS = 3_600_000;
const REFRESHED_MS = 30_000;

/** How many people are in the segment now, and how many there were at the end of each hour. */
export function MembersPanel(props: { segment: Segment }) {
  const { t } = useText(segmentsText);
  const { code, revision, mode } = props.segment;
  const now = useQuery({
    queryKey: ['members-count', code, revision],
    queryFn: () => api<MembersCount>(`/api/v1/segments/${code}/members-count`),
    refetchInterval: mode.kind === 'live' ? LIVE_MS : REFRESHED_MS,
  });
  const sizes = useQuery({
    queryKey: ['sizes', code, revision, now.data?.count],
    queryFn: () => api<{ items: readonly Size[] }>(`/api/v1/segments/${code}/sizes?days=30`),
    placeholderData: (before) => before,
  });
  const points = sizes.data?.items ?? [];
  const option = useMemo(() => sizeOption(points), [points]);
  return (
    <>
      <Panel title={t('members')} extra={<ModeTag mode={mode} />}>
        <ProblemAlert error={now.error ?? sizes.error} />
        <p className="members-now" aria-live="polite">
          {now.data === undefined ? null : now.data.count === null ? (
            t(now.data.trouble === null ? 'membersWaiting' : 'membersNone')
          ) : (
            <>
              <strong>{t('membersNow', { count: formatCount(now.data.count) })}</strong>{' '}
              {now.data.asOf === null ? null : (
                <>
                  {t('asOf')} <When at={now.data.asOf} />
                </>
              )}
            </>
          )}
        </p>
        {now.data === undefined || now.data.trouble === null ? null : (
          <TroubleAlert segment={props.segment} trouble={now.data.trouble} />
        )}
        {points.length < 2 ? <p className="panel-note">{t('sizesSoon')}</p> : null}
      </Panel>
      {points.length < 2 ? null : (
        <Figure
          title={t('sizes')}
          sentence={t('sizesLabel', {
            first: formatCount(points[0]?.size ?? 0),
            last: formatCount(points.at(-1)?.size ?? 0),
          })}
          option={option}
          table={
            <SimpleTable
              rows={changes(points)}
              rowKey={(row) => row.at}
              columns={[
                { title: t('sizesSince'), render: (_, row) => formatTime(row.at) },
                { title: t('members'), className: 'num', render: (_, row) => formatCount(row.size) },
              ]}
            />
          }
        />
      )}
    </>
  );
}

interface Size {
  readonly at: string;
  readonly size: number;
}

// The newest first; an hour that changed nothing is left out.
function changes(points: readonly Size[]): Size[] {
  return points.filter(({ size }, place) => size !== points[place - 1]?.size).toReversed();
}

// Echarts' own would show a day as its number alone.
const TIMES = { year: '{yyyy}', month: '{yyyy}-{MM}', day: '{MM}-{dd}', hour: '{HH}:{mm}' };

function sizeOption(points: readonly Size[]) {
  return {
    grid: { left: 56, right: 16, top: 16, bottom: 32 },
    tooltip: { trigger: 'axis' },
    xAxis: {
      type: 'time',
      minInterval: HOUR_MS,
      axisLabel: { color: palette.muted, hideOverlap: true, formatter: TIMES },
    },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: false,
        color: palette.allow,
        areaStyle: { opacity: 0.12 },
        data: points.map(({ at, size }) => [at, size]),
      },
    ],
  };
}
