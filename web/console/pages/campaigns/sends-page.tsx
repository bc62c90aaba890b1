import { Select } from 'antd';
import { useState } from 'react';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { SEND_STATES, useStateWord } from './campaign.ts';
import { RepliesPanel } from './replies-panel.tsx';

interface Send {
  readonly id: string;
  readonly activity: string;
  readonly channel: 'sms' | 'email';
  readonly address: string | null;
  readonly state: string;
  readonly receipt: string | null;
  readonly signName: string | null;
  readonly template: string | null;
  readonly parts: number | null;
  readonly handedAt: string | null;
  readonly reportedAt: string | null;
  readonly code: string | null;
  readonly article: string | null;
}

const TONES: Readonly<Record<string, 'good' | 'wait' | 'bad'>> = {
  accepted: 'good',
  delivered: 'good',
  reserved: 'wait',
  handing_off: 'wait',
  unknown: 'bad',
  rejected: 'bad',
  undelivered: 'bad',
};

/** 发送记录: every message, masked. */
export function Page() {
  const { t } = useText(campaignsText);
  const article = useArticle();
  const frame = useText(shell);
  const word = useStateWord();
  const { nameOf } = useActivityName();
  const [state, setState] = useState('');
  const list = useList<Send>(state === '' ? '/api/v1/sends' : `/api/v1/sends?state=${state}`);
  const filter = (
    <Select
      aria-label={t('state')}
      style={{ width: 180 }}
      value={state}
      onChange={setState}
      options={[
        { value: '', label: t('allStates') },
        ...SEND_STATES.map((each) => ({ value: each, label: word('send', each) })),
      ]}
    />
  );
  return (
    <>
      <PageHead title={frame.t('page.sends')} purpose={t('sendsPurpose')} actions={filter} />
      <RepliesPanel />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('sendsEmptyTitle')} text={t('sendsEmptyText')} />}
        columns={[
          { title: t('handed'), render: (_, row) => <When at={row.handedAt} /> },
          { title: t('address'), render: (_, row) => <Masked value={row.address} /> },
          {
            title: t('state'),
            render: (_, row) => <StateTag tone={TONES[row.state] ?? 'none'}>{word('send', row.state)}</StateTag>,
          },
          { title: t('channel'), render: (_, row) => t(`channel.${row.channel}`) },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          { title: t('signName'), render: (_, row) => row.signName ?? '—' },
          { title: t('template'), render: (_, row) => row.template ?? '—' },
          { title: t('parts'), className: 'num', render: (_, row) => row.parts ?? '—' },
          { title: t('code'), render: (_, row) => (row.article === null ? (row.code ?? '—') : article(row.article)) },
          {
            title: t('receipt'),
            render: (_, row) => (row.receipt === null ? '—' : <Copyable text={row.receipt} short={13} />),
          },
        ]}
      />
    </>
  );
}
