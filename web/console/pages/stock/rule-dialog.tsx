import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount, formatDate } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { Notice } from '../notices/notice.ts';
import { type StockGroup, type StockReport, useStockWord } from './stock.ts';

interface Values {
  readonly accept: boolean;
  readonly version?: string;
  readonly reason: string;
}

/** The DPO's ruling on a group of partly proven consents. */
export function RuleDialog(props: { stock: StockReport; group: StockGroup; onClose: () => void }) {
  const { t, pick } = useText(stockText);
  const frame = useText(shell);
  const word = useStockWord();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const accept = Form.useWatch('accept', form);
  const { group } = props;
  const notices = useQuery({
    queryKey: ['notices'],
    queryFn: () => api<{ items: readonly Notice[] }>('/api/v1/notices'),
  });
  const versions = (notices.data?.items ?? [])
    .filter(({ activities }) => activities.includes(props.stock.activity))
    .flatMap((notice) =>
      notice.versions.map(({ version, publishedAt }) => ({
        value: `${notice.code}/${version}`,
        label: t('versionOf', { title: pick(notice.title), number: version, date: formatDate(publishedAt) }),
      })),
    );
  const rule = useMutation({
    mutationFn: ({ accept: accepted, version, reason }: Values) => {
      const [notice, number] = (version ?? '').split('/');
      const named = accepted ? { notice, version: Number(number) } : {};
      const path = `/api/v1/stock-takes/${props.stock.id}/groups/${group.number}/ruling`;
      return api(path, { method: 'POST', body: { accept: accepted, reason, ...named } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['stock', props.stock.id] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, rule);
  return (
    <Modal
      open
      title={t('rule')}
      okText={t('rule')}
      cancelText={frame.t('cancel')}
      confirmLoading={rule.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p>{t('ruleText', { people: formatCount(group.people), reason: word('reason', group.reason) })}</p>
      <ProblemAlert error={rule.error ?? notices.error} />
      <Form form={form} layout="vertical" initialValues={{ accept: false }} onFinish={(values) => rule.mutate(values)}>
        <Form.Item name="accept" label={t('ruling')}>
          <Radio.Group
            options={[
              { value: true, label: t('accept') },
              { value: false, label: t('reject') },
            ]}
          />
        </Form.Item>
        {accept === true ? (
          <Form.Item name="version" label={t('ruledNotice')} rules={[{ required: true }]}>
            <Select options={versions} loading={notices.isLoading} notFoundContent={t('noVersion')} />
          </Form.Item>
        ) : null}
        <Form.Item name="reason" label={t('ruleReason')} rules={[{ required: true, min: 10, max: 1000 }]}>
          <Input.TextArea rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
