import { Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { type Activity, useRegisterWord, verdictOf } from './activity.ts';
import { ActivityDetail } from './activity-detail.tsx';
import { ActivityForm, ReviseActivity } from './activity-form.tsx';
import { PackChooser } from './pack-chooser.tsx';

const NEW = '~';

/** 处理活动: the register, each activity with whether it may run and why. */
export function Page() {
  const { t, pick } = useText(activitiesText);
  const frame = useText(shell);
  const form = useText(activityFormText);
  const preview = useText(previewText);
  const names = useCaptureNames();
  const may = useMay();
  const word = useRegisterWord();
  const [open, setOpen] = useOpen();
  const list = useItems<Activity>('/api/v1/activities');
  const [packs, setPacks] = useState(false);
  const back = (): void => setOpen(undefined);
  // "~" is the form for a new activity and "~code" the one for a revision: no code begins so.
  if (open === NEW) return <ActivityForm onBack={back} onSaved={setOpen} />;
  if (open?.startsWith(NEW) === true) {
    const code = open.slice(NEW.length);
    return <ReviseActivity code={code} onBack={() => setOpen(code)} onSaved={setOpen} />;
  }
  if (open !== undefined) return <ActivityDetail code={open} onBack={back} onRevise={() => setOpen(`${NEW}${open}`)} />;
  const create = may('register.write') ? (
    <Button type="primary" onClick={() => setOpen(NEW)}>
      {form.t('new')}
    </Button>
  ) : null;
  const beginning = list.query.isSuccess && list.rows.every(({ builtIn }) => builtIn);
  const actions =
    create === null ? null : (
      <Space wrap>
        {beginning ? null : (
          <Button aria-expanded={packs} onClick={() => setPacks(!packs)}>
            {preview.t('packs')}
          </Button>
        )}
        {create}
      </Space>
    );
  return (
    <>
      <PageHead title={frame.t('page.activities')} purpose={t('purpose')} actions={actions} />
      {create !== null && (beginning || packs) ? (
        <div className="panel">
          <PackChooser />
        </div>
      ) : null}
      <DataTable
        list={{ ...list, rows: list.rows.toSorted(byUrgency) }}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          {
            title: t('name'),
            render: (_, row) => (
              <div className="row-name">
                <strong>{pick(row.name)}</strong> {row.builtIn ? <Tag>{t('builtIn')}</Tag> : null}
                {row.commercial ? <Tag>{t('commercial')}</Tag> : null}
              </div>
            ),
          },
          { title: t('mayRun'), render: (_, row) => <VerdictChip verdict={verdictOf(row, names.notice)} /> },
          { title: t('basis'), render: (_, row) => word('basis', row.basis) },
          { title: t('fieldsCount'), className: 'num', render: (_, row) => row.fields.length },
          { title: t('recipientsCount'), className: 'num', render: (_, row) => row.recipients.length },
          {
            title: t('notice'),
            className: 'wrap-narrow',
            render: (_, row) =>
              row.published === null
                ? t('unpublished')
                : names.version(`${row.published.notice}/${row.published.version}`),
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
