import { Button, Popover, Space } from 'antd';
import { useState } from 'react';
import { correctionsText } from '../../../ui/i18n/corrections.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useEventLabel } from '../../parts/event-names.tsx';
import { Masked } from '../../parts/masked.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { CorrectionDialog, type CorrectionWish } from './correction-dialog.tsx';
import { isEmployee, type KnownValue, type Profile } from './profile.ts';
import { useSourceWord } from './use-source-word.ts';

/** Every value, masked, with its source and time; where a human has several records, with the record too. */
export function KnownValues(props: { profile: Profile }) {
  const { t } = useText(profileText);
  const traitName = useTraitName();
  const sourceWord = useSourceWord();
  const may = useMay();
  const [wish, setWish] = useState<CorrectionWish | null>(null);
  const { values, records } = props.profile;
  if (values.length === 0) return <p className="muted">{t('noValues')}</p>;
  const several = records.length > 1;
  return (
    <>
      <SimpleTable
        rows={values}
        rowKey={(row) => `${row.record}/${row.trait}`}
        columns={[
          { title: t('item'), render: (_, row) => traitName(row.trait) },
          { title: t('value'), render: (_, row) => (row.general ? row.value : <Masked value={row.value} />) },
          { title: t('origin'), render: (_, row) => sourceWord(row.source) },
          { title: t('at'), render: (_, row) => <When at={row.at} /> },
          { title: t('changed'), render: (_, row) => <Changes value={row} /> },
          ...(may('customers.correct-person') && !isEmployee(props.profile)
            ? [{ title: '', render: (_: unknown, row: KnownValue) => <Correcting value={row} onWish={setWish} /> }]
            : []),
          ...(several
            ? [{ title: t('record'), render: (_: unknown, row: KnownValue) => <code>{row.record.slice(0, 13)}</code> }]
            : []),
        ]}
      />
      {wish === null ? null : (
        <CorrectionDialog
          wish={wish}
          name={'field' in wish ? traitName(wish.field) : ''}
          onClose={() => setWish(null)}
        />
      )}
    </>
  );
}

/** The fields that staff correct by hand (decision 0094). */
const BY_HAND: ReadonlySet<string> = new Set(['name', 'mobile', 'email', 'address', 'city', 'gender', 'birth_date']);
/** They name the record in other systems; a date of birth is corrected, never deleted by itself. */
const NEVER: ReadonlySet<string> = new Set(['member_id', 'wecom_id', 'open_id']);
const KEPT: ReadonlySet<string> = new Set(['birth_date']);

function Correcting(props: { value: KnownValue; onWish: (wish: CorrectionWish) => void }) {
  const { t } = useText(correctionsText);
  const { value, onWish } = props;
  const { record, trait: field } = value;
  if (value.general || NEVER.has(field)) return null;
  return (
    <Space size={4}>
      {BY_HAND.has(field) ? (
        <Button size="small" onClick={() => onWish({ kind: 'correct-field', record, field })}>
          {t('correct')}
        </Button>
      ) : null}
      {KEPT.has(field) ? null : (
        <Button size="small" onClick={() => onWish({ kind: 'delete-field', record, field })}>
          {t('remove')}
        </Button>
      )}
      {field === 'mobile' ? (
        <Button size="small" onClick={() => onWish({ kind: 'end-number', record })}>
          {t('ended')}
        </Button>
      ) : null}
    </Space>
  );
}

const EVENTS = ['purchase', '@page', '@screen'] as const;

/** The name of something that people do, as the log holds it. */
export function useEventName(): (name: string) => string {
  const { t } = useText(profileText);
  const label = useEventLabel();
  return (name) => {
    const known = EVENTS.find((each) => each === name);
    return known === undefined ? label(name) : t(`event.${known}`);
  };
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
