import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { TypedConfirm } from '../../parts/typed-confirm.tsx';
import { useMay } from '../../session.ts';
import { type Campaign, type Check, isActive, type Progress } from './campaign.ts';

/** Starting and stopping, each confirmed by typing how many people it concerns. */
export function CampaignActions(props: { progress: Progress; check: UseMutationResult<Check, Error, void> }) {
  const { t } = useText(campaignsText);
  const may = useMay();
  const { campaign, sends, undecided } = props.progress;
  const [starting, setStarting] = useState(false);
  // The number that was asked for stays while it is typed, although the sending goes on.
  const [stopping, setStopping] = useState<number | null>(null);
  if (!may('engagement.send')) return null;
  return (
    <Space wrap>
      {campaign.state === 'draft' ? (
        <Button type="primary" onClick={() => setStarting(true)}>
          {t('start')}
        </Button>
      ) : null}
      {isActive(campaign) ? (
        <Button danger type="primary" onClick={() => setStopping((sends['reserved'] ?? 0) + undecided)}>
          {t('stop')}
        </Button>
      ) : null}
      {starting ? <StartDialog campaign={campaign} check={props.check} onClose={() => setStarting(false)} /> : null}
      {stopping === null ? null : (
        <StopDialog campaign={campaign} people={stopping} onClose={() => setStopping(null)} />
      )}
    </Space>
  );
}

function StartDialog(props: { campaign: Campaign; check: UseMutationResult<Check, Error, void>; onClose: () => void }) {
  const { t } = useText(campaignsText);
  const queries = useQueryClient();
  const { campaign } = props;
  const counted = useReachable(campaign, props.check);
  const start = useMutation({
    mutationFn: () => api(`/api/v1/campaigns/${campaign.id}/start`, { method: 'POST' }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['campaign', campaign.id] });
      props.onClose();
    },
  });
  const error = start.error ?? counted.error;
  return (
    <TypedConfirm
      title={t('startTitle', { name: campaign.name })}
      text={t('startText', { segment: campaign.segment, count: formatCount(counted.people ?? 0) })}
      people={counted.people}
      act={t('start')}
      pending={start.isPending}
      problem={error === null ? null : <ProblemAlert error={error} />}
      onConfirm={() => start.mutate()}
      onClose={props.onClose}
    />
  );
}

/** How many may be reached: from the check that stands on the page, else counted once for whoever may only send. */
function useReachable(campaign: Campaign, check: UseMutationResult<Check, Error, void>) {
  const may = useMay();
  const count = useMutation({
    mutationFn: async () => {
      if (may('engagement.manage')) return (await check.mutateAsync()).reach.allowed;
      const reach = await api<{ allowed: number }>(`/api/v1/segments/${campaign.segment}/reach`, {
        method: 'POST',
        body: { activity: campaign.activity, operation: 'use', channel: campaign.channel },
      });
      return reach.allowed;
    },
  });
  const { mutate } = count;
  const known = check.data !== undefined;
  useEffect(() => {
    if (!known) mutate();
  }, [known, mutate]);
  return { people: check.data?.reach.allowed ?? count.data, error: count.error };
}

function StopDialog(props: { campaign: Campaign; people: number; onClose: () => void }) {
  const { t } = useText(campaignsText);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api<{ stopped: number }>(`/api/v1/campaigns/${props.campaign.id}/stop`, { method: 'POST' }),
    onSuccess: async (answer) => {
      void message.info(t('stopped', { count: formatCount(answer.stopped) }));
      await queries.invalidateQueries({ queryKey: ['campaign', props.campaign.id] });
      props.onClose();
    },
  });
  return (
    <TypedConfirm
      title={t('stopTitle')}
      text={t('stopText', { count: formatCount(props.people) })}
      people={props.people}
      act={t('stop')}
      danger
      pending={stop.isPending}
      problem={stop.error === null ? null : <ProblemAlert error={stop.error} />}
      onConfirm={() => stop.mutate()}
      onClose={props.onClose}
    />
  );
}
