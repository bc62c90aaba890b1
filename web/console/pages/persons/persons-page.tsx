import { useState } from 'react';
import { personsText } from '../../../ui/i18n/persons.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { useList } from '../../parts/use-list.ts';
import { useOpen } from '../../parts/use-open.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';
import type { Person } from './person.ts';
import { PersonDetail } from './person-detail.tsx';
import { PersonSearch } from './person-search.tsx';

/** 人员: everybody, masked; exact search by POST, so that no value stands in an address. */
export function Page() {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const [open, setOpen] = useOpen();
  const [found, setFound] = useState<readonly Person[] | null>(null);
  if (open !== undefined) return <PersonDetail id={open} onBack={() => setOpen(undefined)} />;
  return (
    <>
      <PageHead title={frame.t('page.persons')} purpose={t('purpose')} />
      <Panel title={t('search')} note={t('searchHint')}>
        <PersonSearch onFound={setFound} />
      </Panel>
      {found === null ? <Everybody onOpen={setOpen} /> : <Found people={found} onOpen={setOpen} />}
    </>
  );
}

function Everybody(props: { onOpen: (id: string) => void }) {
  const { t } = useText(personsText);
  const list = useList<Person>('/api/v1/persons');
  return (
    <People list={list} onOpen={props.onOpen} empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />} />
  );
}

function Found(props: { people: readonly Person[]; onOpen: (id: string) => void }) {
  const { t } = useText(personsText);
  const query = { isPending: false, isError: false, error: null, refetch: async () => undefined };
  const list = { query, rows: props.people, more: undefined, loadingMore: false };
  return (
    <People list={list} onOpen={props.onOpen} empty={<EmptyState title={t('notFound')} text={t('notFoundText')} />} />
  );
}

function People(props: {
  list: Parameters<typeof DataTable<Person>>[0]['list'];
  empty: Parameters<typeof DataTable<Person>>[0]['empty'];
  onOpen: (id: string) => void;
}) {
  const { t } = useText(personsText);
  const profile = useText(profileText);
  const word = useRegisterWord();
  const column = (title: string, field: string) => ({
    title,
    render: (_: unknown, row: Person) => <Masked value={row.fields?.[field]} />,
  });
  return (
    <DataTable
      list={props.list}
      rowKey={(row) => row.id}
      onOpen={(row) => props.onOpen(row.id)}
      empty={props.empty}
      columns={[
        {
          title: t('name'),
          render: (_, row) =>
            row.refused === null ? (
              <Masked value={row.fields?.['name']} />
            ) : (
              <VerdictChip verdict={{ outcome: 'deny', articles: [row.refused.article], reasons: [row.refused] }} />
            ),
        },
        column(t('mobile'), 'mobile'),
        column(t('email'), 'email'),
        column(t('memberId'), 'member_id'),
        { title: profile.t('role'), render: (_, row) => profile.t(`role.${row.role ?? 'customer'}`) },
        { title: t('source'), render: (_, row) => word('source', row.source) },
        { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
      ]}
    />
  );
}
