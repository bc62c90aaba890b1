import { useMutation } from '@tanstack/react-query';
import { Button, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { reasonLine, useArticle } from '../../parts/use-article.ts';
import { palette } from '../../theme.ts';
import type { Reach, Segment } from './segment.ts';
import { useCommercial } from './use-commercial.ts';

const CHANNELS = ['sms', 'email'] as const;
const REASON_COLOURS = ['#b3261e', '#c47f17', '#7a5195', '#3d6ea5', '#8a5a44', '#5b6763', '#a3496b', '#4d7c3a'];

/** 可触达分析(排除明细): a bar of everybody, one colour a reason, with the table behind it. */
export function ReachPanel(props: { segment: Segment }) {
  const { t, pick } = useText(segmentsText);
  const { commercial, chosen: activity, choose, error } = useCommercial();
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('sms');
  const reach = useMutation({
    mutationFn: () =>
      api<Reach>(`/api/v1/segments/${props.segment.code}/reach`, {
        method: 'POST',
        body: { activity: activity?.code, operation: 'use', channel },
      }),
  });
  return (
    <Panel title={t('reach')} note={t('reachPurpose')}>
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          aria-label={t('activity')}
          style={{ minWidth: 220 }}
          value={activity?.code ?? null}
          onChange={(code) => choose(code ?? undefined)}
          options={commercial.map((each) => ({ value: each.code, label: pick(each.name) }))}
        />
        <Select
          aria-label={t('channel')}
          value={channel}
          onChange={setChannel}
          options={CHANNELS.map((each) => ({ value: each, label: t(`channel.${each}`) }))}
        />
        <Button
          type="primary"
          loading={reach.isPending}
          disabled={activity === undefined}
          onClick={() => reach.mutate()}
        >
          {t('compute')}
        </Button>
      </Space>
      <ProblemAlert error={error ?? reach.error} />
      {reach.data === undefined || activity === undefined ? null : (
        <ReachResult reach={reach.data} activity={pick(activity.name)} channel={t(`channel.${channel}`)} />
      )}
    </Panel>
  );
}

function ReachResult(props: { reach: Reach; activity: string; channel: string }) {
  const { t, pick } = useText(segmentsText);
  const article = useArticle();
  const { reach } = props;
  const parts = [
    { key: 'allowed', label: t('allowed'), count: reach.allowed, colour: palette.allow as string },
    ...reach.excluded.map((reason, index) => ({
      key: reason.code,
      label: `${reasonLine(pick(reason), article(reason.article))} ·`,
      count: reason.count,
      colour: REASON_COLOURS[index % REASON_COLOURS.length] ?? palette.muted,
    })),
  ];
  return (
    <>
      <p className="panel-note">
        {t('reachNote', {
          activity: props.activity,
          channel: props.channel,
          total: formatCount(reach.total),
          allowed: formatCount(reach.allowed),
          share: formatShare(reach.allowed, reach.total),
        })}{' '}
        {reach.unanalysed === 0 ? null : t('unanalysed', { count: formatCount(reach.unanalysed) })}
      </p>
      <div className="bar-stack" aria-hidden>
        {parts
          .filter((part) => part.count > 0)
          .map((part) => (
            <span
              key={part.key}
              title={`${part.label} ${t('peopleOf', { count: formatCount(part.count) })}`}
              style={{ flex: part.count, background: part.colour }}
            />
          ))}
      </div>
      <ul className="legend">
        {parts.map((part) => (
          <li key={part.key}>
            <i style={{ background: part.colour }} />
            {part.label} {t('peopleOf', { count: formatCount(part.count) })}
          </li>
        ))}
      </ul>
      {reach.excluded.length === 0 ? null : (
        <div className="after-form">
          <SimpleTable
            minWidth={840}
            rows={reach.excluded}
            rowKey={(row) => row.code}
            columns={[
              { title: t('reason'), className: 'wrap', render: (_, row) => pick(row) },
              { title: t('article'), render: (_, row) => article(row.article) },
              { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
              { title: t('share'), className: 'num', render: (_, row) => formatShare(row.count, reach.total) },
              {
                title: t('next'),
                className: 'wrap',
                render: (_, row) => (row.nextStep === undefined ? '—' : pick(row.nextStep)),
              },
            ]}
          />
        </div>
      )}
      <p className="mono" style={{ marginTop: 12 }}>
        {t('receipt')} {reach.receipt}
      </p>
    </>
  );
}
