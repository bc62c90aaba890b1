import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { agreementsText } from '../../../ui/i18n/agreements.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useMay } from '../../session.ts';
import { AgreementDialog } from './agreement-dialog.tsx';

interface Agreement {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** 0 while nothing of it is published. */
  readonly version: number;
}

/** 协议: user agreements, apart from notices. */
export function Page() {
  const { t, pick } = useText(agreementsText);
  const frame = useText(shell);
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const list = useItems<Agreement>('/api/v1/agreements');
  const [writing, setWriting] = useState<string | true | null>(null);
  const publish = useMutation({
    mutationFn: (code: string) => api<{ version: number }>(`/api/v1/agreements/${code}/publish`, { method: 'POST' }),
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      void message.success(t('published', { version }));
    },
  });
  const create = may('register.write') ? (
    <Button type="primary" onClick={() => setWriting(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.agreements')} purpose={t('purpose')} actions={create} />
      <ProblemAlert error={publish.error} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('title'), render: (_, row) => <strong>{pick(row.title)}</strong> },
          {
            title: t('version'),
            render: (_, row) => (
              <StateTag tone={row.version === 0 ? 'wait' : 'good'}>
                {row.version === 0 ? t('draft') : t('versionNumber', { version: row.version })}
              </StateTag>
            ),
          },
          {
            title: t('address'),
            render: (_, row) =>
              row.version === 0 ? '—' : <Copyable text={`${window.location.origin}/t/${row.code}`} short={56} />,
          },
          {
            title: '',
            render: (_, row) => (
              <Space>
                {may('register.write') ? (
                  <Button size="small" onClick={() => setWriting(row.code)}>
                    {t('edit')}
                  </Button>
                ) : null}
                {may('register.publish') ? (
                  <Button size="small" loading={publish.isPending} onClick={() => publish.mutate(row.code)}>
                    {t('publish')}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {writing === null ? null : (
        <AgreementDialog code={writing === true ? null : writing} onClose={() => setWriting(null)} />
      )}
    </>
  );
}
