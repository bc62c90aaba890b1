import { useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import { api } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { SessionContext, useMay } from '../session.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Who did something, from the `staff:ID`, `api-key:ID` or `person` of a record; a name where the reader may read names. */
export function Who(props: { id: string }) {
  const { t } = useText(shell);
  const may = useMay();
  const session = useContext(SessionContext);
  const staff = useQuery({
    queryKey: ['list', '/api/v1/staff'],
    queryFn: () => api<{ items: readonly { readonly id: string; readonly name: string }[] }>('/api/v1/staff'),
    enabled: may('access.read-staff'),
    staleTime: 60_000,
  });
  const [kind, ...rest] = props.id.split(':');
  const id = rest.join(':');
  const name = id === session?.id ? session?.name : staff.data?.items.find((each) => each.id === id)?.name;
  if (name !== undefined) return <span title={props.id}>{name}</span>;
  // What acts by itself has a word of its own where the catalogue knows it.
  if (id === '' && `who.${props.id}` in shell)
    return <span title={props.id}>{t(`who.${props.id}` as keyof typeof shell)}</span>;
  if (id === '')
    return (
      <span title={props.id}>
        {t('who.system')} <span className="mono muted">{props.id}</span>
      </span>
    );
  if (props.id === 'api-key:bootstrap') return <span title={props.id}>{t('who.bootstrap')}</span>;
  const word = `who.${kind}` in shell ? t(`who.${kind}` as keyof typeof shell) : kind;
  return (
    <span title={props.id}>
      {word} <span className="mono">{UUID.test(id) ? id.slice(0, 8) : id}</span>
    </span>
  );
}
