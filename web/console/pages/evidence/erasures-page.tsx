import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatDate } from '../../../ui/format.ts';
import { erasuresText } from '../../../ui/i18n/erasures.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { EmptyState, PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { DefenceDialog } from './defence-dialog.tsx';

/** An erased person as the server tells of them. */
export interface Erasure {
  readonly person: string;
  readonly erasedAt: string;
  readonly unrecoverableFrom: string;
  readonly entry: string;
  readonly index: number | null;
  readonly keptForDefence: readonly {
    readonly source: string;
    readonly until: string;
    readonly destroyedAt: string | null;
  }[];
}

/** 删除与抗辩留存: who was erased, and what is kept until when. */
export function Page() {
  const { t } = useText(erasuresText);
  const frame = useText(shell);
  const [opening, setOpening] = useState<string | null>(null);
  const erasures = useQuery({
    queryKey: ['erasures'],
    queryFn: () => api<{ items: readonly Erasure[] }>('/api/v1/erasures'),
  });
  return (
    <>
      <PageHead title={frame.t('page.erasures')} purpose={t('purpose')} />
      <QueryState query={erasures} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('none')} text={t('noneText')} />
          ) : (
            <Panel>
              <Table rows={items} onOpen={setOpening} />
            </Panel>
          )
        }
      </QueryState>
      {opening === null ? null : <DefenceDialog person={opening} onClose={() => setOpening(null)} />}
    </>
  );
}

function Table(props: { rows: readonly Erasure[]; onOpen: (person: string) => void }) {
  const { t } = useText(erasuresText);
  return (
    <SimpleTable
      rows={props.rows}
      rowKey={(row) => row.person}
      columns={[
        { title: t('person'), render: (_, row) => <Copyable text={row.person} short={13} /> },
        { title: t('erasedAt'), render: (_, row) => <When at={row.erasedAt} exact /> },
        { title: t('gone'), render: (_, row) => <Gone from={row.unrecoverableFrom} /> },
        {
          title: t('entry'),
          render: (_, row) => (row.index === null ? t('pending') : `#${formatCount(row.index)}`),
        },
        { title: t('kept'), render: (_, row) => <Kept erasure={row} /> },
        {
          title: '',
          render: (_, row) =>
            row.keptForDefence.some(({ destroyedAt }) => destroyedAt === null) ? (
              <Button size="small" onClick={() => props.onOpen(row.person)}>
                {t('open')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

function Gone(props: { from: string }) {
  const { t } = useText(erasuresText);
  return Date.parse(props.from) <= Date.now() ? (
    <StateTag tone="good">{t('goneSince')}</StateTag>
  ) : (
    <StateTag tone="wait">{t('goneFrom', { day: formatDate(props.from) })}</StateTag>
  );
}

function Kept(props: { erasure: Erasure }) {
  const { t } = useText(erasuresText);
  const { keptForDefence } = props.erasure;
  if (keptForDefence.length === 0) return <>{t('keptNothing')}</>;
  return (
    <ul className="plain-list">
      {keptForDefence.map(({ source, until, destroyedAt }) => {
        const key = `source.${source}`;
        const words = key in erasuresText ? t(key as keyof typeof erasuresText) : source;
        return (
          <li key={source}>
            {destroyedAt === null
              ? t('until', { source: words, day: formatDate(until) })
              : t('destroyed', { source: words })}
          </li>
        );
      })}
    </ul>
  );
}
