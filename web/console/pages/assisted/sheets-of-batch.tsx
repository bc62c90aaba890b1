import { Button } from 'antd';
import { useContext, useState } from 'react';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { Who } from '../../parts/who.tsx';
import { SessionContext } from '../../session.ts';
import { SecondLook } from './second-look.tsx';
import { useFormShape } from './use-form-shape.ts';

/** One keyed sheet as the list shows it, without names. */
export interface Sheet {
  readonly id: string;
  readonly person: string | null;
  readonly ticked: readonly string[];
  readonly guardian: string | null;
  readonly scanType: string;
  readonly status: 'second-look' | 'recorded' | 'rejected';
  readonly keyedBy: string;
  readonly reason: string | null;
}

/** The sheets of a batch; one that waits is opened for the second look of somebody else. */
export function SheetsOfBatch(props: { batch: string; form: string; onChanged: () => void }) {
  const { t, list: join } = useText(assistedText);
  const { wordsOf } = useFormShape(props.form);
  const me = useContext(SessionContext);
  const list = useItems<Sheet>(`/api/v1/paper-batches/${props.batch}/sheets`);
  const [looking, setLooking] = useState<Sheet>();
  return (
    <>
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('keySheet')} text={t('noSheets')} />}
        columns={[
          {
            title: t('status'),
            render: (_, row) => `${t(`status.${row.status}`)}${row.reason === null ? '' : ` · ${row.reason}`}`,
          },
          { title: t('ticked'), render: (_, row) => (row.ticked.length === 0 ? '—' : join(row.ticked.map(wordsOf))) },
          { title: t('signedByGuardian'), render: (_, row) => (row.guardian === null ? '—' : '✓') },
          { title: t('keyedBy'), render: (_, row) => <Who id={row.keyedBy} /> },
          {
            title: t('lookTitle'),
            render: (_, row) =>
              row.status !== 'second-look' ? null : row.keyedBy === `staff:${me?.id ?? ''}` ? (
                <span className="muted">{t('lookByOther')}</span>
              ) : (
                <Button size="small" onClick={() => setLooking(row)}>
                  {t('lookTitle')}
                </Button>
              ),
          },
        ]}
      />
      {looking === undefined ? null : (
        <SecondLook
          sheet={looking}
          ticked={looking.ticked.map(wordsOf)}
          onClose={() => setLooking(undefined)}
          onLooked={() => {
            setLooking(undefined);
            props.onChanged();
          }}
        />
      )}
    </>
  );
}
