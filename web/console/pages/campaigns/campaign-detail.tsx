import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount, formatMoney, formatTime } from '../../../ui/format.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useMay } from '../../session.ts';
import {
  type Campaign,
  type Check,
  type ExcludedReason,
  isActive,
  type Progress,
  SEND_STATES,
  toneOf,
  useStateWord,
} from './campaign.ts';

/** One campaign: its check while it is a draft, its progress and stop while it runs, its report at the end. */
export function CampaignDetail(props: { id: string; onBack: () => void }) {
  const { t } = useText(campaignsText);
  const frame = useText(shell);
  const progress = useQuery({
    queryKey: ['campaign', props.id],
    queryFn: () => api<Progress>(`/api/v1/campaigns/${props.id}`),
    refetchInterval: (query) => (query.state.data !== undefined && isActive(query.state.data.campaign) ? 600 : false),
  });
  return (
    <QueryState query={progress}>
      {(data) => (
        <>
          <PageHead
            back={{ label: frame.t('page.campaigns'), onBack: props.onBack }}
            title={data.campaign.name}
            actions={<Actions progress={data} />}
          />
          <About campaign={data.campaign} />
          {data.campaign.state === 'draft' ? <CheckPanel id={props.id} /> : <ProgressPanel progress={data} />}
          {data.excluded.length === 0 ? null : (
            <Panel title={t('excluded')}>
              <Excluded reasons={data.excluded} />
            </Panel>
          )}
        </>
      )}
    </QueryState>
  );
}

function Actions(props: { progress: Progress }) {
  const { t } = useText(campaignsText);
  const may = useMay();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const { campaign, sends, undecided } = props.progress;
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['campaign', campaign.id] });
  const start = useMutation({
    mutationFn: () => api(`/api/v1/campaigns/${campaign.id}/start`, { method: 'POST' }),
    onSuccess: refresh,
  });
  const stop = useMutation({
    mutationFn: () => api<{ stopped: number }>(`/api/v1/campaigns/${campaign.id}/stop`, { method: 'POST' }),
    onSuccess: async (answer) => {
      void message.info(t('stopped', { count: formatCount(answer.stopped) }));
      await refresh();
    },
  });
  const open = (sends['reserved'] ?? 0) + undecided;
  const askStart = (): void =>
    void modal.confirm({
      title: t('startTitle', { name: campaign.name }),
      content: t('startText', { segment: campaign.segment }),
      okText: t('start'),
      onOk: () => start.mutateAsync().catch(() => undefined),
    });
  const askStop = (): void =>
    void modal.confirm({
      title: t('stopTitle'),
      content: t('stopText', { count: formatCount(open) }),
      okText: t('stop'),
      okButtonProps: { danger: true },
      onOk: () => stop.mutateAsync().catch(() => undefined),
    });
  return (
    <div>
      <Space wrap>
        {campaign.state === 'draft' && may('engagement.send') ? (
          <Button type="primary" loading={start.isPending} onClick={askStart}>
            {t('start')}
          </Button>
        ) : null}
        {isActive(campaign) && may('engagement.send') ? (
          <Button danger type="primary" loading={stop.isPending} onClick={askStop}>
            {t('stop')}
          </Button>
        ) : null}
      </Space>
      <ProblemAlert error={start.error ?? stop.error} />
    </div>
  );
}

function About(props: { campaign: Campaign }) {
  const { t } = useText(campaignsText);
  const { nameOf } = useActivityName();
  const { campaign } = props;
  const { message } = campaign;
  return (
    <Panel title={t('about')}>
      <Facts
        items={[
          [
            t('segment'),
            <PageLink key="segment" to="/segments" open={campaign.segment}>
              {campaign.segment}
            </PageLink>,
          ],
          [t('activity'), nameOf(campaign.activity)],
          [t('channel'), t(`channel.${campaign.channel}`)],
          ...('sms' in message
            ? [[t('template'), message.sms.template] as const]
            : [
                [t('subject'), message.email.subject] as const,
                [
                  t('text'),
                  <span key="text" className="message">
                    {message.email.text}
                  </span>,
                ] as const,
              ]),
        ]}
      />
    </Panel>
  );
}

function CheckPanel(props: { id: string }) {
  const { t, locale } = useText(campaignsText);
  const check = useMutation({
    mutationFn: () => api<Check>(`/api/v1/campaigns/${props.id}/check`, { method: 'POST' }),
  });
  return (
    <Panel title={t('check')} note={t('checkPurpose')}>
      <ProblemAlert error={check.error} />
      <Button loading={check.isPending} onClick={() => check.mutate()}>
        {t('checkDo')}
      </Button>
      {check.data === undefined ? null : (
        <>
          <p className="panel-note after-form">
            {t('checkNote', {
              allowed: formatCount(check.data.reach.allowed),
              total: formatCount(check.data.reach.total),
              parts: check.data.cost.partsEach ?? '—',
              all: formatCount(check.data.cost.parts),
              cost: formatMoney(Math.round(check.data.cost.cny * 100)),
              earliest: formatTime(check.data.earliest),
            })}
          </p>
          <h3>{t('preview')}</h3>
          <p style={{ whiteSpace: 'pre-wrap' }}>{check.data.preview}</p>
          {check.data.problems.length === 0 ? null : (
            <>
              <h3>{t('problems')}</h3>
              <ul>
                {check.data.problems.map((problem) => (
                  <li key={problem.path}>{locale === 'zh' ? problem.message : problem.message_en}</li>
                ))}
              </ul>
            </>
          )}
          {check.data.reach.excluded.length === 0 ? null : (
            <>
              <h3>{t('excluded')}</h3>
              <Excluded reasons={check.data.reach.excluded} />
            </>
          )}
        </>
      )}
    </Panel>
  );
}

function ProgressPanel(props: { progress: Progress }) {
  const { t } = useText(campaignsText);
  const word = useStateWord();
  const { campaign, audience, undecided, sends } = props.progress;
  const decided = Math.max(0, (audience ?? 0) - undecided);
  return (
    <Panel
      title={t('progress')}
      note={t('progressNote', {
        audience: audience === null ? '—' : formatCount(audience),
        decided: formatCount(decided),
      })}
    >
      <StateTag tone={toneOf(campaign)}>{word('state', campaign.state)}</StateTag>
      {campaign.waitingUntil === null ? null : (
        <p>
          {t('waitingFor', { time: formatTime(campaign.waitingUntil), why: word('wait', campaign.waitingFor ?? '') })}
        </p>
      )}
      <dl className="facts" style={{ marginTop: 12 }}>
        {SEND_STATES.filter((state) => (sends[state] ?? 0) > 0).map((state) => (
          <div key={state} style={{ display: 'contents' }}>
            <dt>{word('send', state)}</dt>
            <dd>{formatCount(sends[state] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Excluded(props: { reasons: readonly ExcludedReason[] }) {
  const { t, pick } = useText(campaignsText);
  return (
    <SimpleTable
      rows={props.reasons}
      rowKey={(row) => row.code}
      columns={[
        { title: t('reason'), className: 'wrap', render: (_, row) => pick(row) },
        { title: t('article'), dataIndex: 'article' },
        { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
      ]}
    />
  );
}
