import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, DatePicker, Form, Input, Modal, Radio, Select } from 'antd';
import { useRef, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DocumentHash, type HashedDocument } from '../../parts/document-hash.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { type Activity, useRegisterWord } from '../activities/activity.ts';
import { FILES_ACCEPTED } from './import.ts';
import { ImportSteps } from './import-steps.tsx';

interface Values {
  readonly kind: 'purchases' | 'orders' | 'people' | 'contacts';
  readonly activity: string;
  readonly source: string;
  readonly issuer?: string;
  readonly proof: 'none' | 'given';
  readonly how?: string;
  readonly shownAt?: { toISOString(): string };
  readonly shift?: boolean;
  readonly supplier?: string;
  readonly document?: HashedDocument;
  readonly scope?: readonly string[];
}

const SUPPLIER = 'from_third_party';
const SOURCES = ['from_individual', SUPPLIER, 'self_published', 'device_auto_collected', 'inferred'];
/** What a file may bring. */
const FIELDS = [
  ...['member_id', 'name', 'mobile', 'email', 'address', 'birth_date', 'gender', 'city', 'wecom_id', 'open_id'],
  ...['employer', 'job_title', 'order_record'],
];

/** Declares an import (activity, source, proof of notice) and uploads its file; answers the import's id. */
export function NewImport(props: { onClose: () => void; onUploaded: (id: string) => void }) {
  const { t, pick } = useText(importsText);
  const frame = useText(shell);
  const word = useRegisterWord();
  const [form] = Form.useForm<Values>();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Pick<Activity, 'code' | 'name' | 'audience'>[] }>('/api/v1/activities'),
  });
  // Whoever sends the same again, because the network was cut, goes on with what was declared before.
  const declared = useRef<{ readonly said: string; readonly id: string } | null>(null);
  const declare = async (body: ReturnType<typeof declarationOf>): Promise<string> => {
    const said = JSON.stringify(body);
    if (declared.current?.said !== said) {
      const { id } = await api<{ id: string }>('/api/v1/imports', { method: 'POST', body });
      declared.current = { said, id };
    }
    return declared.current.id;
  };
  const upload = useMutation({
    mutationFn: async (values: Values) => {
      const id = await declare(declarationOf(values));
      if (file !== null) await api(`/api/v1/imports/${id}/file`, { method: 'PUT', raw: file });
      return id;
    },
    onSuccess: props.onUploaded,
  });
  const leave = useUnsavedForm(form, upload, () => file !== null);
  const contacts = Form.useWatch('kind', form) === 'contacts';
  // Contacts of organisations are met under activities about them alone, everybody else under the others.
  const fitting = (activities.data?.items ?? []).filter((each) => (each.audience !== undefined) === contacts);
  const proof = Form.useWatch('proof', form);
  const source = Form.useWatch('source', form);
  return (
    <Modal
      open
      title={t('new')}
      okText={t('next')}
      cancelText={frame.t('cancel')}
      okButtonProps={{ disabled: file === null }}
      confirmLoading={upload.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ImportSteps at="declare" />
      <ProblemAlert error={upload.error ?? activities.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ kind: 'orders', source: 'from_individual', proof: 'none' }}
        onFinish={(values) => upload.mutate(values)}
      >
        <Form.Item name="kind" label={t('kind')}>
          <Radio.Group
            onChange={() => form.resetFields(['activity'])}
            options={(['orders', 'purchases', 'people', 'contacts'] as const).map((kind) => ({
              value: kind,
              label: t(`kind.${kind}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
          <Select
            options={fitting.map((each) => ({ value: each.code, label: pick(each.name) }))}
            notFoundContent={contacts ? t('noContactActivity') : undefined}
          />
        </Form.Item>
        <Form.Item name="source" label={t('source')} rules={[{ required: true }]}>
          <Select options={SOURCES.map((source) => ({ value: source, label: word('source', source) }))} />
        </Form.Item>
        {source === SUPPLIER ? <SupplierFields /> : null}
        <Form.Item name="issuer" label={t('issuer')} rules={[{ pattern: /^[a-z0-9][a-z0-9_.-]{0,63}$/ }]}>
          <Input />
        </Form.Item>
        <Form.Item name="proof" label={t('proof')}>
          <Radio.Group
            options={(['none', 'given'] as const).map((each) => ({ value: each, label: t(`proof.${each}`) }))}
          />
        </Form.Item>
        {proof === 'given' ? (
          <>
            <Form.Item name="how" label={t('how')} rules={[{ required: true }]}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="shownAt" label={t('shownAt')} rules={[{ required: true }]}>
              <DatePicker showTime />
            </Form.Item>
          </>
        ) : null}
        <Form.Item name="shift" valuePropName="checked">
          <Checkbox>{t('shift')}</Checkbox>
        </Form.Item>
        <Form.Item label={t('file')} required htmlFor="import-file">
          <input
            ref={input}
            id="import-file"
            type="file"
            accept={FILES_ACCEPTED}
            className="visually-hidden"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <Button onClick={() => input.current?.click()}>{t('choose')}</Button> {file?.name}
        </Form.Item>
      </Form>
    </Modal>
  );
}

function SupplierFields() {
  const { t } = useText(importsText);
  const labelOf = useFieldLabel();
  return (
    <>
      <p className="panel-note">{t('supplierNote')}</p>
      <Form.Item name="supplier" label={t('supplierName')} rules={[{ required: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="document" label={t('supplierDocument')} rules={[{ required: true }]}>
        <DocumentHash />
      </Form.Item>
      <Form.Item name="scope" label={t('supplierScope')} rules={[{ required: true }]}>
        <Select mode="multiple" options={FIELDS.map((field) => ({ value: field, label: labelOf(field) }))} />
      </Form.Item>
    </>
  );
}

function declarationOf(values: Values): unknown {
  const notice = values.proof === 'given' ? { how: values.how, shownAt: values.shownAt?.toISOString() } : null;
  return {
    kind: values.kind,
    activity: values.activity,
    source: values.source,
    notice,
    ...(values.source === SUPPLIER
      ? {
          supplier: {
            name: values.supplier ?? '',
            documentHash: values.document?.hash ?? '',
            scope: values.scope ?? [],
          },
        }
      : {}),
    ...(values.issuer === undefined || values.issuer === '' ? {} : { issuer: values.issuer }),
    ...(values.shift === true ? { dateShift: 'last-is-yesterday' } : {}),
  };
}
