import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { settingsText } from '../../../ui/i18n/settings.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Brand {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly smsSignature?: string;
}

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The brands, each with its name and the signature of its text messages. */
export function Brands() {
  const { t, pick } = useText(settingsText);
  const { query, rows } = useItems<Brand>('/api/v1/brands');
  const [editing, setEditing] = useState<Brand | 'new' | null>(null);
  return (
    <Panel
      title={t('brands')}
      note={t(rows.length === 0 ? 'brandsNone' : 'brandsNote')}
      extra={<Button onClick={() => setEditing('new')}>{t('newBrand')}</Button>}
    >
      <QueryState query={query} rows={2}>
        {() =>
          rows.length === 0 ? null : (
            <SimpleTable
              rows={rows}
              rowKey={(row) => row.code}
              columns={[
                { title: t('brandName'), render: (_, row) => <strong>{pick(row.name)}</strong> },
                { title: t('brandCode'), render: (_, row) => <span className="mono">{row.code}</span> },
                { title: t('signature'), render: (_, row) => row.smsSignature ?? '—' },
                {
                  title: '',
                  render: (_, row) => (
                    <Button size="small" onClick={() => setEditing(row)}>
                      {t('edit')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </QueryState>
      {editing === null ? null : (
        <BrandDialog {...(editing === 'new' ? {} : { brand: editing })} onClose={() => setEditing(null)} />
      )}
    </Panel>
  );
}

function BrandDialog(props: { brand?: Brand; onClose: () => void }) {
  const { t } = useText(settingsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Brand>();
  const save = useMutation({
    mutationFn: ({ code, name, smsSignature }: Brand) =>
      api(`/api/v1/brands/${encodeURIComponent(code)}`, {
        method: 'PUT',
        body: { name, ...((smsSignature ?? '').trim() === '' ? {} : { smsSignature }) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <Modal
      open
      title={t(props.brand === undefined ? 'newBrand' : 'editBrand')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <Form
        name="brand"
        form={form}
        layout="vertical"
        initialValues={props.brand ?? {}}
        onFinish={(values) => save.mutate(values)}
      >
        <FormProblem form={form} error={save.error} />
        <BilingualItem name="name" label={t('brandName')} maxLength={100} />
        <Form.Item
          name="code"
          label={t('brandCode')}
          extra={t('brandCodeHint')}
          rules={[{ required: true }, { pattern: CODE, message: t('brandCodeHint') }]}
        >
          <Input maxLength={63} disabled={props.brand !== undefined} />
        </Form.Item>
        <Form.Item name="smsSignature" label={t('smsSignature')} extra={t('smsSignatureHint')} rules={[{ min: 2 }]}>
          <Input maxLength={20} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
