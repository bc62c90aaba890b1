import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { sealedText } from '../../../ui/i18n/sealed.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useItems } from '../../parts/use-items.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { RefuseSealed } from './refuse-sealed.tsx';

interface SealedSubmission {
  readonly id: string;
  readonly form: string;
  readonly receivedAt: string;
  readonly state: 'waiting' | 'quarantined' | 'refused';
  readonly reason: string | null;
  readonly word: string | null;
  readonly keptUntil: string | null;
}

const PATH = '/api/v1/sealed-submissions';
const COLOUR = { waiting: 'blue', quarantined: 'gold', refused: 'default' } as const;

type Text = keyof typeof sealedText;
const isText = (key: string): key is Text => key in sealedText;

/** 封存的提交: what came while the vault was sealed and was not taken, without anything of the people. */
export function Page() {
  const { t } = useText(sealedText);
  const frame = useText(shell);
  const may = useMay()('capture.manage');
  const queries = useQueryClient();
  const list = useItems<SealedSubmission>(PATH);
  const [refusing, setRefusing] = useState<string>();
  const again = useMutation({
    mutationFn: (id: string) => api(`${PATH}/${id}/retry`, { method: 'POST', body: {} }),
    onSettled: () => queries.invalidateQueries(),
  });
  const say = (prefix: string, code: string | null) => {
    if (code === null) return '—';
    const key = `${prefix}.${code}`;
    return isText(key) ? t(key) : <code>{code}</code>;
  };
  return (
    <>
      <PageHead title={frame.t('page.sealed')} purpose={t('purpose')} />
      <ProblemAlert error={again.error} />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          { title: t('form'), render: (_, row) => <code>{row.form}</code> },
          { title: t('received'), render: (_, row) => <When at={row.receivedAt} exact /> },
          { title: t('state'), render: (_, row) => <Tag color={COLOUR[row.state]}>{t(`state.${row.state}`)}</Tag> },
          {
            title: t('reason'),
            className: 'wrap',
            render: (_, row) => (row.state === 'refused' ? say('word', row.word) : say('why', row.reason)),
          },
          { title: t('keptUntil'), render: (_, row) => (row.keptUntil === null ? '—' : <When at={row.keptUntil} />) },
          {
            title: '',
            render: (_, row) =>
              may && row.state === 'quarantined' ? (
                <Space>
                  <Button size="small" loading={again.isPending} onClick={() => again.mutate(row.id)}>
                    {t('tryAgain')}
                  </Button>
                  <Button size="small" danger onClick={() => setRefusing(row.id)}>
                    {t('refuse')}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {refusing === undefined ? null : <RefuseSealed id={refusing} onClose={() => setRefusing(undefined)} />}
    </>
  );
}
