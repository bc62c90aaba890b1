import { Form, InputNumber, Select } from 'antd';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EventBox, type EventName, useEventNames } from '../../parts/event-names.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { ChartPanel, type Looked } from './chart-panel.tsx';

interface Question {
  readonly start: string;
  readonly back: string;
  readonly unit: 'week' | 'month';
  readonly periods: number;
}

interface Cohort {
  readonly from: string;
  readonly size: number | null;
  readonly back: readonly (number | null)[];
}

interface Retention extends Looked {
  readonly cohorts: readonly Cohort[];
}

// The tracking plan's first event, or what the product knows by itself.
function beginWith(names: readonly EventName[]): Question {
  const first = names.find((each) => each.planned)?.name ?? 'purchase';
  return { start: first, back: first, unit: 'month', periods: 6 };
}

/** How many people of each cohort come back: a table whose cells are the darker the more of them did. */
export function RetentionPanel() {
  const { t } = useText(chartsText);
  const names = useEventNames();
  const boxes = (
    <>
      {(['start', 'back'] as const).map((which) => (
        <Form.Item key={which} name={which} label={t(which)} rules={[{ required: true }]}>
          <EventBox label={t(which)} />
        </Form.Item>
      ))}
      <Form.Item name="unit" label={t('unit')}>
        <Select
          style={{ minWidth: 90 }}
          options={(['week', 'month'] as const).map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
        />
      </Form.Item>
      <Form.Item name="periods" label={t('periods')} rules={[{ required: true }]}>
        <InputNumber min={2} max={26} precision={0} />
      </Form.Item>
    </>
  );
  return (
    <ChartPanel<Question, Retention>
      kind="retention"
      begin={names === undefined ? undefined : beginWith(names)}
      boxes={boxes}
      answer={(retention, { unit }) => <RetentionResult cohorts={retention.cohorts} unit={unit} />}
    />
  );
}

function RetentionResult({ cohorts, unit }: { cohorts: readonly Cohort[]; unit: Question['unit'] }) {
  const { t } = useText(chartsText);
  if (cohorts.length === 0) return <p className="panel-note">{t('nobody')}</p>;
  const most = Math.max(...cohorts.map(({ back }) => back.length));
  // A cohort of a month is named by the month, one of a week by its Monday.
  const nameOf = (from: string) => (unit === 'month' ? from.slice(0, 7) : from);
  const sentenceOf = (all: readonly Cohort[]): string => {
    const shown = all.filter((row) => row.size !== null && row.size > 0 && typeof row.back[1] === 'number');
    const best = shown.toSorted((a, b) => (b.back[1] ?? 0) / (b.size ?? 1) - (a.back[1] ?? 0) / (a.size ?? 1))[0];
    if (best === undefined) return t('retentionFew', { cohorts: formatCount(all.length) });
    return t('retentionBest', {
      cohorts: formatCount(all.length),
      cohort: nameOf(best.from),
      next: t(`next.${unit}`),
      share: formatShare(best.back[1] ?? 0, best.size ?? 1),
    });
  };
  return (
    <section aria-label={t('retentionLabel')}>
      <p className="panel-note">{sentenceOf(cohorts)}</p>
      <SimpleTable<Cohort>
        rows={cohorts}
        rowKey={(row) => row.from}
        columns={[
          { title: t(`cohort.${unit}`), render: (_, row) => nameOf(row.from) },
          {
            title: t('people'),
            className: 'num',
            render: (_, row) => (row.size === null ? t('withheld') : formatCount(row.size)),
          },
          ...Array.from({ length: most }, (_each, place) => ({
            title: place === 0 ? t(`same.${unit}`) : t(`later.${unit}`, { count: place }),
            className: 'num',
            key: String(place),
            onCell: (row: Cohort) => ({ style: shade(row, place) }),
            render: (_: unknown, row: Cohort) => shareOf(row, place),
          })),
        ]}
      />
    </section>
  );
}

function shareOf({ size, back }: Cohort, place: number): string {
  const count = back[place];
  if (place >= back.length) return '';
  return count === null || count === undefined || size === null || size === 0 ? '—' : formatShare(count, size);
}

// At most so dark that the text on it keeps its contrast.
function shade({ size, back }: Cohort, place: number): { background: string } {
  const count = back[place] ?? 0;
  const share = size === null || size === 0 ? 0 : count / size;
  return { background: `rgba(31, 122, 90, ${(share * 0.35).toFixed(2)})` };
}
