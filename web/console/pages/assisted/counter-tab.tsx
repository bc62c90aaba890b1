import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';

interface Made {
  readonly id: string;
  readonly url: string;
  readonly qr: string;
}

/** A one-time code for one customer, and whether they have answered; never what. */
export function CounterTab(props: { form: string }) {
  const { t } = useText(assistedText);
  const make = useMutation({
    mutationFn: ({ place }: { place: string }) =>
      api<Made>('/api/v1/counter-codes', { method: 'POST', body: { form: props.form, place } }),
  });
  const { data } = make;
  const state = useQuery({
    queryKey: ['counter-code', data?.id],
    queryFn: () => api<{ state: 'waiting' | 'opened' | 'answered' }>(`/api/v1/counter-codes/${data?.id ?? ''}`),
    enabled: data !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'answered' ? false : 2_000),
  });
  return (
    <Panel title={t('tab.counter')} note={t('codeNote')}>
      <ProblemAlert error={make.error} />
      <Form
        name="counter"
        layout="vertical"
        onFinish={(values: { place: string }) => make.mutate(values)}
        style={{ maxWidth: 420 }}
      >
        <Form.Item
          name="place"
          label={t('place')}
          rules={[{ required: true }, { pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/, message: t('placeWrong') }]}
        >
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {t('makeCode')}
        </Button>
      </Form>
      {data === undefined ? null : (
        <>
          <p role="status">{t(`state.${state.data?.state ?? 'waiting'}`)}</p>
          <img alt={t('codeAlt')} width={220} height={220} src={`data:image/svg+xml;base64,${btoa(data.qr)}`} />
          <p className="mono wrap">{data.url}</p>
        </>
      )}
    </Panel>
  );
}
