import { Select } from 'antd';
import { useState } from 'react';
import { consentsText } from '../../../ui/i18n/consents.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';

interface Act {
  readonly person: string;
  readonly kind: string;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly at: string;
}

const GOOD = new Set(['granted', 'address-confirmed']);

/** 同意记录: every act of every person, without what was said about them. */
export function Page() {
  const { t } = useText(consentsText);
  const frame = useText(shell);
  const word = useRegisterWord();
  const { nameOf, activities } = useActivityName();
  const [activity, setActivity] = useState('');
  const list = useList<Act>(activity === '' ? '/api/v1/consents' : `/api/v1/consents?activity=${activity}`);
  const filter = (
    <Select
      aria-label={t('activity')}
      style={{ width: 200 }}
      value={activity}
      onChange={setActivity}
      options={[
        { value: '', label: t('all') },
        ...activities.map((each) => ({ value: each.code, label: nameOf(each.code) })),
      ]}
    />
  );
  const kindWord = (kind: string): string =>
    `kind.${kind}` in consentsText ? t(`kind.${kind}` as keyof typeof consentsText) : kind;
  return (
    <>
      <PageHead title={frame.t('page.consents')} purpose={t('purpose')} actions={filter} />
      <DataTable
        list={list}
        rowKey={(row) => `${row.at} ${row.person} ${row.kind} ${row.activity} ${row.channel}`}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          { title: t('at'), render: (_, row) => <When at={row.at} exact /> },
          { title: t('person'), render: (_, row) => <Copyable text={row.person} short={13} /> },
          {
            title: t('act'),
            render: (_, row) => (
              <StateTag tone={row.kind === 'shown' ? 'none' : GOOD.has(row.kind) ? 'good' : 'bad'}>
                {kindWord(row.kind)}
              </StateTag>
            ),
          },
          { title: t('activity'), render: (_, row) => (row.activity === null ? '—' : nameOf(row.activity)) },
          { title: t('channel'), render: (_, row) => (row.channel === null ? '—' : word('channel', row.channel)) },
        ]}
      />
    </>
  );
}
