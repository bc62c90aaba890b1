import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, Panel } from '../../parts/page-head.tsx';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { useMay } from '../../session.ts';
import type { Person } from '../persons/person.ts';
import { PersonSearch } from '../persons/person-search.tsx';
import { PERSON_ID } from './question.ts';

/** Finds the person of a question: by search where the role sees people, or by the identifier. `act` is what the button says. */
export function PickPerson(props: { onPick: (person: string) => void; title?: string; note?: string; act?: string }) {
  const { t } = useText(decisionsText);
  const may = useMay();
  const [found, setFound] = useState<readonly Person[] | null>(null);
  const act = props.act ?? t('choose');
  return (
    <>
      <Panel title={props.title ?? t('person')} note={props.note ?? t('personNote')}>
        {may('customers.read-person') ? <PersonSearch onFound={setFound} clearText={t('clearSearch')} /> : null}
        <Form
          layout="inline"
          className="person-by-id"
          onFinish={(values: { id: string }) => props.onPick(values.id.trim())}
        >
          <Form.Item
            name="id"
            className="grow"
            rules={[{ required: true, transform: trimmed, pattern: PERSON_ID, message: t('personIdNeeded') }]}
          >
            <Input
              aria-label={t('personId')}
              prefix={<span className="muted">{t('personId')}</span>}
              placeholder={t('personIdHint')}
              autoComplete="off"
              maxLength={40}
            />
          </Form.Item>
          <Button htmlType="submit">{act}</Button>
        </Form>
      </Panel>
      {found === null ? null : <Found people={found} act={act} onPick={props.onPick} />}
    </>
  );
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

function Found(props: { people: readonly Person[]; act: string; onPick: (person: string) => void }) {
  const persons = useText(personsText);
  const query = { isPending: false, error: null, errorUpdateCount: 0, refetch: async () => undefined };
  return (
    <DataTable<Person>
      list={{ query, rows: props.people, more: undefined, loadingMore: false }}
      rowKey={(row) => row.id}
      onOpen={(row) => props.onPick(row.id)}
      empty={<EmptyState title={persons.t('notFound')} text={persons.t('notFoundText')} />}
      columns={[
        {
          title: persons.t('name'),
          render: (_, row) =>
            row.refused === null ? (
              <Masked value={row.fields?.['name']} />
            ) : (
              <VerdictChip verdict={{ outcome: 'deny', articles: [row.refused.article], reasons: [row.refused] }} />
            ),
        },
        { title: persons.t('mobile'), render: (_, row) => <Masked value={row.fields?.['mobile']} /> },
        { title: persons.t('email'), render: (_, row) => <Masked value={row.fields?.['email']} /> },
        {
          title: props.act,
          render: (_, row) => (
            <Button size="small" onClick={() => props.onPick(row.id)}>
              {props.act}
            </Button>
          ),
        },
      ]}
    />
  );
}
