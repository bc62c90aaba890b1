import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { EmptyState, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { DivergencePicture } from './divergence-picture.tsx';
import { type Finding, PARTS, type Report } from './self-check.ts';

const KEY = ['self-check'];
const PATH = '/api/v1/evidence/self-check';

/** The newest self-check of the log: what each part came to, how far a running one is, and the first divergence. */
export function SelfCheckPanel() {
  const { t } = useText(evidenceText);
  const may = useMay();
  const queries = useQueryClient();
  const reports = useQuery({
    queryKey: KEY,
    queryFn: () => api<{ items: readonly Report[] }>(PATH),
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'running' ? 1_500 : 30_000),
  });
  const ask = useMutation({
    mutationFn: (path: string) => api(path, { method: 'POST', body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const running = reports.data?.items[0]?.state === 'running';
  const button = running ? (
    <Button loading={ask.isPending} onClick={() => ask.mutate(`${PATH}/cancel`)}>
      {t('checkCancel')}
    </Button>
  ) : (
    <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate(PATH)}>
      {t('checkNow')}
    </Button>
  );
  return (
    <Panel title={t('selfCheck')} note={t('selfCheckNote')} extra={may('evidence.self-check') ? button : null}>
      <ProblemAlert error={ask.error} />
      <QueryState query={reports} rows={3}>
        {({ items: [newest, ...older] }) =>
          newest === undefined ? (
            <EmptyState title={t('neverChecked')} text={t('neverCheckedText')} />
          ) : (
            <Told report={newest} before={older.find(({ state }) => state === 'finished')} />
          )
        }
      </QueryState>
    </Panel>
  );
}

function Told(props: { report: Report; before: Report | undefined }) {
  const { t } = useText(evidenceText);
  const { report, before } = props;
  const running = report.state === 'running';
  return (
    <>
      {running ? (
        <Progress
          percent={Math.round((report.done / report.parts) * 100)}
          aria-label={t('selfCheck')}
          showInfo={false}
        />
      ) : null}
      <Facts
        items={[
          [t('state'), <Result key="state" report={report} />],
          [t('checkBegan'), <When key="began" at={report.askedAt} exact />],
          [t('checkEnded'), report.finishedAt === null ? '—' : <When key="ended" at={report.finishedAt} exact />],
          [t('checkCovers'), t('checkCoversText', { size: formatCount(report.size) })],
          ...(before === undefined ? [] : [[t('checkBefore'), <Result key="before" report={before} />] as const]),
        ]}
      />
      {report.first === null ? null : <Divergence finding={report.first} count={report.found} />}
      <div className="after-form">
        <SimpleTable
          rows={PARTS.map((part, at) => ({ part, at }))}
          rowKey={({ part }) => part}
          minWidth={560}
          columns={[
            { title: t('checkPart'), render: (_, { part }) => t(`check.${part}`) },
            { title: t('checkWhat'), render: (_, { part }) => t(`check.${part}.what`) },
            { title: t('state'), render: (_, { part, at }) => <PartState report={report} part={part} at={at} /> },
          ]}
        />
      </div>
    </>
  );
}

function Result(props: { report: Report }) {
  const { t } = useText(evidenceText);
  const { state, found, finishedAt } = props.report;
  if (state === 'running') return <StateTag tone="wait">{t('checkRunning')}</StateTag>;
  if (found > 0) return <StateTag tone="bad">{t('checkFound', { count: formatCount(found) })}</StateTag>;
  if (state === 'cancelled') return <StateTag tone="none">{t('checkCancelled')}</StateTag>;
  return (
    <>
      <StateTag tone="good">{t('checkClean')}</StateTag> {finishedAt === null ? null : <When at={finishedAt} />}
    </>
  );
}

function PartState(props: { report: Report; part: (typeof PARTS)[number]; at: number }) {
  const { t } = useText(evidenceText);
  const { report, part, at } = props;
  const count = report.findings.filter((finding) => finding.part === part).length;
  if (count > 0) return <StateTag tone="bad">{t('checkFound', { count: formatCount(count) })}</StateTag>;
  if (at < report.done) return <StateTag tone="good">{t('checkPartClean')}</StateTag>;
  if (report.part === part) return <StateTag tone="wait">{t('checkRunning')}</StateTag>;
  return <StateTag tone="none">{t('checkPartNot')}</StateTag>;
}

function Divergence(props: { finding: Finding; count: number }) {
  const { t, locale } = useText(evidenceText);
  const { finding, count } = props;
  return (
    <div className="divergence" role="note">
      <h3>{t('firstDivergence')}</h3>
      <p>
        {finding.text[locale]}
        {count > 1 ? t('furtherDivergences', { count: formatCount(count - 1) }) : ''}
      </p>
      <DivergencePicture finding={finding} />
    </div>
  );
}
