import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';

const KEY = ['epochs'];
const PATH = '/api/v1/evidence/epochs';

/** How far the newest epoch covers the log, as the server tells it. */
interface Epochs {
  readonly logSize: number;
  readonly newest: {
    readonly number: number;
    readonly size: number;
    readonly count: number;
    readonly root: string;
    readonly time: string;
  } | null;
  readonly running: boolean;
  readonly asked: {
    readonly by: string;
    readonly at: string;
    readonly state: 'running' | 'made' | 'nothing-new' | 'not-merged' | 'failed';
    readonly from: number;
  } | null;
}

/** The newest epoch, what has come since, and a button that makes one now. */
export function EpochPanel() {
  const { t } = useText(evidenceText);
  const may = useMay();
  const queries = useQueryClient();
  const epochs = useQuery({
    queryKey: KEY,
    queryFn: () => api<Epochs>(PATH),
    refetchInterval: ({ state }) => (state.data?.running === true ? 1_000 : 30_000),
  });
  const ask = useMutation({
    mutationFn: () => api<Epochs>(PATH, { method: 'POST', body: {} }),
    onSuccess: (data) => queries.setQueryData(KEY, data),
  });
  const running = epochs.data?.running === true;
  const button = (
    <Button loading={ask.isPending || running} onClick={() => ask.mutate()}>
      {t('epochNow')}
    </Button>
  );
  return (
    <Panel title={t('epochs')} note={t('epochsNote')} extra={may('evidence.make-epoch') ? button : null}>
      <ProblemAlert error={ask.error} />
      <QueryState query={epochs} rows={3}>
        {(data) => <Told epochs={data} />}
      </QueryState>
    </Panel>
  );
}

function Told(props: { epochs: Epochs }) {
  const { t } = useText(evidenceText);
  const { logSize, newest, running, asked } = props.epochs;
  const covered = newest?.size ?? 0;
  const from = asked?.state === 'running' ? Math.min(asked.from, covered) : covered;
  return (
    <>
      {running ? (
        <Progress
          percent={Math.round(((covered - from) / Math.max(1, logSize - from)) * 100)}
          aria-label={t('epochs')}
          showInfo={false}
        />
      ) : null}
      <Facts
        items={[
          [t('epochNewest'), newest === null ? t('epochNone') : <When key="newest" at={newest.time} exact />],
          [
            t('epochCovers'),
            newest === null
              ? '—'
              : t('epochCoversText', { size: formatCount(newest.size), count: formatCount(newest.count) }),
          ],
          [t('epochSince'), t('epochSinceText', { count: formatCount(logSize - covered) })],
          ...(newest === null ? [] : [[t('root'), <Copyable key="root" text={newest.root} />] as const]),
          ...(asked === null ? [] : [[t('epochAsked'), <Asked key="asked" asked={asked} />] as const]),
        ]}
      />
    </>
  );
}

const TONES = { running: 'wait', made: 'good', 'nothing-new': 'none', 'not-merged': 'bad', failed: 'bad' } as const;

function Asked(props: { asked: NonNullable<Epochs['asked']> }) {
  const { t } = useText(evidenceText);
  const { by, at, state } = props.asked;
  return (
    <>
      <StateTag tone={TONES[state]}>{t(`epoch.${state}`)}</StateTag> · <When at={at} /> · <Who id={by} />
    </>
  );
}
