import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import { useRegisterWord } from '../activities/activity.ts';
import { makeBundle } from '../desk/files.ts';
import { AgeOfPerson } from './age-of-person.tsx';
import type { Person } from './person.ts';
import { ReachOfPerson } from './reach-of-person.tsx';
import { RevealDialog } from './reveal-dialog.tsx';

interface Use {
  readonly use: string;
  readonly activity: string;
  readonly operation: string;
  readonly channel: string | null;
  readonly fields: readonly string[];
  readonly at: string;
  readonly by: string;
  readonly receipt: string;
  readonly population: boolean;
}

/** One person: what is held (masked), whether they may be reached and why, and every use. */
export function PersonDetail(props: { id: string; onBack: () => void }) {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const may = useMay();
  const navigate = useNavigate();
  const [revealing, setRevealing] = useState(false);
  const person = useQuery({
    queryKey: ['person', props.id],
    queryFn: () => api<Person>(`/api/v1/persons/${props.id}`),
    staleTime: 60_000,
  });
  const actions = (
    <Space wrap>
      {may('consent.decide') ? (
        <Button onClick={() => void navigate({ to: '/decisions', search: { open: props.id } } as never)}>
          {t('explain')}
        </Button>
      ) : null}
      {may('evidence.bundle') ? (
        <Button onClick={() => void makeBundle({ person: props.id })}>{t('bundle')}</Button>
      ) : null}
      {may('vault.reveal') ? <Button onClick={() => setRevealing(true)}>{t('reveal')}</Button> : null}
    </Space>
  );
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.persons'), onBack: props.onBack }}
        title={<Masked value={person.data?.fields?.['name']} />}
        purpose={<Copyable text={props.id} />}
        actions={actions}
      />
      <Panel title={t('held')}>
        <QueryState query={person} rows={3}>
          {(data) => <Held person={data} />}
        </QueryState>
      </Panel>
      <ReachOfPerson person={props.id} />
      {may('consent.read') ? <AgeOfPerson person={props.id} /> : null}
      <Panel title={t('uses')} note={t('usesNote')}>
        <Uses person={props.id} />
      </Panel>
      {revealing ? (
        <RevealDialog
          person={props.id}
          fields={Object.keys(person.data?.fields ?? {})}
          onClose={() => setRevealing(false)}
        />
      ) : null}
    </>
  );
}

function Held(props: { person: Person }) {
  const word = useRegisterWord();
  const { t } = useText(personsText);
  const label = useFieldLabel();
  return (
    <>
      <dl className="facts">
        {Object.entries(props.person.fields ?? {}).map(([field, value]) => (
          <div key={field} style={{ display: 'contents' }}>
            <dt>{label(field)}</dt>
            <dd>
              <Masked value={value} />
            </dd>
          </div>
        ))}
        <dt>{t('source')}</dt>
        <dd>{word('source', props.person.source)}</dd>
        <dt>{t('created')}</dt>
        <dd>
          <When at={props.person.createdAt} />
        </dd>
      </dl>
      {props.person.receipt == null ? null : (
        <p className="mono">
          {t('receipt')} {props.person.receipt}
        </p>
      )}
    </>
  );
}

function Uses(props: { person: string }) {
  const { t, list: items } = useText(personsText);
  const word = useRegisterWord();
  const label = useFieldLabel();
  const { nameOf } = useActivityName();
  const list = useList<Use>(`/api/v1/persons/${props.person}/uses`, 20);
  return (
    <DataTable
      list={list}
      rowKey={(row) => row.use}
      empty={<EmptyState title={t('noUses')} text={t('noUsesText')} />}
      columns={[
        { title: t('at'), render: (_, row) => <When at={row.at} /> },
        { title: t('activity'), render: (_, row) => nameOf(row.activity) },
        { title: t('operation'), render: (_, row) => (row.population ? t('analysed') : word('op', row.operation)) },
        { title: t('channel'), render: (_, row) => (row.channel === null ? '—' : word('channel', row.channel)) },
        { title: t('fields'), className: 'wrap', render: (_, row) => items(row.fields.map(label)) },
        { title: t('by'), render: (_, row) => <Who id={row.by} /> },
        { title: t('useReceipt'), render: (_, row) => <Copyable text={row.receipt} short={13} /> },
      ]}
    />
  );
}
