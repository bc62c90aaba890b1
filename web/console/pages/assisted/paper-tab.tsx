import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { EmptyState, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { useItems } from '../../parts/use-items.ts';
import { When } from '../../parts/when.tsx';
import { KeySheet } from './key-sheet.tsx';
import { SheetsOfBatch } from './sheets-of-batch.tsx';

interface Batch {
  readonly id: string;
  readonly form: string;
  readonly sheets: number;
  readonly granted: number;
  readonly keyed: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly madeAt: string;
  readonly closedAt: string | null;
}

interface Counted {
  readonly noticeVersion: number;
  readonly sheets: number;
  readonly granted: number;
}

/** Stacks of paper: counted, keyed sheet by sheet, looked at again, and closed when the totals agree. */
export function PaperTab(props: { form: string }) {
  const { t } = useText(assistedText);
  const client = useQueryClient();
  const names = useCaptureNames();
  const list = useItems<Batch>('/api/v1/paper-batches');
  const [open, setOpen] = useState<string>();
  const [form] = Form.useForm<Counted>();
  const renew = () => void client.invalidateQueries({ queryKey: ['list'] });
  const begin = useMutation({
    mutationFn: (values: Counted) =>
      api<Batch>('/api/v1/paper-batches', { method: 'POST', body: { form: props.form, ...values } }),
    onSuccess: ({ id }) => {
      form.resetFields();
      setOpen(id);
      renew();
    },
  });
  const close = useMutation({
    mutationFn: (id: string) => api(`/api/v1/paper-batches/${id}/close`, { method: 'POST' }),
    onSuccess: renew,
  });
  const openBatch = (id: string): void => {
    close.reset();
    setOpen(id);
  };
  const batch = list.rows.find(({ id }) => id === open);
  const count = (name: string, label: string, min: number, extra?: string) => (
    <Form.Item name={name} label={label} rules={[{ required: true }]} {...(extra === undefined ? {} : { extra })}>
      <InputNumber min={min} max={1000} />
    </Form.Item>
  );
  return (
    <>
      <Panel title={t('newBatch')}>
        <Form<Counted> name="batch" form={form} layout="vertical" onFinish={(values) => begin.mutate(values)}>
          {count('noticeVersion', t('noticeVersion'), 1, t('noticeVersionHint'))}
          {count('sheets', t('sheets'), 1)}
          {count('granted', t('grantedSheets'), 0)}
          <FormProblem form={form} error={begin.error} />
          <Button type="primary" htmlType="submit" loading={begin.isPending}>
            {t('newBatch')}
          </Button>
        </Form>
      </Panel>
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => openBatch(row.id)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          { title: t('batch'), render: (_, row) => <When at={row.madeAt} /> },
          { title: t('form'), render: (_, row) => names.form(row.form) },
          { title: t('keyed'), render: (_, row) => `${row.keyed} / ${row.sheets}` },
          { title: t('waiting'), render: (_, row) => row.waiting },
          { title: t('rejected'), render: (_, row) => row.rejected },
          { title: t('closed'), render: (_, row) => (row.closedAt === null ? '—' : <When at={row.closedAt} />) },
        ]}
      />
      {batch === undefined ? null : (
        <>
          <h2 className="after-list">
            {t('sheetsOf')} <When at={batch.madeAt} exact />
          </h2>
          <SheetsOfBatch batch={batch.id} form={batch.form} onChanged={renew} />
          {batch.closedAt === null ? (
            <Space orientation="vertical" style={{ width: '100%' }}>
              {batch.keyed < batch.sheets ? <KeySheet batch={batch.id} form={batch.form} onKeyed={renew} /> : null}
              <ProblemAlert error={close.error} />
              <Button loading={close.isPending} onClick={() => close.mutate(batch.id)}>
                {t('close')}
              </Button>
            </Space>
          ) : null}
        </>
      )}
    </>
  );
}
