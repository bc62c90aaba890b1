import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DocumentHash, type HashedDocument } from '../../parts/document-hash.tsx';
import { StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useMay } from '../../session.ts';
import type { Activity } from './activity.ts';

const STATES = ['approved', 'refused', 'ended'] as const;

/** Whom the entrustees entrust in turn, with the DPO's approval of each (PIPL 21). */
export function SubEntrustments(props: { activity: Activity }) {
  const { t, pick } = useText(activityItemsText);
  const words = useText(activitiesText);
  const may = useMay();
  const [entering, setEntering] = useState<{ recipient: string; sub: string } | null>(null);
  const rows = props.activity.recipients.flatMap((recipient) =>
    recipient.subEntrustees.map((sub) => ({ ...sub, recipient: recipient.name })),
  );
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{t('subs')}</h3>
      <SimpleTable
        rows={rows}
        rowKey={(row) => `${row.recipient} ${row.name}`}
        columns={[
          { title: words.t('recipient'), dataIndex: 'recipient' },
          { title: t('subs'), dataIndex: 'name' },
          { title: words.t('purposeText'), render: (_, row) => pick(row.purpose) },
          {
            title: t('subState'),
            render: (_, row) => (
              <StateTag tone={row.state === 'approved' ? 'good' : 'bad'}>
                {t(`sub.${row.state}` as 'sub.approved')}
              </StateTag>
            ),
          },
          {
            title: '',
            render: (_, row) =>
              may('register.enter-states') ? (
                <Button size="small" onClick={() => setEntering({ recipient: row.recipient, sub: row.name })}>
                  {t('enterSub')}
                </Button>
              ) : null,
          },
        ]}
      />
      {entering === null ? null : (
        <SubEntrustmentForm activity={props.activity.code} {...entering} onClose={() => setEntering(null)} />
      )}
    </>
  );
}

interface Values {
  readonly state: (typeof STATES)[number];
  readonly document?: HashedDocument;
}

function SubEntrustmentForm(props: { activity: string; recipient: string; sub: string; onClose: () => void }) {
  const { t } = useText(activityItemsText);
  const words = useText(activitiesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const state = Form.useWatch('state', form) ?? 'approved';
  const enter = useMutation({
    mutationFn: (values: Values) =>
      api(`/api/v1/activities/${encodeURIComponent(props.activity)}/sub-entrustments`, {
        method: 'PUT',
        body: {
          recipient: props.recipient,
          subEntrustee: props.sub,
          state: values.state,
          documentHash: values.document?.hash ?? null,
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['activity', props.activity] });
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={`${t('enterSub')} · ${props.sub}`}
      okText={words.t('submit')}
      cancelText={frame.t('cancel')}
      confirmLoading={enter.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={enter.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ state: 'approved' }}
        onFinish={(values) => enter.mutate(values)}
      >
        <Form.Item name="state" label={t('subState')}>
          <Radio.Group options={STATES.map((each) => ({ value: each, label: t(`sub.${each}`) }))} />
        </Form.Item>
        {state === 'approved' ? (
          <Form.Item name="document" label={words.t('documentFile')} rules={[{ required: true }]}>
            <DocumentHash />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
