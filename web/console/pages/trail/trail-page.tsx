import { Select } from 'antd';
import { useState } from 'react';
import { shell } from '../../../ui/i18n/shell.ts';
import { trailText } from '../../../ui/i18n/trail.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';

interface Act {
  readonly position: number;
  readonly time: string;
  readonly actor: string;
  readonly act: string;
  readonly subject: string | null;
  readonly receipt: string | null;
}

/** 操作记录: the trail of staff acts. */
export function Page() {
  const { t } = useText(trailText);
  const frame = useText(shell);
  const [actor, setActor] = useState('');
  const staff = useItems<{ readonly id: string; readonly name: string }>('/api/v1/staff');
  const list = useList<Act>(actor === '' ? '/api/v1/trail' : `/api/v1/trail?actor=${encodeURIComponent(actor)}`);
  const filter = (
    <Select
      aria-label={t('actor')}
      style={{ width: 180 }}
      value={actor}
      onChange={setActor}
      options={[
        { value: '', label: t('allActors') },
        ...staff.rows.map((each) => ({ value: `staff:${each.id}`, label: each.name })),
      ]}
    />
  );
  const actWord = (act: string): string => (act in trailText ? t(act as keyof typeof trailText) : act);
  return (
    <>
      <PageHead title={frame.t('page.trail')} purpose={t('purpose')} actions={filter} />
      <DataTable
        list={list}
        rowKey={(row) => String(row.position)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          { title: t('time'), render: (_, row) => <When at={row.time} exact /> },
          { title: t('actor'), render: (_, row) => <Who id={row.actor} /> },
          { title: t('act'), render: (_, row) => actWord(row.act) },
          { title: t('subject'), render: (_, row) => <Subject id={row.subject} staff={staff.rows} /> },
          {
            title: t('receipt'),
            render: (_, row) => (row.receipt === null ? '—' : <Copyable text={row.receipt} short={13} />),
          },
        ]}
      />
    </>
  );
}

function Subject(props: { id: string | null; staff: readonly { readonly id: string; readonly name: string }[] }) {
  if (props.id === null) return <>—</>;
  const name = props.staff.find((each) => each.id === props.id)?.name;
  return name === undefined ? <Copyable text={props.id} short={13} /> : name;
}
