import { useQuery } from '@tanstack/react-query';
import { Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { ratesText } from '../../../ui/i18n/rates.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { ComparedFigure } from './compared-figure.tsx';
import { COMPARED, type Compared, type RateTable } from './rate.ts';
import { type Trust, TrustFigure } from './trust-figure.tsx';
import { WeeklyFigure } from './weekly-figure.tsx';

/** 授权经营: rates of consent by touchpoint, version, wording and week, and trust as a number. */
export function Page() {
  const { t } = useText(ratesText);
  const frame = useText(shell);
  const { activities, nameOf } = useActivityName();
  const [activity, setActivity] = useState('');
  const [by, setBy] = useState<Compared>('touchpoint');
  const only = activity === '' ? '' : `activity=${activity}`;
  const rates = (of: string) => ({
    queryKey: ['consent-rates', of, activity],
    queryFn: () => api<RateTable>(`/api/v1/consent-rates?by=${of}&${only}`),
  });
  const weekly = useQuery(rates('week'));
  const compared = useQuery(rates(by));
  const trust = useQuery({
    queryKey: ['consent-trust', activity],
    queryFn: () => api<Trust>(`/api/v1/consent-trust?${only}`),
  });
  const filters = (
    <Select
      aria-label={t('activity')}
      style={{ width: 220 }}
      value={activity}
      onChange={setActivity}
      options={[
        { value: '', label: t('allActivities') },
        ...activities
          .filter((each) => (each as { basis?: string }).basis === 'consent')
          .map(({ code }) => ({ value: code, label: nameOf(code) })),
      ]}
    />
  );
  const chooser = (
    <Space>
      <Select<Compared>
        aria-label={t('by')}
        size="small"
        style={{ width: 150 }}
        value={by}
        onChange={setBy}
        options={COMPARED.map((value) => ({ value, label: t(`by.${value}`) }))}
      />
    </Space>
  );
  return (
    <>
      <PageHead title={frame.t('page.rates')} purpose={t('purpose')} actions={filters} />
      <QueryState query={trust}>
        {(data) =>
          data.weeks.length === 0 ? (
            <EmptyState title={t('noneTitle')} text={t('noneText')} />
          ) : (
            <>
              <TrustFigure trust={data} />
              <QueryState query={weekly}>{(table) => <WeeklyFigure table={table} />}</QueryState>
              <QueryState query={compared}>
                {(table) => <ComparedFigure by={by} table={table} chooser={chooser} />}
              </QueryState>
            </>
          )
        }
      </QueryState>
    </>
  );
}
