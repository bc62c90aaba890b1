import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';

interface Values {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly code: string;
  readonly issuer?: string;
  readonly activity: string;
  readonly withoutPermission: 'drop' | 'count';
  readonly undeclared: 'report' | 'block';
}

/** What a new source answers. */
export interface MadeSource {
  readonly code: string;
  readonly writeKey: string;
}

/** Sets up a source of events. */
export function NewSource(props: { onClose: () => void; onSaved: (made: MadeSource) => void }) {
  const { t, pick } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { activities } = useActivityName();
  const save = useMutation({
    mutationFn: (values: Values) => api<MadeSource>('/api/v1/sources', { method: 'POST', body: bodyOf(values) }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(made);
    },
  });
  return (
    <Modal
      open
      title={t('new')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ activity: 'customer-administration', withoutPermission: 'drop', undeclared: 'report' }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="nameZh" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="nameEn" label={t('nameEn')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="issuer"
          label={t('issuer')}
          extra={t('issuerHint')}
          rules={[{ pattern: /^[a-z0-9][a-z0-9_.-]{0,63}$/ }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} extra={t('activityHint')} rules={[{ required: true }]}>
          <Select options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
        </Form.Item>
        <Form.Item name="withoutPermission" label={t('withoutPermission')}>
          <Radio.Group
            options={[
              { value: 'drop', label: t('drop') },
              { value: 'count', label: t('count') },
            ]}
          />
        </Form.Item>
        <Form.Item name="undeclared" label={t('undeclared')}>
          <Radio.Group
            options={[
              { value: 'report', label: t('report') },
              { value: 'block', label: t('block') },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function bodyOf({ nameZh, nameEn, issuer, ...rest }: Values): unknown {
  return {
    ...rest,
    name: { zh: nameZh, en: nameEn },
    ...(issuer === undefined || issuer === '' ? {} : { issuer }),
  };
}
