import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, type FormInstance, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../../ui/api.ts';
import { agreementsText } from '../../../ui/i18n/agreements.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Text {
  readonly zh: string;
  readonly en: string;
}

interface Values {
  readonly code: string;
  readonly title: Text;
  readonly sections: readonly { readonly heading: Text; readonly text: Text }[];
}

/** Writes an agreement, or the next version of one; saving makes a draft. */
export function AgreementDialog(props: { code: string | null; onClose: () => void }) {
  const { t } = useText(agreementsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const save = useMutation({
    mutationFn: (body: Values) => api('/api/v1/agreements', { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      void message.success(t('saved'));
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <Modal
      open
      width={760}
      title={t(props.code === null ? 'new' : 'edit')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <FormProblem form={form} error={save.error} />
      {props.code === null ? (
        <Fields form={form} values={{ sections: [{}] }} written={false} onFinish={save.mutate} />
      ) : (
        <LastDraft code={props.code}>
          {(last) => <Fields form={form} values={last} written onFinish={save.mutate} />}
        </LastDraft>
      )}
    </Modal>
  );
}

// Written anew each time the dialog opens: what somebody else saved meanwhile must be what the next version starts from.
function LastDraft(props: { code: string; children: (last: Values) => ReactNode }) {
  const last = useQuery({
    queryKey: ['agreement', props.code],
    queryFn: () => api<Values>(`/api/v1/agreements/${encodeURIComponent(props.code)}`),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return <QueryState query={last}>{props.children}</QueryState>;
}

function Fields(props: {
  form: FormInstance<Values>;
  values: object;
  written: boolean;
  onFinish: (values: Values) => void;
}) {
  const { t } = useText(agreementsText);
  return (
    <Form<Values>
      name="agreement"
      form={props.form}
      layout="vertical"
      initialValues={props.values}
      onFinish={props.onFinish}
    >
      <Form.Item
        name="code"
        label={t('code')}
        extra={t('codeHint')}
        rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}
      >
        <Input maxLength={64} disabled={props.written} />
      </Form.Item>
      <BilingualItem name="title" label={t('title')} maxLength={200} />
      <Form.List
        name="sections"
        rules={[
          {
            validator: (_, sections: readonly unknown[] | undefined) =>
              (sections ?? []).length > 0 ? Promise.resolve() : Promise.reject(new Error(t('needed'))),
          },
        ]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="section-of-list">
                <BilingualItem name={[name, 'heading']} label={t('heading')} maxLength={200} />
                <BilingualItem name={[name, 'text']} label={t('text')} rows={5} maxLength={20_000} />
                {fields.length > 1 ? (
                  <Button size="small" onClick={() => remove(name)}>
                    {t('removeSection')}
                  </Button>
                ) : null}
              </fieldset>
            ))}
            <Form.ErrorList errors={errors} />
            <Button onClick={() => add({})}>{t('addSection')}</Button>
          </>
        )}
      </Form.List>
    </Form>
  );
}
