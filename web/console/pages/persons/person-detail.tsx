import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useList } from '../../parts/use-list.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import { useRegisterWord } from '../activities/activity.ts';
import { makeBundle } from '../desk/files.ts';
import { AgeOfPerson } from './age-of-person.tsx';
import { ComputedOfPerson } from './computed-of-person.tsx';
import { CorrectionsOfPerson } from './corrections-of-person.tsx';
import { Identifiers } from './identifiers.tsx';
import { KnownValues } from './known-values.tsx';
import { NoticesOfPerson } from './notices-of-person.tsx';
import type { Profile, ProfileRecord } from './profile.ts';
import { ReachOfPerson } from './reach-of-person.tsx';
import { RevealDialog } from './reveal-dialog.tsx';
import { TagsOfPerson } from './tags-of-person.tsx';
import { Timeline } from './timeline.tsx';
import { useSourceWord } from './use-source-word.ts';

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
  const words = useText(profileText);
  const may = useMay();
  const navigate = useNavigate();
  const [revealing, setRevealing] = useState(false);
  const person = useQuery({
    queryKey: ['person', props.id],
    queryFn: () => api<Profile>(`/api/v1/persons/${props.id}/profile`),
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
        title={<Masked value={person.data?.values.find(({ trait }) => trait === 'name')?.value} />}
        purpose={<Copyable text={props.id} />}
        actions={actions}
      />
      <QueryState query={person} rows={6}>
        {(data) => (
          <>
            <Known profile={data} />
            <TagsOfPerson person={props.id} profile={data} />
            <ComputedOfPerson profile={data} />
          </>
        )}
      </QueryState>
      <ReachOfPerson person={props.id} />
      {may('consent.read') ? <NoticesOfPerson person={props.id} /> : null}
      {may('consent.read') ? <AgeOfPerson person={props.id} /> : null}
      <Panel title={words.t('timeline')} note={words.t('timelineNote')}>
        <Timeline person={props.id} />
      </Panel>
      <CorrectionsOfPerson person={props.id} />
      {may('consent.read-uses') ? (
        <Panel title={t('uses')} note={t('usesNote')}>
          <Uses person={props.id} />
        </Panel>
      ) : null}
      {revealing ? (
        <RevealDialog person={props.id} fields={ownFields(person.data, props.id)} onClose={() => setRevealing(false)} />
      ) : null}
    </>
  );
}

function ownFields(profile: Profile | undefined, person: string): string[] {
  return (profile?.values ?? []).filter((each) => !each.general && each.record === person).map((each) => each.trait);
}

function Known(props: { profile: Profile }) {
  const { t } = useText(profileText);
  const persons = useText(personsText);
  const { profile } = props;
  const refused = profile.records.flatMap((record) => record.refused ?? [])[0];
  return (
    <>
      <Panel title={t('values')} note={t('valuesNote')}>
        {refused === undefined ? null : (
          <VerdictChip verdict={{ outcome: 'deny', articles: [refused.article], reasons: [refused] }} />
        )}
        <KnownValues profile={profile} />
        {profile.receipt === null ? null : (
          <p className="mono">
            {persons.t('receipt')} {profile.receipt}
          </p>
        )}
      </Panel>
      <Panel
        title={t('records')}
        note={profile.records.length > 1 ? t('recordsNote', { count: profile.records.length }) : undefined}
      >
        <Records profile={profile} />
      </Panel>
      <Panel title={t('identifiers')} note={t('identifiersNote')}>
        <Identifiers profile={profile} />
      </Panel>
    </>
  );
}

function Records(props: { profile: Profile }) {
  const { t } = useText(profileText);
  const persons = useText(personsText);
  const sourceWord = useSourceWord();
  const { nameOf } = useActivityName();
  return (
    <SimpleTable
      rows={props.profile.records}
      rowKey={(row) => row.id}
      columns={[
        { title: t('record'), render: (_, row) => <Copyable text={row.id} short={13} /> },
        { title: t('role'), render: (_, row) => t(`role.${row.role}`) },
        ...(props.profile.records.some(({ organisation }) => organisation !== null)
          ? [
              {
                title: t('organisation'),
                render: (_: unknown, { organisation }: ProfileRecord) =>
                  organisation === null
                    ? '—'
                    : [organisation.name, organisation.registrationNumber ?? ''].join(' ').trim(),
              },
            ]
          : []),
        { title: t('origin'), render: (_, row) => sourceWord(row.source) },
        { title: persons.t('activity'), render: (_, row) => nameOf(row.activity) },
        { title: persons.t('created'), render: (_, row) => <When at={row.createdAt} /> },
      ]}
    />
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
