import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { keysText } from '../../../ui/i18n/keys.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import type { KeyState } from './key-state.ts';
import { RotationPanel } from './rotation-panel.tsx';
import { UnsealPanel } from './unseal-panel.tsx';

/** 密钥: the keys of the vault, their rotation and destruction, and what did not open. */
export function Page() {
  const { t } = useText(keysText);
  const frame = useText(shell);
  const state = useQuery({
    queryKey: ['vault-keys'],
    queryFn: () => api<KeyState>('/api/v1/vault/keys'),
    refetchInterval: 2_000,
  });
  return (
    <>
      <PageHead title={frame.t('page.keys')} purpose={t('purpose')} />
      <QueryState query={state} rows={6}>
        {(keys) => (
          <>
            {keys.sealed ? <UnsealPanel /> : <RotationPanel rotation={keys.rotations[0]} />}
            <Rotations rotations={keys.rotations} />
            <Secrets secrets={keys.secrets} />
            <Alarms alarms={keys.alarms} />
            <Events events={keys.events} />
          </>
        )}
      </QueryState>
    </>
  );
}

// Each rotation with how far it came; the newest first.
function Rotations({ rotations }: Pick<KeyState, 'rotations'>) {
  const { t } = useText(keysText);
  if (rotations.length === 0) return null;
  return (
    <Panel title={t('rotations')}>
      <SimpleTable
        rows={rotations}
        rowKey={(row) => row.id}
        columns={[
          { title: t('what'), render: (_, row) => t(`kind.${row.kind}`) },
          {
            title: t('state'),
            render: (_, row) => (
              <StateTag tone={row.state === 'paused' ? 'wait' : 'good'}>{t(`state.${row.state}`)}</StateTag>
            ),
          },
          {
            title: t('progress'),
            className: 'num',
            render: (_, row) => `${formatCount(row.done)} / ${formatCount(row.total)}`,
          },
          {
            title: t('finished'),
            render: (_, row) => (row.finishedAt === null ? '—' : <When at={row.finishedAt} exact />),
          },
        ]}
      />
    </Panel>
  );
}

const TONES = { current: 'good', retired: 'none', destroying: 'wait', destroyed: 'none' } as const;
const STANDING_INDEX = 1;

function Secrets({ secrets }: Pick<KeyState, 'secrets'>) {
  const { t } = useText(keysText);
  return (
    <Panel title={t('secrets')} note={t('secretsNote')}>
      <SimpleTable
        rows={secrets}
        rowKey={(row) => `${row.kind}/${row.id}`}
        columns={[
          { title: t('secrets'), render: (_, row) => t(`secret.${row.kind}`, { id: row.id }) },
          {
            title: t('state'),
            render: (_, row) => <StateTag tone={TONES[row.state]}>{t(`state.${row.state}`)}</StateTag>,
          },
          {
            title: t('left'),
            className: 'num',
            render: (_, row) => (row.left === null ? '—' : formatCount(row.left)),
          },
          { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
          { title: t('destroy'), render: (_, row) => <Destruction row={row} /> },
        ]}
      />
    </Panel>
  );
}

function Destruction({ row }: { row: KeyState['secrets'][number] }) {
  const { t } = useText(keysText);
  const at = row.destroyedAt ?? row.destroyAt;
  if (at !== null) return <When at={at} exact />;
  if (row.kind === 'indexes' && row.id === STANDING_INDEX) return t('destroyNever');
  return row.state === 'current' ? '—' : t('destroyWaits');
}

function Alarms({ alarms }: Pick<KeyState, 'alarms'>) {
  const { t } = useText(keysText);
  return (
    <Panel title={t('alarms')} note={t(alarms.length === 0 ? 'alarmsNone' : 'alarmsNote')}>
      {alarms.length === 0 ? null : (
        <SimpleTable
          rows={alarms}
          rowKey={(row) => `${row.what}/${row.hour}`}
          columns={[
            { title: t('what'), render: (_, row) => <StateTag tone="bad">{row.what}</StateTag> },
            { title: t('times'), className: 'num', dataIndex: 'count' },
            { title: t('last'), render: (_, row) => <When at={row.lastAt} exact /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Events({ events }: Pick<KeyState, 'events'>) {
  const { t } = useText(keysText);
  return (
    <Panel title={t('events')} note={t(events.length === 0 ? 'eventsNone' : 'eventsNote')}>
      {events.length === 0 ? null : (
        <SimpleTable
          rows={events}
          rowKey={(row) => row.id}
          columns={[
            { title: t('what'), render: (_, row) => t(`event.${row.what}` as 'event.destroyed') },
            { title: t('when'), render: (_, row) => <When at={row.at} exact /> },
            { title: t('receipt'), render: (_, row) => <Copyable text={row.receipt} short={16} /> },
          ]}
        />
      )}
    </Panel>
  );
}
