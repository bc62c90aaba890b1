import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import type { Profile } from './profile.ts';

const NAMED = ['member_id', 'order_contact', 'order'] as const;

/** The identifiers of a human: types and issuers, never the numbers themselves. */
export function Identifiers(props: { profile: Profile }) {
  const { t } = useText(profileText);
  const { identifiers } = props.profile;
  if (identifiers.length === 0) return <p className="muted">{t('noIdentifiers')}</p>;
  const typeName = (type: string): string => {
    const known = NAMED.find((name) => name === type);
    return known === undefined ? type : t(`idType.${known}`);
  };
  return (
    <SimpleTable
      rows={identifiers.map((each, place) => ({ ...each, place }))}
      rowKey={(row) => String(row.place)}
      columns={[
        { title: t('type'), render: (_, row) => typeName(row.type) },
        { title: t('issuer'), render: (_, row) => (row.issuer === '' ? t('own') : row.issuer) },
        { title: t('scope'), render: (_, row) => (row.scope === '' ? '—' : row.scope) },
        { title: t('seen'), render: (_, row) => <When at={row.seenAt} /> },
      ]}
    />
  );
}
