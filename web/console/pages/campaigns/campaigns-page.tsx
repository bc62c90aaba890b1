import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useList } from '../../parts/use-list.ts';
import { useOpen } from '../../parts/use-open.ts';
import { useSegmentName } from '../../parts/use-segment-name.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import type { Campaign } from './campaign.ts';
import { CampaignDetail } from './campaign-detail.tsx';
import { CampaignState } from './campaign-state.tsx';
import { NewCampaign } from './new-campaign.tsx';

/** 活动: campaigns by SMS and email. */
export function Page() {
  const { t } = useText(campaignsText);
  const frame = useText(shell);
  const may = useMay();
  const segmentName = useSegmentName();
  const queries = useQueryClient();
  const list = useList<Campaign>('/api/v1/campaigns');
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  if (open !== undefined) {
    const back = (): void => {
      setOpen(undefined);
      void queries.invalidateQueries({ queryKey: ['list'] });
    };
    return <CampaignDetail id={open} onBack={back} />;
  }
  const create = may('engagement.manage') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.campaigns')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('name'), dataIndex: 'name' },
          { title: t('state'), render: (_, row) => <CampaignState campaign={row} /> },
          { title: t('channel'), render: (_, row) => t(`channel.${row.channel}`) },
          { title: t('segment'), render: (_, row) => segmentName(row.segment) },
          { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
          { title: t('ended'), render: (_, row) => <When at={row.endedAt} /> },
        ]}
      />
      {creating ? (
        <NewCampaign
          onClose={() => setCreating(false)}
          onMade={(id) => {
            setCreating(false);
            setOpen(id);
          }}
        />
      ) : null}
    </>
  );
}
