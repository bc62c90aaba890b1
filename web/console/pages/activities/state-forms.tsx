import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, type FormInstance, Input, Modal, Radio } from 'antd';
import { api } from '../../../ui/api.ts';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DocumentHash, type HashedDocument } from '../../parts/document-hash.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface AssessmentValues {
  readonly state: 'none' | 'approved' | 'expired';
  readonly documentName?: string;
  readonly document?: HashedDocument;
}

/** The DPO's plain form about the impact assessment of an activity: its state, and the hash of the report. */
export function AssessmentForm(props: { activity: string; onClose: () => void }) {
  const { t } = useText(activitiesText);
  const [form] = Form.useForm<AssessmentValues>();
  const state = Form.useWatch('state', form) ?? 'approved';
  const enter = useEntry<AssessmentValues>(props.activity, props.onClose, 'assessment', (values) => ({
    state: values.state,
    documentName: values.state === 'approved' ? (values.documentName ?? values.document?.name ?? null) : null,
    documentHash: values.state === 'approved' ? (values.document?.hash ?? null) : null,
  }));
  return (
    <EntryModal title={t('enterAssessment')} form={form} onClose={props.onClose} entry={enter}>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ state: 'approved' }}
        onFinish={(values) => enter.mutate(values)}
      >
        <Form.Item name="state" label={t('state')}>
          <Radio.Group
            options={(['approved', 'expired', 'none'] as const).map((each) => ({
              value: each,
              label: t(`assessment.${each}`),
            }))}
          />
        </Form.Item>
        {state === 'approved' ? (
          <>
            <Form.Item name="documentName" label={t('documentName')} rules={[{ required: true }]}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="document" label={t('documentFile')} rules={[{ required: true }]}>
              <DocumentHash />
            </Form.Item>
          </>
        ) : null}
      </Form>
    </EntryModal>
  );
}

interface ContractValues {
  readonly state: 'none' | 'signed' | 'ended';
  readonly document?: HashedDocument;
}

/** The DPO's plain form about the contract with a recipient. */
export function ContractForm(props: { activity: string; recipient: string; onClose: () => void }) {
  const { t } = useText(activitiesText);
  const [form] = Form.useForm<ContractValues>();
  const state = Form.useWatch('state', form) ?? 'signed';
  const enter = useEntry<ContractValues>(props.activity, props.onClose, 'contracts', (values) => ({
    recipient: props.recipient,
    state: values.state,
    documentHash: values.state === 'none' ? null : (values.document?.hash ?? null),
  }));
  return (
    <EntryModal title={`${t('enterContract')} · ${props.recipient}`} form={form} onClose={props.onClose} entry={enter}>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ state: 'signed' }}
        onFinish={(values) => enter.mutate(values)}
      >
        <Form.Item name="state" label={t('state')}>
          <Radio.Group
            options={(['signed', 'ended', 'none'] as const).map((each) => ({
              value: each,
              label: t(`contract.${each}`),
            }))}
          />
        </Form.Item>
        {state === 'signed' ? (
          <Form.Item name="document" label={t('documentFile')} rules={[{ required: true }]}>
            <DocumentHash />
          </Form.Item>
        ) : null}
      </Form>
    </EntryModal>
  );
}

function useEntry<V>(activity: string, onDone: () => void, what: string, bodyOf: (values: V) => unknown) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: V) =>
      api(`/api/v1/activities/${encodeURIComponent(activity)}/${what}`, { method: 'PUT', body: bodyOf(values) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['activity', activity] });
      await queries.invalidateQueries({ queryKey: ['list'] });
      onDone();
    },
  });
}

function EntryModal(props: {
  title: string;
  form: Pick<FormInstance, 'submit' | 'isFieldsTouched' | 'getFieldsValue'>;
  onClose: () => void;
  entry: Parameters<typeof useUnsavedForm>[1] & { readonly error: Error | null };
  children: React.ReactNode;
}) {
  const { t } = useText(activitiesText);
  const frame = useText(shell);
  const leave = useUnsavedForm(props.form, props.entry);
  return (
    <Modal
      open
      title={props.title}
      okText={t('submit')}
      cancelText={frame.t('cancel')}
      confirmLoading={props.entry.isPending}
      onOk={() => props.form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p className="panel-note">{t('enterNote')}</p>
      <ProblemAlert error={props.entry.error} />
      {props.children}
    </Modal>
  );
}
