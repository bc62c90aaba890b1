import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Checkbox, Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { exportsText } from '../../../ui/i18n/exports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { StepUpField, useStepUp } from '../../parts/step-up.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { Activity } from '../activities/activity.ts';
import type { Segment } from '../segments/segment.ts';

interface Values {
  readonly segment: string;
  readonly activity: string;
  readonly fields: string[];
  readonly recipient?: string;
  readonly publicKey?: string;
  readonly reason: string;
  readonly hours: number;
  readonly code?: string;
}

/** Asks for an export; the passphrase is shown once, until the dialog closes. */
export function NewExport(props: { segment?: string; onClose: () => void }) {
  const { t } = useText(exportsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const stepUp = useStepUp();
  const [form] = Form.useForm<Values>();
  const ask = useMutation({
    mutationFn: ({ code, recipient, publicKey, ...values }: Values) => {
      const body = {
        ...values,
        ...(recipient === undefined || recipient === '' ? {} : { recipient }),
        ...(publicKey === undefined || publicKey.trim() === '' ? {} : { publicKey: publicKey.trim() }),
      };
      return stepUp.run(code, () =>
        api<{ id: string; passphrase?: string }>('/api/v1/exports', { method: 'POST', body }),
      );
    },
    onSuccess: async ({ passphrase }) => {
      await queries.invalidateQueries({ queryKey: ['exports'] });
      if (passphrase === undefined) props.onClose();
    },
  });
  const leave = useUnsavedForm(form, ask);
  const passphrase = ask.data?.passphrase;
  return (
    <Modal
      open
      title={t('new')}
      okText={t('newDo')}
      cancelText={frame.t('close')}
      okButtonProps={{ danger: true, disabled: ask.isSuccess }}
      confirmLoading={ask.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={ask.error} />
      {passphrase === undefined ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ fields: [], hours: 24, segment: props.segment }}
          onFinish={(values) => ask.mutate(values)}
        >
          <Questions />
          {stepUp.needed ? <StepUpField /> : null}
        </Form>
      ) : (
        <>
          <p className="panel-note">{t('passphraseNote')}</p>
          <dl className="facts">
            <dt>{t('passphrase')}</dt>
            <dd>
              <Copyable text={passphrase} />
            </dd>
          </dl>
        </>
      )}
    </Modal>
  );
}

function Questions() {
  const { t, pick } = useText(exportsText);
  const segments = useQuery({
    queryKey: ['export-segments'],
    queryFn: () => api<{ items: readonly Segment[] }>('/api/v1/segments?limit=100'),
  });
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Activity[] }>('/api/v1/activities'),
    staleTime: 60_000,
  });
  const code = Form.useWatch<string | undefined>('activity');
  const able = (activities.data?.items ?? []).filter(
    (each) => each.mayRun && (each.operations.includes('staff_bulk_export') || each.recipients.length > 0),
  );
  const chosen = able.find((each) => each.code === code);
  const form = Form.useFormInstance();
  // To oneself only where the activity declares it: the gate would refuse everybody otherwise.
  const recipientsOf = (activity: Activity | undefined) => [
    ...(activity?.operations.includes('staff_bulk_export') === true ? [{ value: '', label: t('self') }] : []),
    ...(activity?.recipients ?? []).map((each) => ({ value: each.name, label: each.name })),
  ];
  const choose = (next: string): void => {
    const [first] = recipientsOf(able.find((each) => each.code === next));
    form.setFieldsValue({ fields: [], recipient: first?.value });
  };
  return (
    <>
      {activities.isSuccess && able.length === 0 ? <Alert type="info" showIcon title={t('noActivity')} /> : null}
      <Form.Item name="segment" label={t('segment')} rules={[{ required: true }]}>
        <Select options={(segments.data?.items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }))} />
      </Form.Item>
      <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
        <Select onChange={choose} options={able.map((each) => ({ value: each.code, label: pick(each.name) }))} />
      </Form.Item>
      <Form.Item
        name="fields"
        label={t('fields')}
        extra={chosen === undefined ? t('fieldsLater') : undefined}
        rules={[{ required: true, type: 'array', min: 1 }]}
      >
        <Checkbox.Group
          options={(chosen?.fields ?? []).map((each) => ({ value: each.field, label: pick(each.label) }))}
        />
      </Form.Item>
      <Form.Item name="recipient" label={t('recipient')}>
        <Select disabled={chosen === undefined} options={recipientsOf(chosen)} />
      </Form.Item>
      <Form.Item name="publicKey" label={t('publicKey')} extra={t('publicKeyNote')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={[{ required: true, min: 4 }]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name="hours" label={t('hours')}>
        <Select options={[1, 8, 24, 72, 168].map((count) => ({ value: count, label: t('hoursOf', { count }) }))} />
      </Form.Item>
    </>
  );
}
