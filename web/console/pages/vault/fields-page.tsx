import { useQuery } from '@tanstack/react-query';
import { Input, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { ROLES } from '../staff/role.ts';
import { DataMap } from './data-map.tsx';
import type { CataloguedField, FieldTable } from './field.ts';
import { PolicyTable } from './policy.tsx';

/** 字段与分级: what the vault can hold, its grade, and what each role sees of it for which purpose. */
export function Page() {
  const { t, pick } = useText(vaultText);
  const staff = useText(staffText);
  const frame = useText(shell);
  const [wanted, setWanted] = useState('');
  const [purpose, setPurpose] = useState('administration');
  const query = useQuery({
    queryKey: ['fields'],
    queryFn: () => api<FieldTable>('/api/v1/vault/fields'),
  });
  const items = query.data?.items ?? [];
  const matches = (row: CataloguedField): boolean =>
    `${row.field} ${row.label.zh} ${row.label.en}`.toLowerCase().includes(wanted.trim().toLowerCase());
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
      <DataMap />
      {query.data === undefined ? null : <PolicyTable table={query.data} />}
      {query.data === undefined ? null : (
        <>
          <p className="panel-note">
            {t('fieldsNote', { count: items.length, sensitive: items.filter((row) => row.sensitive).length })}
          </p>
          <p className="panel-note">{t('masksNote')}</p>
          <div className="scroll-x">
            <Segmented
              aria-label={t('maskPurpose')}
              value={purpose}
              onChange={setPurpose}
              options={query.data.purposes.map((each) => ({ value: each.purpose, label: pick(each.label) }))}
            />
          </div>
        </>
      )}
      <DataTable
        list={{ query, rows: items.filter(matches), more: undefined, loadingMore: false }}
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
          { title: t('grade'), render: (_, row) => <Grade field={row} /> },
          { title: t('example'), className: 'narrow', dataIndex: 'example' },
          ...ROLES.map((role) => ({
            title: staff.t(`role.${role}`),
            className: 'narrow',
            render: (_: unknown, row: CataloguedField) => <Seen field={row} level={row.levels[purpose]?.[role] ?? 0} />,
          })),
          { title: t('indexed'), render: (_, row) => frame.t(row.indexed ? 'yes' : 'no') },
          { title: t('revealTier'), className: 'num', dataIndex: 'revealTier' },
        ]}
      />
    </>
  );
}

function Grade(props: { field: CataloguedField }) {
  const { t } = useText(vaultText);
  const { grade, level, sensitive } = props.field;
  return (
    <>
      {t(`grade.${grade}`)} · {t('gradeLevel', { level })}
      {sensitive ? (
        <div>
          <Tag className="tag-warn">{t('grade.sensitive')}</Tag>
        </div>
      ) : null}
    </>
  );
}

function Seen(props: { field: CataloguedField; level: number }) {
  const { t } = useText(vaultText);
  const level = ([0, 1, 2, 3] as const).find((each) => each === props.level) ?? 0;
  return (
    <>
      <span className="mask-example">{props.field.masked[level]}</span>
      <div className="muted">{t(`level.${level}`)}</div>
    </>
  );
}
