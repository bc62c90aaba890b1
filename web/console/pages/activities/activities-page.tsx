import { Tag } from 'antd';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { type Activity, useRegisterWord, verdictOf } from './activity.ts';
import { ActivityDetail } from './activity-detail.tsx';

/** 处理活动: the register, each activity with whether it may run and why. */
export function Page() {
  const { t, pick } = useText(activitiesText);
  const frame = useText(shell);
  const word = useRegisterWord();
  const [open, setOpen] = useOpen();
  const list = useItems<Activity>('/api/v1/activities');
  if (open !== undefined) return <ActivityDetail code={open} onBack={() => setOpen(undefined)} />;
  return (
    <>
      <PageHead title={frame.t('page.activities')} purpose={t('purpose')} />
      <DataTable
        list={{ ...list, rows: list.rows.toSorted(byUrgency) }}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          {
            title: t('name'),
            render: (_, row) => (
              <>
                <strong>{pick(row.name)}</strong> {row.builtIn ? <Tag>{t('builtIn')}</Tag> : null}
                {row.commercial ? <Tag>{t('commercial')}</Tag> : null}
              </>
            ),
          },
          { title: t('mayRun'), render: (_, row) => <VerdictChip verdict={verdictOf(row)} /> },
          { title: t('basis'), render: (_, row) => word('basis', row.basis) },
          { title: t('fieldsCount'), className: 'num', render: (_, row) => row.fields.length },
          { title: t('recipientsCount'), className: 'num', render: (_, row) => row.recipients.length },
          {
            title: t('notice'),
            render: (_, row) =>
              row.published === null ? t('unpublished') : `${row.published.notice} / ${row.published.version}`,
          },
          { title: t('saved'), render: (_, row) => <When at={row.savedAt} /> },
        ]}
      />
    </>
  );
}

// What may not run comes first, then the company's own before the built-in ones.
function byUrgency(a: Activity, b: Activity): number {
  return Number(a.mayRun) - Number(b.mayRun) || Number(a.builtIn) - Number(b.builtIn) || a.code.localeCompare(b.code);
}
