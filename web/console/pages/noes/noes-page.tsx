import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { noesText } from '../../../ui/i18n/noes.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { EnterComplaints } from './enter-complaints.tsx';

interface Way {
  readonly way: string;
  readonly count: number;
  readonly last: string | null;
}

/** Every way that exists, with what it does; the list shows them also before anybody used them. */
const WAYS: Readonly<Record<string, keyof typeof noesText>> = {
  'answer/form': 'effect.activity',
  form: 'effect.activity',
  'answer/agent': 'effect.activity',
  'answer/paper': 'effect.activity',
  'site/banner': 'effect.activity',
  'site/form': 'effect.activity',
  'site/preferences': 'effect.activity',
  'site/privacy-signal': 'effect.activity',
  'site/mini-program': 'effect.activity',
  'site/resent': 'effect.activity',
  site: 'effect.activity',
  'privacy-centre': 'effect.said',
  'sms-reply': 'effect.sms',
  'unsubscribe-page': 'effect.channel',
  'one-click': 'effect.email',
  'wecom-friend-deleted': 'effect.wecom',
  'wecom-contact-ended': 'effect.wecom',
  'wecom-transfer-refused': 'effect.wecom',
  'wecom-group-left': 'effect.wecom',
  'wechat-unfollowed': 'effect.official',
  'wechat-subscription-refused': 'effect.channel',
  'wechat-authorisation-revoked': 'effect.activity',
  'wechat-account-closed': 'effect.all',
  'tmall-membership-left': 'effect.all',
  webhook: 'effect.said',
  'complaint-12321': 'effect.all',
  'complaint-carrier': 'effect.all',
  'complaint-platform': 'effect.all',
  staff: 'effect.said',
  'api-key': 'effect.said',
};

/** 拒绝的来路: where people can say no, and when each was last heard. */
export function Page() {
  const { t } = useText(noesText);
  const frame = useText(shell);
  const may = useMay();
  const [entering, setEntering] = useState(false);
  const ways = useQuery({
    queryKey: ['noes'],
    queryFn: () => api<{ items: readonly Way[] }>('/api/v1/noes'),
  });
  const enter = may('consent.object') ? (
    <Button type="primary" onClick={() => setEntering(true)}>
      {t('complaints')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.noes')} purpose={t('purpose')} actions={enter} />
      <Panel>
        <QueryState query={ways}>{(data) => <Ways items={data.items} />}</QueryState>
      </Panel>
      {entering ? <EnterComplaints onClose={() => setEntering(false)} /> : null}
    </>
  );
}

function Ways(props: { items: readonly Way[] }) {
  const { t } = useText(noesText);
  const heard = new Map(props.items.map((each) => [each.way, each]));
  const rows = [
    ...props.items,
    ...Object.keys(WAYS).flatMap((way): Way[] => (heard.has(way) ? [] : [{ way, count: 0, last: null }])),
  ];
  const nameOf = (way: string): string => (`way.${way}` in noesText ? t(`way.${way}` as keyof typeof noesText) : way);
  return (
    <SimpleTable
      rows={rows}
      rowKey={({ way }) => way}
      columns={[
        { title: t('way'), render: (_, row) => nameOf(row.way) },
        { title: t('what'), render: (_, row) => t(WAYS[row.way] ?? 'effect.said') },
        { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
        {
          title: t('last'),
          render: (_, row) =>
            row.last === null ? <StateTag tone="none">{t('never')}</StateTag> : <When at={row.last} />,
        },
      ]}
    />
  );
}
