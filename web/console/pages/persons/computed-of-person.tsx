import { formatCount, formatMoney } from '../../../ui/format.ts';
import { traitsText } from '../../../ui/i18n/traits.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { KNOWN_WORDS } from '../traits/computed-trait.ts';
import type { ComputedValue, Profile } from './profile.ts';

/** What is computed of a human, with when it was. */
export function ComputedOfPerson(props: { profile: Profile }) {
  const { t, pick } = useText(traitsText);
  const { computed } = props.profile;
  return (
    <Panel title={t('onPerson')}>
      {computed.length === 0 ? (
        <p className="muted">{t('onPersonNone')}</p>
      ) : (
        <SimpleTable
          rows={computed}
          rowKey={(row) => `${row.record}/${row.code}`}
          columns={[
            { title: t('name'), render: (_, row) => pick(row.name) },
            { title: t('value'), render: (_, row) => <Value value={row} /> },
            { title: t('at'), render: (_, row) => <When at={row.at} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Value(props: { value: ComputedValue }) {
  const { t } = useText(traitsText);
  const { kind, number, word } = props.value;
  if (number === null) {
    const known = KNOWN_WORDS.find((each) => each === word);
    return <>{known === undefined ? word : t(`word.${known}`)}</>;
  }
  if (kind === 'sum') return <>{formatMoney(number)}</>;
  if (kind === 'rfm') return <>{t('fifth', { count: number })}</>;
  return <>{kind === 'first' || kind === 'last' ? t('daysAgo', { count: number }) : formatCount(number)}</>;
}
