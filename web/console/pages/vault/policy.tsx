import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/page-head.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import { ROLES } from '../staff/role.ts';
import type { CataloguedField, FieldTable } from './field.ts';
import { PolicyDialog } from './policy-dialog.tsx';

/** A setting of protection as the API describes it. */
export interface PolicyRow {
  readonly key: string;
  readonly kind: 'grade' | 'mask' | 'reveals' | 'alert';
  readonly standard: number;
  readonly least: number;
  readonly most: number;
  readonly set: {
    readonly value: number;
    readonly grade: 'core' | 'important' | 'general' | null;
    readonly reason: string;
    readonly setBy: string;
    readonly setAt: string;
  } | null;
}

/** What a value of a setting is called. */
export function useValueName(): (row: PolicyRow, value: number) => string {
  const { t } = useText(vaultText);
  return (row, value) => {
    if (row.kind === 'grade') return t('gradeLevel', { level: value });
    const level = ([0, 1, 2, 3] as const).find((each) => each === value) ?? 0;
    return row.kind === 'mask' ? t(`level.${level}`) : value.toLocaleString('en-US');
  };
}

/** What a setting is about, in words. */
function useRowName(table: FieldTable): (row: PolicyRow) => string {
  const { t, pick } = useText(vaultText);
  const staff = useText(staffText);
  return ({ key, kind }) => {
    const [, first = '', second = ''] = key.split(':');
    if (kind === 'grade') {
      const field = table.items.find((each: CataloguedField) => each.field === first);
      return t('policy.grade', { name: field === undefined ? first : pick(field.label) });
    }
    if (kind === 'mask') {
      const purpose = table.purposes.find((each) => each.purpose === second);
      const role = ROLES.find((each) => each === first);
      const who = role === undefined ? first : staff.t(`role.${role}`);
      return t('policy.mask', { name: `${who} · ${purpose === undefined ? second : pick(purpose.label)}` });
    }
    if (kind === 'alert') {
      const name = first === '50' || first === '500' || first === '5000' ? t(`class.${first}`) : first;
      return t('policy.alert', { name });
    }
    return first === 'ofPerson' || first === 'byReader' ? t(`policy.reveals.${first}`) : t('policy.reveals.inAll');
  };
}

/** 保护设置: grades, masks, limits and alerts in one table, with their lawful bounds. */
export function PolicyTable({ table }: { readonly table: FieldTable }) {
  const { t } = useText(vaultText);
  const may = useMay()('vault.set-policy');
  const nameOf = useRowName(table);
  const shownAs = useValueName();
  const [shown, setShown] = useState<'set' | 'all'>('set');
  const [changing, setChanging] = useState<PolicyRow>();
  const query = useQuery({
    queryKey: ['vault-policy'],
    queryFn: () => api<{ readonly items: readonly PolicyRow[] }>('/api/v1/vault/policy'),
  });
  const items = query.data?.items ?? [];
  const rows = shown === 'all' ? items : items.filter((row) => row.set !== null);
  const nowOf = (row: PolicyRow) => {
    const value = shownAs(row, row.set?.value ?? row.standard);
    return row.set?.grade == null ? value : `${t(`grade.${row.set.grade}`)} · ${value}`;
  };
  return (
    <section className="panel" aria-labelledby="policy">
      <h2 id="policy">{t('policy')}</h2>
      <p className="panel-note">{t('policyNote')}</p>
      <Segmented
        aria-label={t('policy')}
        value={shown}
        onChange={(value) => setShown(value === 'all' ? 'all' : 'set')}
        options={[
          { value: 'set', label: t('policyOnlySet') },
          { value: 'all', label: t('policyAll') },
        ]}
      />
      <DataTable
        list={{ query, rows, more: undefined, loadingMore: false }}
        rowKey={(row) => row.key}
        empty={<EmptyState title={t('policyNone')} text={t('policyNoneText')} />}
        columns={[
          { title: t('policySetting'), className: 'wrap', render: (_, row) => nameOf(row) },
          {
            title: t('policyNow'),
            render: (_, row) => (row.set === null ? nowOf(row) : <strong>{nowOf(row)}</strong>),
          },
          { title: t('policyStandard'), render: (_, row) => shownAs(row, row.standard) },
          {
            title: t('policyBounds'),
            render: (_, row) =>
              row.least === row.most
                ? shownAs(row, row.least)
                : `${shownAs(row, row.least)} – ${shownAs(row, row.most)}`,
          },
          {
            title: t('policyWhy'),
            className: 'wrap',
            render: (_, row) =>
              row.set === null ? (
                '—'
              ) : (
                <>
                  {row.set.reason}
                  <div className="muted">
                    <Who id={row.set.setBy} /> · <When at={row.set.setAt} />
                  </div>
                </>
              ),
          },
          {
            title: '',
            render: (_, row) =>
              may ? (
                <Button size="small" onClick={() => setChanging(row)}>
                  {t('policyChange')}
                </Button>
              ) : null,
          },
        ]}
      />
      {changing === undefined ? null : (
        <PolicyDialog row={changing} name={nameOf(changing)} onClose={() => setChanging(undefined)} />
      )}
    </section>
  );
}
