import { Button } from 'antd';
import { useState } from 'react';
import { identityText } from '../../../ui/i18n/identity.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageLink } from '../../parts/page-link.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import { type ClusterEvent, useIdentifierWord } from './identity.ts';
import { RulingDialog } from './ruling-dialog.tsx';

/** Merges and splits, each of which may be undone. */
export function ClusterEvents(props: { events: readonly ClusterEvent[]; withPerson?: boolean }) {
  const { t, list } = useText(identityText);
  const wordOf = useIdentifierWord();
  const may = useMay();
  const [undoing, setUndoing] = useState<string>();
  const undone = new Set(props.events.flatMap(({ undoes }) => undoes ?? []));
  if (props.events.length === 0) return <p className="muted">{t('eventsEmpty')}</p>;
  return (
    <>
      <SimpleTable
        rows={props.events}
        rowKey={(row) => row.id}
        columns={[
          { title: t('at'), render: (_, row) => <When at={row.at} /> },
          { title: t('events'), render: (_, row) => t(`kind.${row.kind}`) },
          { title: t('count'), className: 'num', dataIndex: 'records' },
          { title: t('because'), render: (_, row) => list(row.because.map(wordOf)) },
          {
            title: t('by'),
            render: (_, row) => (row.by === 'linking' || row.by === 'erasure' ? t(row.by) : <Who id={row.by} />),
          },
          { title: t('reason'), render: (_, row) => row.reason ?? '—' },
          ...(props.withPerson === true
            ? [
                {
                  title: t('person'),
                  render: (_: unknown, row: ClusterEvent) =>
                    row.person == null ? (
                      '—'
                    ) : (
                      <PageLink to="/identity" open={row.person}>
                        {row.person.slice(-12)}
                      </PageLink>
                    ),
                },
              ]
            : []),
          {
            title: '',
            render: (_, row) =>
              may('customers.rule-identity') && !undone.has(row.id) ? (
                <Button size="small" onClick={() => setUndoing(row.id)}>
                  {t('undo')}
                </Button>
              ) : null,
          },
        ]}
      />
      {undoing === undefined ? null : (
        <RulingDialog
          title={t('undo')}
          path={`/api/v1/identity/events/${undoing}/undo`}
          body={{}}
          onClose={() => setUndoing(undefined)}
          onDone={() => setUndoing(undefined)}
        />
      )}
    </>
  );
}
