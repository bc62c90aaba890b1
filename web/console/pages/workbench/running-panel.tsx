import { useQuery } from '@tanstack/react-query';
import { Progress, Skeleton } from 'antd';
import { api } from '../../../ui/api.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ErrorState, useFailure } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import { type Campaign, isActive } from '../campaigns/campaign.ts';
import { CampaignState } from '../campaigns/campaign-state.tsx';
import { type ImportRow, isMoving, percentOf, useImportWord } from '../imports/import.ts';

/** Campaigns that send and imports that run, each a link to where it is followed. */
export function RunningPanel() {
  const { t } = useText(workbenchText);
  const may = useMay();
  const importWord = useImportWord();
  const items = <T,>(path: string, permission: string) => ({
    queryKey: ['running', path],
    queryFn: async () => (await api<{ items: readonly T[] }>(path)).items,
    enabled: may(permission),
    refetchInterval: 3_000,
  });
  const campaigns = useQuery(items<Campaign>('/api/v1/campaigns?limit=20', 'engagement.read'));
  const imports = useQuery(items<ImportRow>('/api/v1/imports?limit=20', 'customers.read-import'));
  const sending = (campaigns.data ?? []).filter(isActive);
  const moving = (imports.data ?? []).filter(isMoving);
  const count = sending.length + moving.length;
  const ofCampaigns = useFailure(campaigns);
  const ofImports = useFailure(imports);
  const failure = ofCampaigns ?? ofImports;
  const pending = failure === undefined && (campaigns.isLoading || imports.isLoading);
  const retry = () => void Promise.all([campaigns.refetch(), imports.refetch()]);
  return (
    <Panel
      title={t('running')}
      {...(pending || failure !== undefined
        ? {}
        : { note: count === 0 ? t('runningNone') : t('runningNote', { count }) })}
    >
      {pending ? <Skeleton active paragraph={{ rows: 3 }} title={false} /> : null}
      {failure === undefined ? null : <ErrorState error={failure} onRetry={retry} />}
      <ul className="needs">
        {sending.map((campaign) => (
          <li key={campaign.id}>
            <PageLink to="/campaigns" open={campaign.id}>
              <span>
                {t('campaign')} · {campaign.name}
              </span>
              <CampaignState campaign={campaign} />
            </PageLink>
          </li>
        ))}
        {moving.map((row) => (
          <li key={row.id}>
            <PageLink to="/imports" open={row.id}>
              <span>
                {t('import')} · {importWord('kind', row.kind)}
              </span>
              <Progress aria-label={t('running')} percent={percentOf(row)} size="small" style={{ width: 140 }} />
            </PageLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
