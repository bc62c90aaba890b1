import { Popover } from 'antd';
import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Masked } from '../../parts/masked.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { When } from '../../parts/when.tsx';
import type { KnownValue, Profile } from './profile.ts';
import { useSourceWord } from './use-source-word.ts';

/** Every value, masked, with its source and time; where a human has several records, with the record too. */
export function KnownValues(props: { profile: Profile }) {
  const { t } = useText(profileText);
  const traitName = useTraitName();
  const sourceWord = useSourceWord();
  const { values, records } = props.profile;
  if (values.length === 0) return <p className="muted">{t('noValues')}</p>;
  const several = records.length > 1;
  return (
    <SimpleTable
      rows={values}
      rowKey={(row) => `${row.record}/${row.trait}`}
      columns={[
        { title: t('item'), render: (_, row) => traitName(row.trait) },
        { title: t('value'), render: (_, row) => (row.general ? row.value : <Masked value={row.value} />) },
        { title: t('origin'), render: (_, row) => sourceWord(row.source) },
        { title: t('at'), render: (_, row) => <When at={row.at} /> },
        { title: t('changed'), render: (_, row) => <Changes value={row} /> },
        ...(several
          ? [{ title: t('record'), render: (_: unknown, row: KnownValue) => <code>{row.record.slice(0, 13)}</code> }]
          : []),
      ]}
    />
  );
}

/** The name of a field or a generalised trait. */
export function useTraitName(): (trait: string) => string {
  const { t } = useText(profileText);
  const label = useFieldLabel();
  return (trait) => (trait === 'province' || trait === 'age_band' ? t(`trait.${trait}`) : label(trait));
}

function Changes(props: { value: KnownValue }) {
  const { t } = useText(profileText);
  const sourceWord = useSourceWord();
  const { history } = props.value;
  if (history.length < 2) return <>—</>;
  const list = (
    <ul className="rows">
      {history.map((change) => (
        <li key={change.at}>
          <When at={change.at} exact /> {sourceWord(change.source)} {change.value ?? ''}
        </li>
      ))}
    </ul>
  );
  return (
    <Popover content={list} trigger={['click', 'hover']}>
      <button type="button" className="link-button">
        {t('changes', { count: history.length })}
      </button>
    </Popover>
  );
}
