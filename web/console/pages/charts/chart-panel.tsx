import { useMutation } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { ChartDownloads } from './chart-downloads.tsx';

/** What every chart answers besides its numbers. */
export interface Looked {
  readonly unanalysed: number;
  readonly receipt: string;
}

/** A question, its answer, and the answer as files. */
export function ChartPanel<Question extends object, Answer extends Looked>(props: {
  readonly kind: 'funnel' | 'retention';
  /** Undefined while it is not known how to begin. */
  readonly begin: Question | undefined;
  readonly boxes: ReactNode;
  readonly answer: (answer: Answer, question: Question) => ReactNode;
}) {
  const { t } = useText(chartsText);
  const { kind, begin, boxes, answer } = props;
  const path = `/api/v1/charts/${kind}`;
  const compute = useMutation({
    mutationFn: (question: Question) => api<Answer>(path, { method: 'POST', body: question }),
  });
  const { data, variables } = compute;
  return (
    <Panel title={t(kind)} note={t(`${kind}Note`)}>
      {begin === undefined ? (
        <Skeleton active paragraph={{ rows: 1 }} />
      ) : (
        <Form<Question>
          className="inline-form"
          layout="inline"
          initialValues={begin}
          onFinish={(question) => compute.mutate(question)}
        >
          {boxes}
          <Button type="primary" htmlType="submit" loading={compute.isPending}>
            {t('compute')}
          </Button>
        </Form>
      )}
      <div className="after-form">
        <ProblemAlert error={compute.error} />
        {data === undefined || variables === undefined ? null : (
          <>
            {answer(data, variables)}
            {data.unanalysed === 0 ? null : (
              <p className="panel-note">{t('unanalysed', { count: formatCount(data.unanalysed) })}</p>
            )}
            <ChartDownloads path={`${path}/file`} question={variables} name={kind} />
            <p className="mono" style={{ marginTop: 12 }}>
              {t('receipt')} {data.receipt}
            </p>
          </>
        )}
      </div>
    </Panel>
  );
}
