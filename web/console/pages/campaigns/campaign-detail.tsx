import { type UseMutationResult, useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount, formatMoney, formatTime } from '../../../ui/format.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import { useSegmentName } from '../../parts/use-segment-name.ts';
import {
  type Campaign,
  type Check,
  type ExcludedReason,
  isActive,
  type Progress,
  SEND_STATES,
  useStateWord,
} from './campaign.ts';
import { CampaignActions } from './campaign-actions.tsx';
import { CampaignState } from './campaign-state.tsx';

/** One campaign: its check while it is a draft, its progress and stop while it runs, its report at the end. */
export function CampaignDetail(props: { id: string; onBack: () => void }) {
  const { t } = useText(campaignsText);
  const frame = useText(shell);
  const progress = useQuery({
    queryKey: ['campaign', props.id],
    queryFn: () => api<Progress>(`/api/v1/campaigns/${props.id}`),
    refetchInterval: (query) => (query.state.data !== undefined && isActive(query.state.data.campaign) ? 600 : false),
  });
  const check = useMutation({
    mutationFn: () => api<Check>(`/api/v1/campaigns/${props.id}/check`, { method: 'POST' }),
  });
  return (
    <QueryState query={progress}>
      {(data) => (
        <>
          <PageHead
            back={{ label: frame.t('page.campaigns'), onBack: props.onBack }}
            title={data.campaign.name}
            actions={<CampaignActions progress={data} check={check} />}
          />
          <About campaign={data.campaign} />
          {data.campaign.state === 'draft' ? <CheckPanel check={check} /> : <ProgressPanel progress={data} />}
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

function About(props: { campaign: Campaign }) {
  const { t } = useText(campaignsText);
  const { nameOf } = useActivityName();
  const segmentName = useSegmentName();
  const { campaign } = props;
  const { message } = campaign;
  return (
    <Panel title={t('about')}>
      <Facts
        items={[
          [
            t('segment'),
            <PageLink key="segment" to="/segments" open={campaign.segment}>
              {segmentName(campaign.segment)}
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

function CheckPanel(props: { check: UseMutationResult<Check, Error, void> }) {
  const { t, locale } = useText(campaignsText);
  const { check } = props;
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
      <CampaignState campaign={campaign} />
      {campaign.waitingFor === null ? null : <p className="muted">{word('wait', campaign.waitingFor)}</p>}
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
  const article = useArticle();
  return (
    <SimpleTable
      rows={props.reasons}
      rowKey={(row) => row.code}
      columns={[
        { title: t('reason'), className: 'wrap', render: (_, row) => pick(row) },
        { title: t('article'), render: (_, row) => article(row.article) },
        { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
      ]}
    />
  );
}
