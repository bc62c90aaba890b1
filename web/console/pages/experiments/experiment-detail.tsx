import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { experimentsText } from '../../../ui/i18n/experiments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { variantLetter } from '../../parts/use-capture-names.ts';
import { useMay } from '../../session.ts';
import { percent } from '../rates/rate.ts';
import { type Experiment, useTargetName, useVariantText, type VariantResult } from './experiment.ts';

interface Result {
  readonly experiment: Experiment;
  readonly result: { readonly enough: boolean; readonly variants: readonly VariantResult[] };
}

/** What may be said about an experiment: counts, then shares with intervals, and no conclusion before its time. */
export function ExperimentDetail(props: { code: string; onBack: () => void }) {
  const frame = useText(shell);
  const result = useQuery({
    queryKey: ['experiment', props.code],
    queryFn: () => api<Result>(`/api/v1/experiments/${props.code}/result`),
  });
  return (
    <QueryState query={result}>
      {(data) => <Shown data={data} back={{ label: frame.t('page.experiments'), onBack: props.onBack }} />}
    </QueryState>
  );
}

function Shown(props: { data: Result; back: { label: string; onBack: () => void } }) {
  const { t } = useText(experimentsText);
  const may = useMay();
  const nameOfTarget = useTargetName();
  const textOf = useVariantText();
  const { nameOf } = useActivityName();
  const [ending, setEnding] = useState(false);
  const { experiment, result } = props.data;
  const end =
    experiment.endedAt === null && may('capture.manage') ? (
      <Button onClick={() => setEnding(true)}>{t('end')}</Button>
    ) : null;
  const interval = (share: { share: number; low: number; high: number } | null): string =>
    share === null ? '—' : `${percent(share.share)} (${percent(share.low)} – ${percent(share.high)})`;
  return (
    <>
      <PageHead
        title={experiment.name}
        purpose={`${nameOfTarget(experiment.target)} · ${nameOf(experiment.activity)}`}
        back={props.back}
        actions={end}
      />
      {result.enough ? null : (
        <Alert type="info" showIcon title={t('early', { needed: formatCount(experiment.needed) })} />
      )}
      <Panel>
        <SimpleTable
          // Wordings wrap, so that what is concluded stays in sight beside them.
          minWidth={920}
          rows={result.variants}
          rowKey={({ code }) => code}
          columns={[
            {
              title: t('variant'),
              className: 'wrap',
              render: (_, row) => {
                const index = experiment.variants.findIndex(({ code }) => code === row.code);
                return (
                  <div style={{ minWidth: 160 }}>
                    <strong>{variantLetter(index)}</strong>
                    {textOf(experiment.variants[index]).map((line) => (
                      <div key={line} className="muted">
                        {line}
                      </div>
                    ))}
                  </div>
                );
              },
            },
            { title: t('shown'), className: 'num', render: (_, row) => formatCount(row.shown) },
            { title: t('granted'), className: 'num', render: (_, row) => formatCount(row.granted) },
            { title: t('refused'), className: 'num', render: (_, row) => formatCount(row.refused) },
            { title: t('share'), className: 'num', render: (_, row) => interval(row.consent) },
            { title: t('difference'), className: 'num', render: (_, row) => interval(row.difference) },
            {
              title: t('verdict'),
              className: 'wrap',
              render: (_, row) => (
                <>
                  {t(`verdict.${row.verdict}`)}
                  {row.regretted ? <div className="muted">{t('regretted')}</div> : null}
                </>
              ),
            },
          ]}
        />
      </Panel>
      {ending ? <EndDialog code={experiment.code} onClose={() => setEnding(false)} /> : null}
    </>
  );
}

function EndDialog(props: { code: string; onClose: () => void }) {
  const { t } = useText(experimentsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [why, setWhy] = useState('');
  const end = useMutation({
    mutationFn: () => api(`/api/v1/experiments/${props.code}/end`, { method: 'POST', body: { why: why.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('end')}
      okText={t('end')}
      cancelText={frame.t('cancel')}
      okButtonProps={{ disabled: why.trim() === '', loading: end.isPending }}
      onOk={() => end.mutate()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={end.error} />
      <Input
        aria-label={t('why')}
        placeholder={t('why')}
        value={why}
        maxLength={200}
        onChange={(event) => setWhy(event.target.value)}
      />
    </Modal>
  );
}
