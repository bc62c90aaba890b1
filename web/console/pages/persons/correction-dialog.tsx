import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { correctionsText } from '../../../ui/i18n/corrections.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { TimelineEntry } from './profile.ts';

/** What is to be put right of a record: a value, a row, or its number. */
export type CorrectionWish =
  | { readonly kind: 'correct-field' | 'delete-field'; readonly record: string; readonly field: string }
  | { readonly kind: 'correct-event' | 'delete-event'; readonly record: string; readonly entry: TimelineEntry }
  | { readonly kind: 'end-number'; readonly record: string }
  | { readonly kind: 'undo'; readonly record: string; readonly correction: string };

interface Values {
  readonly value?: string;
  readonly proof?: (typeof BIRTH_PROOFS)[number];
  /** Asia/Shanghai, as the browser's own field gives it: 2026-11-01T09:30. */
  readonly at?: string;
  readonly quantity?: number | null;
  readonly amount?: number | null;
  readonly reason: string;
}

/** What somebody saw that proves a date of birth. */
const BIRTH_PROOFS = ['identity-card', 'household-register', 'passport', 'birth-certificate'] as const;
const FEN = 100;
const SHANGHAI_MS = 8 * 3_600_000;

function shanghaiMinute(at: string): string {
  return new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 16);
}

function requestOf(wish: CorrectionWish, values: Values): { path: string; body: object } {
  const { reason } = values;
  switch (wish.kind) {
    case 'correct-field':
      return {
        path: 'fields/corrections',
        body: {
          field: wish.field,
          value: values.value,
          ...(values.proof === undefined ? {} : { proof: values.proof }),
          reason,
        },
      };
    case 'delete-field':
      return { path: 'fields/deletions', body: { field: wish.field, reason } };
    case 'delete-event':
      return { path: `events/${wish.entry.id}/deletions`, body: { reason } };
    case 'end-number':
      return { path: 'number-endings', body: { reason } };
    case 'undo':
      return { path: `number-endings/${wish.correction}/undo`, body: { reason } };
    case 'correct-event': {
      const { at, quantity, amount } = values;
      return {
        path: `events/${wish.entry.id}/corrections`,
        body: {
          reason,
          ...(at === undefined || at === shanghaiMinute(wish.entry.at) ? {} : { at: `${at}:00+08:00` }),
          ...(quantity == null ? {} : { quantity }),
          ...(amount == null ? {} : { amountFen: Math.round(amount * FEN) }),
        },
      };
    }
  }
}

/** Puts something right by hand, with a reason; what it brings about is said before. */
export function CorrectionDialog(props: { wish: CorrectionWish; name: string; onClose: () => void }) {
  const { t } = useText(correctionsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { wish, onClose } = props;
  const send = useMutation({
    mutationFn: (values: Values) => {
      const { path, body } = requestOf(wish, values);
      return api(`/api/v1/persons/${wish.record}/${path}`, { method: 'POST', body });
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  const leave = useUnsavedForm(form, send);
  const isBirth = wish.kind === 'correct-field' && wish.field === 'birth_date';
  const danger = wish.kind === 'delete-field' || wish.kind === 'delete-event' || wish.kind === 'end-number';
  return (
    <Modal
      open
      title={t(`title.${wish.kind}`, { name: props.name })}
      okText={
        wish.kind === 'undo' ? t('undo') : wish.kind === 'end-number' ? t('ended') : t(danger ? 'remove' : 'correct')
      }
      okButtonProps={{ danger }}
      cancelText={frame.t('cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(onClose)}
    >
      <p className="panel-note">{t(isBirth ? 'note.birth' : `note.${wish.kind}`)}</p>
      <FormProblem form={form} error={send.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={wish.kind === 'correct-event' ? initialOf(wish.entry) : {}}
        onFinish={(values) => send.mutate(values)}
      >
        {isBirth ? <BirthItems /> : null}
        {wish.kind === 'correct-field' && !isBirth ? (
          <Form.Item name="value" label={t('value')} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={1000} autoComplete="off" />
          </Form.Item>
        ) : null}
        {wish.kind === 'correct-event' ? <EventItems entry={wish.entry} /> : null}
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, min: 4, whitespace: true }]}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function initialOf(entry: TimelineEntry): Omit<Values, 'reason'> {
  return {
    at: shanghaiMinute(entry.at),
    quantity: entry.quantity,
    amount: entry.amountFen === null ? null : entry.amountFen / FEN,
  };
}

function BirthItems() {
  const { t } = useText(correctionsText);
  return (
    <>
      <Form.Item name="value" label={t('birthDate')} rules={[{ required: true }]}>
        <Input type="date" min="1900-01-01" autoComplete="off" />
      </Form.Item>
      <Form.Item name="proof" label={t('proof')} extra={t('proofWhy')}>
        <Select allowClear options={BIRTH_PROOFS.map((value) => ({ value, label: t(`proof.${value}`) }))} />
      </Form.Item>
    </>
  );
}

function EventItems(props: { entry: TimelineEntry }) {
  const { t } = useText(correctionsText);
  const { entry } = props;
  return (
    <>
      <Form.Item name="at" label={t('day')} rules={[{ required: true }]}>
        <Input type="datetime-local" />
      </Form.Item>
      {entry.quantity === null ? null : (
        <Form.Item name="quantity" label={t('quantity')} rules={[{ required: true }]}>
          <InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      )}
      {entry.amountFen === null ? null : (
        <Form.Item name="amount" label={t('amount')} rules={[{ required: true }]}>
          <InputNumber precision={2} style={{ width: '100%' }} />
        </Form.Item>
      )}
    </>
  );
}
