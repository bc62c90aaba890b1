import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useList } from '../../parts/use-list.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import type { Person } from './person.ts';
import { PersonDetail } from './person-detail.tsx';

interface Search {
  readonly field: 'mobile' | 'email' | 'member_id';
  readonly value: string;
}

/** 人员: everybody, masked; exact search by POST, so that no value stands in an address. */
export function Page() {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const [open, setOpen] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Person[] | null>(null);
  if (open !== null) return <PersonDetail id={open} onBack={() => setOpen(null)} />;
  return (
    <>
      <PageHead title={frame.t('page.persons')} purpose={t('purpose')} />
      <SearchPanel onFound={setFound} />
      {found === null ? <Everybody onOpen={setOpen} /> : <Found people={found} onOpen={setOpen} />}
    </>
  );
}

function SearchPanel(props: { onFound: (people: readonly Person[] | null) => void }) {
  const { t } = useText(personsText);
  const [form] = Form.useForm<Search>();
  const search = useMutation({
    mutationFn: (values: Search) =>
      api<{ items: readonly Person[] }>('/api/v1/persons/searches', { method: 'POST', body: values }),
    onSuccess: (answer) => props.onFound(answer.items),
  });
  const clear = (): void => {
    form.resetFields();
    search.reset();
    props.onFound(null);
  };
  return (
    <Panel title={t('search')} note={t('searchHint')}>
      <ProblemAlert error={search.error} />
      <Form
        form={form}
        layout="inline"
        initialValues={{ field: 'mobile' }}
        onFinish={(values) => search.mutate(values)}
      >
        <Form.Item name="field">
          <Select
            aria-label={t('search')}
            style={{ width: 120 }}
            options={(['mobile', 'email', 'member_id'] as const).map((field) => ({
              value: field,
              label: t(`field.${field}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="value" rules={[{ required: true }]}>
          <Input aria-label={t('find')} autoComplete="off" maxLength={254} style={{ width: 240 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={search.isPending}>
          {t('find')}
        </Button>
        <Button type="text" onClick={clear}>
          {t('clear')}
        </Button>
      </Form>
    </Panel>
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
        column(t('name'), 'name'),
        column(t('mobile'), 'mobile'),
        column(t('email'), 'email'),
        column(t('memberId'), 'member_id'),
        { title: t('source'), dataIndex: 'source' },
        { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
        {
          title: '',
          render: (_, row) =>
            row.refused === null ? null : (
              <VerdictChip verdict={{ outcome: 'deny', articles: [row.refused.article], reasons: [row.refused] }} />
            ),
        },
      ]}
    />
  );
}
