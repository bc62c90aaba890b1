import { useMutation } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { useContext, useEffect, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatTime } from '../../../ui/format.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { StepUpField, useStepUp } from '../../parts/step-up.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { Watermark } from '../../parts/watermark.tsx';
import { SessionContext } from '../../session.ts';

interface Revealed {
  readonly values: readonly { readonly field: string; readonly value: string }[];
  readonly receipt: string;
  readonly at: string;
  readonly shownSeconds: number;
}

interface Values {
  readonly fields: string[];
  readonly activity: string;
  readonly reason: string;
  readonly code?: string;
}

/** A deliberate act: fields, activity, reason; then the values for a minute, under a watermark that names who looked and when. */
export function RevealDialog(props: { person: string; fields: readonly string[]; onClose: () => void }) {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const label = useFieldLabel();
  const { nameOf, activities } = useActivityName();
  const [form] = Form.useForm<Values>();
  const stepUp = useStepUp();
  const reveal = useMutation({
    mutationFn: ({ code, ...body }: Values) =>
      stepUp.run(code, () => api<Revealed>(`/api/v1/persons/${props.person}/reveals`, { method: 'POST', body })),
  });
  const leave = useUnsavedForm(form, reveal);
  return (
    <Modal
      open
      title={t('reveal')}
      okText={t('revealDo')}
      cancelText={frame.t('close')}
      okButtonProps={{ danger: true, disabled: reveal.isSuccess }}
      confirmLoading={reveal.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p className="panel-note">{t('revealNote')}</p>
      <ProblemAlert error={reveal.error} />
      {reveal.data === undefined ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ fields: [], activity: 'customer-administration' }}
          onFinish={(values) => reveal.mutate(values)}
        >
          <Form.Item name="fields" label={t('revealFields')} rules={[{ type: 'array', min: 1 }]}>
            <Checkbox.Group options={props.fields.map((field) => ({ value: field, label: label(field) }))} />
          </Form.Item>
          <Form.Item name="activity" label={t('revealActivity')} rules={[{ required: true }]}>
            <Select options={activities.map((each) => ({ value: each.code, label: nameOf(each.code) }))} />
          </Form.Item>
          <Form.Item name="reason" label={t('revealReason')} rules={[{ required: true, min: 4 }]}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          {stepUp.needed ? <StepUpField /> : null}
        </Form>
      ) : (
        <Shown revealed={reveal.data} onEnd={props.onClose} />
      )}
    </Modal>
  );
}

function Shown(props: { revealed: Revealed; onEnd: () => void }) {
  const { t } = useText(personsText);
  const label = useFieldLabel();
  const session = useContext(SessionContext);
  const [left, setLeft] = useState(props.revealed.shownSeconds);
  const { onEnd } = props;
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onEnd();
  }, [left, onEnd]);
  // Whoever turns to another page or window has seen what they wanted to see.
  useEffect(() => {
    const leave = () => {
      if (document.hidden) onEnd();
    };
    document.addEventListener('visibilitychange', leave);
    return () => document.removeEventListener('visibilitychange', leave);
  }, [onEnd]);
  return (
    <Watermark name={session?.name ?? ''} at={props.revealed.at}>
      <div className="revealed">
        <p role="timer">{t('revealed', { seconds: left })}</p>
        <dl className="facts">
          {props.revealed.values.map(({ field, value }) => (
            <div key={field} style={{ display: 'contents' }}>
              <dt>{label(field)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="mono">
          {session?.name} · {formatTime(props.revealed.at)} · {props.revealed.receipt}
        </p>
      </div>
    </Watermark>
  );
}
