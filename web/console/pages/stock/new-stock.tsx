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
import type { Activity } from '../activities/activity.ts';
import { FILES_ACCEPTED } from '../imports/import.ts';

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
    queryFn: () => api<{ items: readonly Pick<Activity, 'code' | 'name' | 'basis'>[] }>('/api/v1/activities'),
  });
  const declared = useRef<{ readonly said: string; readonly id: string } | null>(null);
  const upload = useMutation({
    mutationFn: async (values: Values) => {
      const body = { activity: values.activity, issuer: values.issuer, notices: noticesOf(values.notices ?? '') };
      // Whoever sends another file, because this one could not be read, goes on with what was declared before.
      const said = JSON.stringify(body);
      if (declared.current?.said !== said)
        declared.current = { said, ...(await api<{ id: string }>('/api/v1/stock-takes', { method: 'POST', body })) };
      const { id } = declared.current;
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
            options={(activities.data?.items ?? [])
              .filter(({ basis }) => basis === 'consent')
              .map((each) => ({ value: each.code, label: pick(each.name) }))}
          />
        </Form.Item>
        <Form.Item
          name="issuer"
          label={t('issuer')}
          rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_.-]{0,63}$/ }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name="notices"
          label={t('notices')}
          extra={t('noticesHelp')}
          rules={[
            {
              validator: (_, text: string | undefined) => {
                const wrong = linesOf(text ?? '').find((line) => !NOTICE_LINE.test(line));
                return wrong === undefined
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('noticesWrong', { line: wrong.trim() })));
              },
            },
          ]}
        >
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item label={t('file')} required htmlFor="stock-file">
          <input
            ref={input}
            id="stock-file"
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

const NOTICE_LINE = /^\s*(.+?)\s*[=＝]\s*([a-z0-9-]+)\/(\d+)\s*$/;

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function noticesOf(text: string): { label: string; notice: string; version: number }[] {
  return linesOf(text).map((line) => {
    const [, label = '', notice = '', version] = NOTICE_LINE.exec(line) ?? [];
    return { label, notice, version: Number(version) };
  });
}
