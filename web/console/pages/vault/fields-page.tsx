import { Input, Tag } from 'antd';
import { useState } from 'react';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';

interface CataloguedField {
  readonly field: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly category: string;
  readonly grade: string;
  readonly sensitiveKind: string | null;
  readonly example: string;
  readonly masked: readonly string[];
  readonly indexed: boolean;
  readonly revealTier: number;
}

/** 字段与分级: what the vault can hold, and how each role sees it. */
export function Page() {
  const { t, pick } = useText(vaultText);
  const frame = useText(shell);
  const [wanted, setWanted] = useState('');
  const list = useItems<CataloguedField>('/api/v1/vault/fields');
  const matches = (row: CataloguedField): boolean =>
    `${row.field} ${row.label.zh} ${row.label.en}`.toLowerCase().includes(wanted.trim().toLowerCase());
  const sensitive = list.rows.filter((row) => row.sensitiveKind !== null).length;
  const tiers = list.rows[0]?.masked.map((_, tier) => tier) ?? [];
  return (
    <>
      <PageHead
        title={frame.t('page.fields')}
        purpose={t('fieldsPurpose')}
        actions={
          <Input.Search
            allowClear
            aria-label={t('search')}
            placeholder={t('search')}
            onChange={(event) => setWanted(event.target.value)}
          />
        }
      />
      {list.rows.length === 0 ? null : (
        <p className="panel-note">{t('fieldsNote', { count: list.rows.length, sensitive })}</p>
      )}
      <DataTable
        list={{ ...list, rows: list.rows.filter(matches) }}
        rowKey={(row) => row.field}
        empty={<EmptyState title={t('noMatch')} text={t('noMatchText')} />}
        columns={[
          {
            title: t('field'),
            render: (_, row) => (
              <>
                {pick(row.label)}
                <div className="mono muted">{row.field}</div>
              </>
            ),
          },
          {
            title: t('grade'),
            render: (_, row) =>
              row.sensitiveKind === null ? t('grade.ordinary') : <Tag className="tag-warn">{t('grade.sensitive')}</Tag>,
          },
          { title: t('example'), className: 'narrow', dataIndex: 'example' },
          ...tiers.map((tier) => ({
            title: t('tier', { tier }),
            className: 'narrow',
            render: (_: unknown, row: CataloguedField) => <span className="mask-example">{row.masked[tier]}</span>,
          })),
          { title: t('indexed'), render: (_, row) => frame.t(row.indexed ? 'yes' : 'no') },
          { title: t('revealTier'), className: 'num', dataIndex: 'revealTier' },
        ]}
      />
    </>
  );
}
