import { useQuery } from '@tanstack/react-query';
import { Segmented, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useList } from '../../parts/use-list.ts';
import type { Activity } from '../activities/activity.ts';

/** Whom the page shows: customers, business contacts under an activity about them, of one organisation or of all, or employees under one of the HR basis. */
export interface Whom {
  readonly kind: 'customers' | 'contacts' | 'employees';
  readonly activity: string | undefined;
  readonly organisation: string | undefined;
}

/** Customers and members. */
export const CUSTOMERS: Whom = { kind: 'customers', activity: undefined, organisation: undefined };

/** Where such people are listed. */
export function pathOf({ activity, organisation }: Whom): string {
  if (activity === undefined) return '/api/v1/persons';
  return `/api/v1/persons?activity=${activity}${organisation === undefined ? '' : `&organisation=${organisation}`}`;
}

/** Customers, contacts of organisations or employees; the latter two under an activity about them, which is named because each page is a use under it. */
export function WhomFilter(props: { whom: Whom; onChange: (whom: Whom) => void }) {
  const { t, pick } = useText(personsText);
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Activity[] }>('/api/v1/activities'),
  });
  const all = activities.data?.items ?? [];
  const about = {
    contacts: all.filter((each) => each.audience === 'business_contacts'),
    employees: all.filter((each) => each.basis === 'hr'),
  };
  const kinds = (['contacts', 'employees'] as const).filter((kind) => about[kind].length > 0);
  if (kinds.length === 0) return null;
  const { whom } = props;
  return (
    <Space wrap style={{ marginBottom: 12 }}>
      <Segmented
        aria-label={t('whom')}
        value={whom.kind}
        options={(['customers', ...kinds] as const).map((each) => ({ value: each, label: t(`whom.${each}`) }))}
        onChange={(each) =>
          props.onChange(
            each === 'customers' ? CUSTOMERS : { kind: each, activity: about[each][0]?.code, organisation: undefined },
          )
        }
      />
      {whom.kind === 'customers' ? null : (
        <>
          <Select
            aria-label={t('activity')}
            style={{ minWidth: 200 }}
            value={whom.activity}
            options={about[whom.kind].map((each) => ({ value: each.code, label: pick(each.name) }))}
            onChange={(activity) => props.onChange({ ...whom, activity })}
          />
          {whom.kind === 'employees' ? null : (
            <OrganisationSelect
              value={whom.organisation}
              onChange={(organisation) => props.onChange({ ...whom, organisation })}
            />
          )}
        </>
      )}
    </Space>
  );
}

function OrganisationSelect(props: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const { t } = useText(personsText);
  const [asked, setAsked] = useState('');
  const list = useList<{ id: string; name: string }>(
    asked === '' ? '/api/v1/organisations' : `/api/v1/organisations?name=${encodeURIComponent(asked)}`,
  );
  return (
    <Select
      aria-label={t('organisation')}
      placeholder={t('organisation')}
      style={{ minWidth: 220 }}
      showSearch
      allowClear
      filterOption={false}
      onSearch={setAsked}
      value={props.value ?? null}
      options={list.rows.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id: string | null | undefined) => props.onChange(id ?? undefined)}
    />
  );
}
