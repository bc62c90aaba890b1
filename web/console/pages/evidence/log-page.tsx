import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { api, apiText } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { EmptyState, PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { AttestationPanels } from './attestation-panels.tsx';
import { EpochPanel } from './epoch-panel.tsx';
import { GrowthFigure } from './growth-figure.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { type Checkpoint, lastEntries, parseCheckpoint, type Receipt } from './log.ts';
import { PathPanel } from './path-panel.tsx';
import { SelfCheckPanel } from './self-check-panel.tsx';

/** 日志: the signed checkpoint, the verifier's key, the last entries, and looking up a receipt. */
export function Page() {
  const { t } = useText(evidenceText);
  const frame = useText(shell);
  const may = useMay();
  const checkpoint = useQuery({
    queryKey: ['checkpoint'],
    queryFn: async () => parseCheckpoint(await apiText('/api/v1/evidence/checkpoint')),
    refetchInterval: 10_000,
  });
  const key = useQuery({ queryKey: ['verifier-key'], queryFn: () => apiText('/api/v1/evidence/key') });
  return (
    <>
      <PageHead title={frame.t('page.log')} purpose={t('logPurpose')} />
      <QueryState query={checkpoint}>
        {(data) => (
          <>
            <div className="grid">
              <CheckpointPanel checkpoint={data} />
              <Panel title={t('key')} note={t('keyNote')}>
                <QueryState query={key} rows={1}>
                  {(text) => <Copyable text={text.split('\n', 1)[0] ?? ''} />}
                </QueryState>
              </Panel>
            </div>
            {may('evidence.read') ? <SelfCheckPanel /> : null}
            {may('evidence.read') ? <EpochPanel /> : null}
            {may('evidence.read') ? <GrowthFigure /> : null}
            {data.size === 0 ? null : <PathPanel checkpoint={data} />}
            {may('evidence.read') ? <AttestationPanels /> : null}
            <KeysPanel />
            {may('evidence.read') ? <ReceiptPanel /> : null}
            <EntriesPanel size={data.size} />
          </>
        )}
      </QueryState>
    </>
  );
}

function CheckpointPanel(props: { checkpoint: Checkpoint }) {
  const { t } = useText(evidenceText);
  const { checkpoint } = props;
  return (
    <Panel title={t('checkpoint')} note={t('checkpointNote', { size: formatCount(checkpoint.size) })}>
      <Facts
        items={[
          [
            t('origin'),
            <span key="origin" className="mono">
              {checkpoint.origin}
            </span>,
          ],
          [t('root'), <Copyable key="root" text={checkpoint.root} />],
          [t('note'), <Copyable key="note" text={checkpoint.text} short={24} />],
        ]}
      />
    </Panel>
  );
}

function ReceiptPanel() {
  const { t } = useText(evidenceText);
  const find = useMutation({
    mutationFn: (values: { id: string }) => api<Receipt>(`/api/v1/receipts/${encodeURIComponent(values.id.trim())}`),
  });
  return (
    <Panel title={t('lookUp')} note={t('lookUpNote')}>
      <Form layout="inline" onFinish={(values: { id: string }) => find.mutate(values)}>
        <Form.Item name="id" rules={[{ required: true }]} className="grow">
          <Input aria-label={t('receiptId')} placeholder={t('receiptId')} className="mono" maxLength={64} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={find.isPending}>
          {t('find')}
        </Button>
      </Form>
      <ProblemAlert error={find.error} />
      {find.data === undefined ? null : <ReceiptFound receipt={find.data} />}
    </Panel>
  );
}

function ReceiptFound(props: { receipt: Receipt }) {
  const { t } = useText(evidenceText);
  const { receipt } = props;
  const merged = receipt.index !== undefined;
  return (
    <div className="after-form">
      <Facts
        items={[
          [
            t('state'),
            <StateTag key="state" tone={merged ? 'good' : 'wait'}>
              {merged ? t('merged', { index: formatCount(receipt.index ?? 0) }) : t('pending')}
            </StateTag>,
          ],
          [t('time'), <When key="time" at={receipt.time} exact />],
          [t('mergeBy'), <When key="by" at={receipt.mergeBy} exact />],
          [t('leaf'), <Copyable key="leaf" text={receipt.leafHash} />],
          [t('inclusion'), receipt.inclusion === undefined ? '—' : t('hashes', { count: receipt.inclusion.length })],
          [
            t('payload'),
            <pre key="payload" className="payload">
              {JSON.stringify(receipt.opening.payload, null, 2)}
            </pre>,
          ],
        ]}
      />
    </div>
  );
}

function EntriesPanel(props: { size: number }) {
  const { t } = useText(evidenceText);
  const entries = useQuery({
    queryKey: ['entries', props.size],
    queryFn: () => lastEntries(props.size),
    placeholderData: keepPreviousData,
  });
  if (props.size === 0) return <EmptyState title={t('emptyTitle')} text={t('emptyText')} />;
  return (
    <Panel title={t('last')} note={t('lastNote')}>
      <QueryState query={entries}>
        {(rows) => (
          <SimpleTable
            rows={rows}
            rowKey={(row) => String(row.index)}
            columns={[
              { title: t('index'), className: 'num', render: (_, row) => formatCount(row.index) },
              { title: t('kind'), render: (_, row) => <Kind kind={row.kind} /> },
              { title: t('time'), render: (_, row) => <When at={row.time} exact /> },
              { title: t('leaf'), render: (_, row) => <Copyable text={row.leafHash} short={16} /> },
              { title: t('commitment'), render: (_, row) => <Copyable text={row.commitment} short={16} /> },
            ]}
          />
        )}
      </QueryState>
    </Panel>
  );
}

function Kind(props: { kind: string }) {
  const { t } = useText(evidenceText);
  const key = `act.${props.kind}`;
  return <>{key in evidenceText ? t(key as keyof typeof evidenceText) : props.kind}</>;
}
