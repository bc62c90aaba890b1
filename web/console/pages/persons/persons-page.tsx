import { useState } from 'react';
import { personsText } from '../../../ui/i18n/persons.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useList } from '../../parts/use-list.ts';
import { useOpen } from '../../parts/use-open.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import type { Person } from './person.ts';
import { PersonDetail } from './person-detail.tsx';
import { PersonSearch } from './person-search.tsx';
import { useSourceWord } from './use-source-word.ts';
import { CUSTOMERS, pathOf, type Whom, WhomFilter } from './whom-filter.tsx';

/** 人员: everybody, masked; exact search by POST, so that no value stands in an address. */
export function Page() {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const [open, setOpen] = useOpen();
  const [found, setFound] = useState<readonly Person[] | null>(null);
  const [whom, setWhom] = useState<Whom>(CUSTOMERS);
  const show = (next: Whom): void => {
    setWhom(next);
    setFound(null);
  };
  if (open !== undefined) return <PersonDetail id={open} onBack={() => setOpen(undefined)} />;
  return (
    <>
      <PageHead title={frame.t('page.persons')} purpose={t('purpose')} />
      <Panel title={t('search')} note={t('searchHint')}>
        <WhomFilter whom={whom} onChange={show} />
        <PersonSearch key={whom.activity} onFound={setFound} activity={whom.activity} />
      </Panel>
      {found === null ? (
        <Everybody onOpen={setOpen} whom={whom} />
      ) : (
        <Found people={found} onOpen={setOpen} whom={whom} />
      )}
    </>
  );
}

function Everybody(props: { onOpen: (id: string) => void; whom: Whom }) {
  const { t } = useText(personsText);
  const list = useList<Person>(pathOf(props.whom));
  const { kind } = props.whom;
  return (
    <People
      list={list}
      onOpen={props.onOpen}
      contacts={kind === 'contacts'}
      empty={<EmptyState {...EMPTY[kind](t)} />}
    />
  );
}

type Say = ReturnType<typeof useText<typeof personsText>>['t'];
const EMPTY: Record<Whom['kind'], (t: Say) => { title: string; text: string }> = {
  customers: (t) => ({ title: t('emptyTitle'), text: t('emptyText') }),
  contacts: (t) => ({ title: t('noContacts'), text: t('noContactsText') }),
  employees: (t) => ({ title: t('noEmployees'), text: t('noEmployeesText') }),
};

function Found(props: { people: readonly Person[]; onOpen: (id: string) => void; whom: Whom }) {
  const { t } = useText(personsText);
  const query = { isPending: false, error: null, errorUpdateCount: 0, refetch: async () => undefined };
  const list = { query, rows: props.people, more: undefined, loadingMore: false };
  return (
    <People
      list={list}
      onOpen={props.onOpen}
      contacts={props.whom.kind === 'contacts'}
      empty={<EmptyState title={t('notFound')} text={t('notFoundText')} />}
    />
  );
}

function People(props: {
  list: Parameters<typeof DataTable<Person>>[0]['list'];
  empty: Parameters<typeof DataTable<Person>>[0]['empty'];
  onOpen: (id: string) => void;
  contacts: boolean;
}) {
  const { t } = useText(personsText);
  const profile = useText(profileText);
  const sourceWord = useSourceWord();
  const label = useFieldLabel();
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
        ...(props.contacts
          ? [
              { title: label('employer'), render: (_: unknown, row: Person) => row.organisation?.name ?? '—' },
              column(label('job_title'), 'job_title'),
            ]
          : []),
        column(t('mobile'), 'mobile'),
        column(t('email'), 'email'),
        column(t('memberId'), 'member_id'),
        { title: profile.t('role'), render: (_, row) => profile.t(`role.${row.role ?? 'customer'}`) },
        { title: t('source'), render: (_, row) => sourceWord(row.source) },
        { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
      ]}
    />
  );
}
