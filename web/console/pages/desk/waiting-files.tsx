import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { deskText } from '../../../ui/i18n/desk.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { saveFile, type WaitingFile } from './files.ts';

/** Under which the files that wait are remembered; invalidate it when one was made. */
export const FILES_KEY = ['downloads'] as const;

/** The files that were made and have not ended. */
export function WaitingFiles() {
  const { t } = useText(deskText);
  const files = useQuery({
    queryKey: FILES_KEY,
    queryFn: () => api<{ items: readonly WaitingFile[] }>('/api/v1/evidence/downloads'),
  });
  const save = useMutation({ mutationFn: saveFile });
  return (
    <Panel title={t('files')} note={t('filesNote')}>
      <ProblemAlert error={save.error} />
      <QueryState query={files} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="panel-note">{t('noFiles')}</p>
          ) : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('file'), render: (_, row) => t(`kind.${row.kind}`) },
                { title: t('sha'), render: (_, row) => <Copyable text={row.sha256} short={16} /> },
                { title: t('until'), render: (_, row) => <When at={row.expiresAt} exact /> },
                {
                  title: '',
                  render: (_, row) => (
                    <Button size="small" onClick={() => save.mutate(row)}>
                      {t('download')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}
