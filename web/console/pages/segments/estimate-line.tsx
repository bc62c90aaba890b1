import { useQuery } from '@tanstack/react-query';
import { Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useErrorText } from '../../parts/query-state.tsx';
import { ModeTag } from './mode-tag.tsx';
import { isWhole, type Rule } from './rule.ts';
import type { Estimate } from './segment.ts';
import { useCommercial } from './use-commercial.ts';

const PAUSE_MS = 500;
const CHANNELS = ['sms', 'email'] as const;

/** How many people the rule that is being edited has, and how many of them may be reached; asked when the hands rest. */
export function EstimateLine(props: { rule: Rule; activity?: string }) {
  const { t, pick } = useText(segmentsText);
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('sms');
  const text = useRested(JSON.stringify(props.rule));
  const whole = isWhole(props.rule);
  const { chosen } = useCommercial();
  const estimate = useQuery({
    queryKey: ['estimate', text, props.activity, chosen?.code, channel],
    queryFn: () =>
      api<Estimate>('/api/v1/segments/estimates', {
        method: 'POST',
        body: {
          definition: JSON.parse(text) as unknown,
          ...(props.activity === undefined ? {} : { activity: props.activity }),
          ...(chosen === undefined ? {} : { reach: { activity: chosen.code, operation: 'use', channel } }),
        },
      }),
    enabled: whole && isWhole(JSON.parse(text) as Rule),
    retry: false,
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  const { data, error } = estimate;
  return (
    <section className="estimate" aria-label={t('estimate')} aria-live="polite">
      <Space wrap>
        <strong>{t('estimate')}</strong>
        {data === undefined || !whole || error !== null ? null : <ModeTag mode={{ kind: data.mode }} />}
        <Select
          size="small"
          aria-label={t('channel')}
          value={channel}
          onChange={setChannel}
          options={CHANNELS.map((each) => ({ value: each, label: t(`channel.${each}`) }))}
        />
      </Space>
      {whole ? null : <p>{t('estimateIncomplete')}</p>}
      {whole && error !== null ? <WhyNot error={error} /> : null}
      {!whole || data === undefined || error !== null ? null : (
        <>
          <p className="estimate-count">
            {data.exact
              ? t('estimateExact', { count: formatCount(data.count), share: formatShare(data.count, data.population) })
              : t('estimateAbout', {
                  count: formatCount(data.count),
                  margin: formatCount(data.margin),
                  share: formatShare(data.count, data.population),
                  looked: formatCount(data.looked),
                })}
            {data.allowed === undefined || chosen === undefined
              ? null
              : ` ${t('estimateReach', {
                  allowed: formatCount(data.allowed),
                  activity: pick(chosen.name),
                  channel: t(`channel.${channel}`),
                })}`}
          </p>
          <p className="panel-note" title={pick(data.sentence)}>
            {pick(data.sentence)}
          </p>
        </>
      )}
    </section>
  );
}

// Why there is no estimate: faults of the rule one by one, otherwise what the server says of it.
function WhyNot(props: { error: Error }) {
  const { title, detail, fields } = useErrorText(props.error);
  const faults = [...new Set(fields.map(({ text }) => text))];
  return <p>{faults.length > 0 ? faults.join(' · ') : [title, detail].filter(Boolean).join(' ')}</p>;
}

// The value once it has not changed for a moment.
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
