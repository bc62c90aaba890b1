import { Select } from 'antd';
import { useState } from 'react';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useList } from '../../parts/use-list.ts';
import { Labelled } from './boxes.tsx';

interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly registrationNumber: string | null;
  readonly contacts: number;
}

/** Organisations found by a part of their name or number; the rule holds their ids. */
export function OrganisationBox(props: { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useText(segmentsText);
  const [asked, setAsked] = useState('');
  const list = useList<Organisation>(
    asked === '' ? '/api/v1/organisations' : `/api/v1/organisations?name=${encodeURIComponent(asked)}`,
    50,
  );
  return (
    <Labelled label={t('trait.organisation')}>
      <Select
        mode="multiple"
        aria-label={t('trait.organisation')}
        style={{ minWidth: 260 }}
        value={props.value}
        loading={list.query.isPending}
        filterOption={false}
        onSearch={setAsked}
        options={list.rows.map((row) => ({
          value: row.id,
          label: t('organisationOption', { name: row.name, count: row.contacts }),
        }))}
        onChange={(ids) => props.onChange(ids)}
      />
      <span className="panel-note">{t('organisationHint')}</span>
    </Labelled>
  );
}
