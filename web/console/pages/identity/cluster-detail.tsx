import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { identityText } from '../../../ui/i18n/identity.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { useSourceWord } from '../persons/use-source-word.ts';
import { ClusterEvents } from './cluster-events.tsx';
import { ClusterPicture } from './cluster-picture.tsx';
import type { Cluster } from './identity.ts';
import { RulingDialog } from './ruling-dialog.tsx';

/** The records of one human: the picture, what they carry, what was ruled, and ruling anew. */
export function ClusterDetail(props: { person: string; onBack: () => void }) {
  const { t } = useText(identityText);
  const cluster = useQuery({
    queryKey: ['cluster', props.person],
    queryFn: () => api<Cluster>(`/api/v1/persons/${props.person}/cluster`),
  });
  return (
    <>
      <PageHead
        back={{ label: t('back'), onBack: props.onBack }}
        title={t('picture')}
        purpose={<Copyable text={props.person} />}
      />
      <QueryState query={cluster} rows={6}>
        {(data) => <Known cluster={data} />}
      </QueryState>
    </>
  );
}

function Known(props: { cluster: Cluster }) {
  const { t, pick } = useText(identityText);
  const { cluster } = props;
  const shared = cluster.identifiers.filter(({ persons }) => persons.length > 1).length;
  return (
    <>
      <Panel
        note={cluster.records.length === 1 ? t('alone') : t('pictureNote', { records: cluster.records.length, shared })}
      >
        <ClusterPicture cluster={cluster} />
        <Records cluster={cluster} />
      </Panel>
      <Panel title={t('identifiers')}>
        <SimpleTable
          rows={cluster.identifiers.map((each, place) => ({ ...each, place }))}
          rowKey={(row) => String(row.place)}
          columns={[
            { title: t('through'), render: (_, row) => pick(row.name) },
            {
              title: t('issuer'),
              render: (_, row) => [row.issuer, row.scope].filter(Boolean).join(' / ') || t('ours'),
            },
            { title: t('strength'), render: (_, row) => t(row.strength) },
            { title: t('on'), className: 'num', render: (_, row) => row.persons.length },
            { title: t('since'), render: (_, row) => <When at={row.since} /> },
            { title: t('lastSeen'), render: (_, row) => <When at={row.lastSeen} /> },
            { title: t('verified'), render: (_, row) => <When at={row.verifiedAt} /> },
            { title: t('validTo'), render: (_, row) => <When at={row.validTo} exact /> },
            { title: t('joins'), render: (_, row) => t(row.joins ? 'yes' : 'no') },
          ]}
        />
      </Panel>
      <Panel title={t('events')}>
        <ClusterEvents events={cluster.events} />
      </Panel>
    </>
  );
}

function Records(props: { cluster: Cluster }) {
  const { t } = useText(identityText);
  const may = useMay();
  const wordOf = useSourceWord();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [splitting, setSplitting] = useState(false);
  const { records } = props.cluster;
  const rules = may('customers.rule-identity') && records.length > 1;
  const toggle = (person: string) => {
    const next = new Set(chosen);
    if (!next.delete(person)) next.add(person);
    setChosen(next);
  };
  return (
    <>
      <SimpleTable
        rows={records}
        rowKey={(row) => row.person}
        columns={[
          ...(rules
            ? [
                {
                  title: '',
                  render: (_: unknown, row: Cluster['records'][number]) => (
                    <Checkbox
                      aria-label={`${t('select')} ${row.person.slice(-12)}`}
                      checked={chosen.has(row.person)}
                      onChange={() => toggle(row.person)}
                    />
                  ),
                },
              ]
            : []),
          {
            title: t('one'),
            render: (_, row) => (
              <PageLink to="/persons" open={row.person}>
                {row.person.slice(-12)}
              </PageLink>
            ),
          },
          { title: t('source'), render: (_, row) => wordOf(row.source) },
          { title: t('made'), render: (_, row) => <When at={row.createdAt} /> },
          {
            title: t('apart'),
            render: (_, row) => (row.apart ? <StateTag tone="wait">{t('apartTag')}</StateTag> : '—'),
          },
        ]}
      />
      {rules ? (
        <p>
          <Button disabled={chosen.size === 0 || chosen.size === records.length} onClick={() => setSplitting(true)}>
            {t('split')}
          </Button>
        </p>
      ) : null}
      {splitting ? (
        <RulingDialog
          title={t('split')}
          path="/api/v1/identity/splits"
          body={{ persons: [...chosen] }}
          onClose={() => setSplitting(false)}
          onDone={() => {
            setSplitting(false);
            setChosen(new Set());
          }}
        />
      ) : null}
    </>
  );
}
