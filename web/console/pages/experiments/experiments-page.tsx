import { Button } from 'antd';
import { useState } from 'react';
import { experimentsText } from '../../../ui/i18n/experiments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { type Experiment, useTargetName } from './experiment.ts';
import { ExperimentDetail } from './experiment-detail.tsx';
import { NewExperiment } from './new-experiment.tsx';

/** 文案试验: wordings and looks that are compared. */
export function Page() {
  const { t } = useText(experimentsText);
  const frame = useText(shell);
  const may = useMay();
  const nameOfTarget = useTargetName();
  const { nameOf } = useActivityName();
  const list = useItems<Experiment>('/api/v1/experiments');
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  if (open !== undefined) return <ExperimentDetail code={open} onBack={() => setOpen(undefined)} />;
  const create = may('capture.manage') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.experiments')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('name'), render: (_, row) => <strong>{row.name}</strong> },
          { title: t('target'), render: (_, row) => nameOfTarget(row.target) },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          {
            title: t('status'),
            render: (_, row) => (
              <StateTag tone={row.endedAt === null ? 'wait' : 'good'}>
                {row.endedAt === null
                  ? t('running')
                  : row.endedWhy === 'enough'
                    ? t('enough')
                    : t('ended', { why: row.endedWhy ?? '' })}
              </StateTag>
            ),
          },
          { title: t('started'), render: (_, row) => <When at={row.startedAt} /> },
        ]}
      />
      {creating ? (
        <NewExperiment
          onClose={() => setCreating(false)}
          onStarted={(code) => {
            setCreating(false);
            setOpen(code);
          }}
        />
      ) : null}
    </>
  );
}
