import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Values {
  readonly activity: string;
  readonly issuer: string;
  readonly notices?: string;
}

/** Declares a stock-take and uploads its file; the columns are checked on the page of imports. */
export function NewStock(props: { onClose: () => void }) {
  const { t, pick } = useText(stockText);
  const frame = useText(shell);
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly { code: string; name: { zh: string; en: string } }[] }>('/api/v1/activities'),
  });
  const upload = useMutation({
    mutationFn: async (values: Values) => {
      const body = { activity: values.activity, issuer: values.issuer, notices: noticesOf(values.notices ?? '') };
      const { id } = await api<{ id: string }>('/api/v1/stock-takes', { method: 'POST', body });
      if (file !== null) await api(`/api/v1/imports/${id}/file`, { method: 'PUT', raw: file });
      return id;
    },
    onSuccess: (id) => navigate({ to: '/imports', search: { open: id } } as never),
  });
  const leave = useUnsavedForm(form, upload);
  return (
    <Modal
      open
      title={t('new')}
      okText={t('upload')}
      cancelText={frame.t('cancel')}
      okButtonProps={{ disabled: file === null }}
      confirmLoading={upload.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={upload.error ?? activities.error} />
      <Form form={form} layout="vertical" onFinish={(values) => upload.mutate(values)}>
        <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
          <Select
            options={(activities.data?.items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }))}
          />
        </Form.Item>
        <Form.Item
          name="issuer"
          label={t('issuer')}
          rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_.-]{0,63}$/ }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="notices" label={t('notices')} extra={t('noticesHelp')}>
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item label={t('file')} required htmlFor="stock-file">
          <input
            ref={input}
            id="stock-file"
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            className="visually-hidden"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <Button onClick={() => input.current?.click()}>{t('choose')}</Button> {file?.name}
        </Form.Item>
      </Form>
    </Modal>
  );
}

function noticesOf(text: string): { label: string; notice: string; version: number }[] {
  return text
    .split('\n')
    .map((line) => /^\s*(.+?)\s*=\s*([a-z0-9-]+)\/(\d+)\s*$/.exec(line))
    .flatMap((match) =>
      match === null ? [] : [{ label: match[1] ?? '', notice: match[2] ?? '', version: Number(match[3]) }],
    );
}
