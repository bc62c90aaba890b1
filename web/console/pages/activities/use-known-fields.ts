import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { Bilingual } from './activity.ts';

interface KnownField {
  readonly field: string;
  readonly label: Bilingual;
  readonly sensitiveKind: string | null;
}

/** The fields that an activity may name, with their words and which of them are sensitive. */
export function useKnownFields() {
  const { pick } = useText({});
  const query = useQuery({
    queryKey: ['list', '/api/v1/vault/fields'],
    queryFn: () => api<{ items: readonly KnownField[] }>('/api/v1/vault/fields'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const known = query.data?.items ?? [];
  const find = (field: string) => known.find((each) => each.field === field);
  return {
    codes: known.map(({ field }) => field),
    isSensitive: (field: string): boolean => find(field)?.sensitiveKind != null,
    labelOf: (field: string): string => {
      const found = find(field);
      return found === undefined ? field : pick(found.label);
    },
  };
}
