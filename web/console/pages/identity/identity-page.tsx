import { useQuery } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { identityText } from '../../../ui/i18n/identity.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ItemsState, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { ClusterDetail } from './cluster-detail.tsx';
import { ClusterEvents } from './cluster-events.tsx';
import { type ClusterEvent, type Conflict, type LinkingState, useIdentifierWord } from './identity.ts';
import { LinkingSetting } from './linking-setting.tsx';
import { RulingDialog } from './ruling-dialog.tsx';

const REFRESH_MS = 10_000;

/** 合并与冲突: which records are one human, what was not joined and why, and rulings by hand. */
export function Page() {
  const { t } = useText(identityText);
  const frame = useText(shell);
  const [open, setOpen] = useOpen();
  const state = useQuery({
    queryKey: ['identity'],
    queryFn: () => api<LinkingState>('/api/v1/identity'),
    refetchInterval: REFRESH_MS,
  });
  const events = useItems<ClusterEvent>('/api/v1/identity/events', { refetchInterval: REFRESH_MS });
  if (open !== undefined) return <ClusterDetail person={open} onBack={() => setOpen(undefined)} />;
  return (
    <>
      <PageHead title={frame.t('page.identity')} purpose={t('purpose')} actions={<LookUp onFound={setOpen} />} />
      <QueryState query={state} rows={3}>
        {(data) => (
          <>
            <Panel>
              <LinkingSetting state={data} />
              <Facts
                items={[
                  [t('clusters'), formatCount(data.clusters)],
                  [t('records'), formatCount(data.records)],
                  [t('waiting'), formatCount(data.waiting)],
                  [t('apart'), formatCount(data.apart)],
                ]}
              />
            </Panel>
            <Quarantine />
            <Crowded state={data} />
          </>
        )}
      </QueryState>
      <Panel title={t('events')}>
        <QueryState query={events.query} rows={2}>
          {({ items }) => <ClusterEvents events={items} withPerson />}
        </QueryState>
      </Panel>
    </>
  );
}

function LookUp(props: { onFound: (person: string) => void }) {
  const { t } = useText(identityText);
  const [id, setId] = useState('');
  return (
    <Space.Compact>
      <Input
        aria-label={t('lookUp')}
        placeholder={t('lookUp')}
        value={id}
        onChange={(event) => setId(event.target.value.trim())}
        onPressEnter={() => (id === '' ? undefined : props.onFound(id))}
      />
      <Button disabled={id === ''} onClick={() => props.onFound(id)}>
        {t('show')}
      </Button>
    </Space.Compact>
  );
}

function Quarantine() {
  const { t } = useText(identityText);
  const wordOf = useIdentifierWord();
  const may = useMay();
  const [merging, setMerging] = useState<Conflict>();
  const list = useItems<Conflict>('/api/v1/identity/quarantine', { refetchInterval: REFRESH_MS });
  const why = (row: Conflict) =>
    row.reason === 'two-of-one'
      ? t('reason.two-of-one', { what: wordOf(row.contradiction ?? '') })
      : t(`reason.${row.reason}`);
  const record = (person: string) => (
    <PageLink to="/identity" open={person}>
      {person.slice(-12)}
    </PageLink>
  );
  return (
    <Panel title={t('quarantine')} note={t('quarantineNote')}>
      <ItemsState list={list} empty={<p className="muted">{t('quarantineEmpty')}</p>}>
        {(rows) => (
          <SimpleTable
            rows={rows.map((each, place) => ({ ...each, place }))}
            rowKey={(row) => String(row.place)}
            columns={[
              { title: t('one'), render: (_, row) => record(row.a) },
              { title: t('other'), render: (_, row) => record(row.b) },
              { title: t('through'), render: (_, row) => [wordOf(row.type), row.issuer].filter(Boolean).join(' · ') },
              { title: t('why'), className: 'wrap', render: (_, row) => why(row) },
              { title: t('since'), render: (_, row) => <When at={row.since} /> },
              {
                title: '',
                render: (_, row) =>
                  may('customers.rule-identity') ? (
                    <Button size="small" onClick={() => setMerging(row)}>
                      {t('merge')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </ItemsState>
      {merging === undefined ? null : (
        <RulingDialog
          title={t('merge')}
          path="/api/v1/identity/merges"
          body={{ persons: [merging.a, merging.b] }}
          onClose={() => setMerging(undefined)}
          onDone={() => setMerging(undefined)}
        />
      )}
    </Panel>
  );
}

/** The server counts the records of an identifier up to here. */
const MOST_COUNTED = 65_535;

function Crowded(props: { state: LinkingState }) {
  const { t } = useText(identityText);
  const wordOf = useIdentifierWord();
  const { crowded } = props.state;
  const countOf = (records: number) =>
    records >= MOST_COUNTED ? t('orMore', { count: formatCount(records) }) : formatCount(records);
  if (crowded.length === 0) return null;
  return (
    <Panel title={t('crowded')} note={t('crowdedNote')}>
      <SimpleTable
        rows={crowded.map((each, place) => ({ ...each, place }))}
        rowKey={(row) => String(row.place)}
        columns={[
          { title: t('through'), render: (_, row) => [wordOf(row.type), row.issuer].filter(Boolean).join(' · ') },
          { title: t('count'), className: 'num', render: (_, row) => countOf(row.records) },
          { title: t('since'), render: (_, row) => <When at={row.since} /> },
        ]}
      />
    </Panel>
  );
}
