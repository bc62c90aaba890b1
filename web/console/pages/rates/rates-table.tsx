import { formatCount, formatShare } from '../../../ui/format.ts';
import { ratesText } from '../../../ui/i18n/rates.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { type Compared, percent, type RateCell, type RateTable, useKeyName } from './rate.ts';

/** The rates as a table, with the small cells together and the total below. */
export function RatesTable(props: { by: Compared | 'week'; table: RateTable }) {
  const { t } = useText(ratesText);
  const nameOf = useKeyName();
  const { by, table } = props;
  const rows: { id: string; name: string; cell: RateCell }[] = table.cells.map((cell) => ({
    id: `cell ${cell.key}`,
    name: nameOf(by, cell.key),
    cell,
  }));
  if (table.small !== null)
    rows.push({ id: 'small', name: t('smallCells', { count: formatCount(table.suppressed) }), cell: table.small });
  rows.push({ id: 'total', name: t('total'), cell: table.total });
  const count = (title: keyof typeof ratesText, read: (cell: RateCell) => number) => ({
    title: t(title),
    className: 'num',
    render: (_: unknown, row: { cell: RateCell }) => formatCount(read(row.cell)),
  });
  return (
    <>
      <SimpleTable
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { title: t(`key.${by}`), dataIndex: 'name' },
          count('shown', ({ shown }) => shown),
          count('granted', ({ granted }) => granted),
          count('refused', ({ refused }) => refused),
          count('withdrawn', ({ withdrawn }) => withdrawn),
          {
            title: t('consentRate'),
            className: 'num',
            render: (_, { cell }) =>
              cell.consent === null
                ? '—'
                : `${percent(cell.consent.share)} (${percent(cell.consent.low)} – ${percent(cell.consent.high)})`,
          },
          { title: t('refusalRate'), className: 'num', render: (_, { cell }) => percent(cell.refusal?.share) },
          { title: t('withdrawalRate'), className: 'num', render: (_, { cell }) => percent(cell.withdrawal?.share) },
          {
            title: t('soonRate'),
            className: 'num',
            render: (_, { cell }) => formatShare(cell.withdrawnSoon, cell.settled),
          },
          { title: t('answerRate'), className: 'num', render: (_, { cell }) => percent(cell.answer?.share) },
        ]}
      />
      {table.suppressed > 0 && table.small === null ? (
        <p className="panel-note">{t('hidden', { count: formatCount(table.suppressed) })}</p>
      ) : null}
    </>
  );
}
