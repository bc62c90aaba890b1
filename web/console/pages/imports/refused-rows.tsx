import { Button } from 'antd';
import { formatCount } from '../../../ui/format.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useMay } from '../../session.ts';
import type { ImportRow } from './import.ts';

/** Where the first refused rows stand in the file and why they were refused; what stood in them is in the download alone, which is recorded. */
export function RefusedRows(props: { row: ImportRow }) {
  const { t, pick } = useText(importsText);
  const may = useMay();
  const { id, refused, refusedRows: rows = [] } = props.row;
  const mayDownload = may('customers.read-refused-rows');
  const note =
    rows.length === 0
      ? t('refusedElsewhere')
      : rows.length < refused
        ? t('refusedFirst', { count: formatCount(rows.length), total: formatCount(refused) })
        : t('refusedAll');
  return (
    <Panel
      title={t('refusedRows')}
      note={note}
      extra={
        mayDownload ? (
          <Button size="small" href={`/api/v1/imports/${id}/refused-rows`}>
            {t('download')}
          </Button>
        ) : null
      }
    >
      {rows.length === 0 ? null : (
        <SimpleTable
          minWidth={280}
          rows={rows}
          rowKey={(row) => String(row.line)}
          columns={[
            { title: t('line'), className: 'num', render: (_, row) => formatCount(row.line) },
            { title: t('refusedField'), render: (_, row) => (row.field === null ? t('wholeRow') : pick(row.field)) },
            { title: t('reason'), className: 'wrap', render: (_, row) => pick(row) },
          ]}
        />
      )}
    </Panel>
  );
}
