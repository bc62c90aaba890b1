import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';

interface Key {
  readonly id: string;
  readonly verifierKey: string;
  readonly since: string | null;
  readonly until: string | null;
}

/** The keys of the log with their validity, and their rotation. */
export function KeysPanel() {
  const { t } = useText(evidenceText);
  const may = useMay();
  const [rotating, setRotating] = useState(false);
  const keys = useQuery({
    queryKey: ['log-keys'],
    queryFn: () => api<{ items: readonly Key[] }>('/api/v1/evidence/keys'),
  });
  return (
    <Panel
      title={t('signingKeys')}
      note={t('signingKeysNote')}
      extra={may('evidence.rotate-key') ? <Button onClick={() => setRotating(true)}>{t('rotate')}</Button> : null}
    >
      <QueryState query={keys} rows={1}>
        {({ items }) => (
          <SimpleTable
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              { title: t('keyId'), render: (_, row) => <Copyable text={row.id} short={16} /> },
              { title: t('key'), render: (_, row) => <Copyable text={row.verifierKey} short={24} /> },
              {
                title: t('keySince'),
                render: (_, row) => (row.since === null ? t('keyFirst') : <When at={row.since} exact />),
              },
              {
                title: t('keyUntil'),
                render: (_, row) =>
                  row.until === null ? (
                    <StateTag tone="good">{t('keyCurrent')}</StateTag>
                  ) : (
                    <When at={row.until} exact />
                  ),
              },
            ]}
          />
        )}
      </QueryState>
      {rotating ? <RotateDialog onClose={() => setRotating(false)} /> : null}
    </Panel>
  );
}

function RotateDialog(props: { onClose: () => void }) {
  const { t } = useText(evidenceText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => api('/api/v1/evidence/signing-keys', { method: 'POST', body: {} }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('rotate')}
      okText={t('rotate')}
      cancelText={frame.t('cancel')}
      confirmLoading={rotate.isPending}
      onOk={() => rotate.mutate()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{t('rotateNote')}</p>
      <p className="panel-note">{t('signingKeysNote')}</p>
      <ProblemAlert error={rotate.error} />
    </Modal>
  );
}
