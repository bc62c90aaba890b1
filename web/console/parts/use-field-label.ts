import { useQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useMay } from '../session.ts';

interface Labelled {
  readonly fields: readonly { readonly field: string; readonly label: { readonly zh: string; readonly en: string } }[];
}

/** The name of a field in the reader's language, as the register's activities call it; its code where none does. */
export function useFieldLabel(): (field: string) => string {
  const { pick } = useText({});
  const may = useMay();
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Labelled[] }>('/api/v1/activities'),
    enabled: may('register.read'),
    staleTime: 60_000,
  });
  const labels = new Map(
    (activities.data?.items ?? []).flatMap(({ fields }) => fields.map(({ field, label }) => [field, label] as const)),
  );
  return (field) => {
    const label = labels.get(field);
    return label === undefined ? field : pick(label);
  };
}
