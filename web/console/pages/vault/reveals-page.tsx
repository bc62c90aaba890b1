import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { Alerts } from './alerts.tsx';

interface Reveal {
  readonly id: string;
  readonly person: string;
  readonly activity: string;
  readonly fields: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly receipt: string;
  readonly at: string;
}

/** 揭示记录: who saw what in clear, and why. */
export function Page() {
  const { t, list: items } = useText(vaultText);
  const frame = useText(shell);
  const label = useFieldLabel();
  const { nameOf } = useActivityName();
  const list = useList<Reveal>('/api/v1/vault/reveals');
  return (
    <>
      <PageHead title={frame.t('page.reveals')} purpose={t('revealsPurpose')} />
      <Alerts />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          { title: t('at'), render: (_, row) => <When at={row.at} exact /> },
          { title: t('by'), render: (_, row) => <Who id={row.by} /> },
          { title: t('person'), render: (_, row) => <Copyable text={row.person} short={13} /> },
          { title: t('fields'), render: (_, row) => items(row.fields.map(label)) },
          { title: t('reason'), className: 'wrap', dataIndex: 'reason' },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          { title: t('receipt'), render: (_, row) => <Copyable text={row.receipt} short={13} /> },
        ]}
      />
    </>
  );
}
