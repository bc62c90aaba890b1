import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { correctionsText } from '../../../ui/i18n/corrections.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import { CorrectionDialog, type CorrectionWish } from './correction-dialog.tsx';
import { useEventName, useTraitName } from './known-values.tsx';

const ACTS = [
  'field-corrected',
  'field-deleted',
  'event-corrected',
  'event-deleted',
  'number-ended',
  'number-restored',
] as const;

interface Correction {
  readonly id: string;
  readonly record: string;
  readonly act: string;
  readonly subject: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly receipt: string;
  readonly undoUntil: string | null;
  readonly undone: boolean;
}

/** What was corrected or deleted by hand, and what of it can be undone. */
export function CorrectionsOfPerson(props: { person: string }) {
  const { t } = useText(correctionsText);
  const list = useQuery({
    queryKey: ['corrections', props.person],
    queryFn: () => api<{ items: readonly Correction[] }>(`/api/v1/persons/${props.person}/corrections`),
  });
  return (
    <Panel title={t('panel')} note={t('panelNote')}>
      <QueryState query={list} rows={2}>
        {({ items }) => (items.length === 0 ? <p className="muted">{t('none')}</p> : <Corrections items={items} />)}
      </QueryState>
    </Panel>
  );
}

function Corrections(props: { items: readonly Correction[] }) {
  const { t } = useText(correctionsText);
  const may = useMay();
  const traitName = useTraitName();
  const eventName = useEventName();
  const [wish, setWish] = useState<CorrectionWish | null>(null);
  const said = ({ act, subject }: Correction): string => {
    const known = ACTS.find((each) => each === act);
    const name = act.startsWith('event-') ? eventName(subject) : traitName(subject);
    return known === undefined ? act : t(`act.${known}`, { name });
  };
  return (
    <>
      <SimpleTable
        rows={props.items}
        rowKey={(row) => row.id}
        columns={[
          { title: t('what'), render: (_, row) => said(row) },
          { title: t('by'), render: (_, row) => (row.by === 'person' ? t('person') : <Who id={row.by} />) },
          { title: t('why'), className: 'wrap', render: (_, row) => row.reason },
          { title: t('at'), render: (_, row) => <When at={row.at} /> },
          { title: t('receipt'), render: (_, row) => <Copyable text={row.receipt} short={13} /> },
          {
            title: '',
            render: (_, row) =>
              row.undone ? (
                t('undone')
              ) : row.undoUntil !== null && may('customers.correct-person') ? (
                <Button size="small" onClick={() => setWish({ kind: 'undo', record: row.record, correction: row.id })}>
                  {t('undo')}
                </Button>
              ) : null,
          },
        ]}
      />
      {wish === null ? null : <CorrectionDialog wish={wish} name="" onClose={() => setWish(null)} />}
    </>
  );
}
