import { useQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';
import { useText } from '../../ui/i18n/translate.ts';

interface Named {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}

/** The activities, and the name of one by its code: `…` while they are being read, the code itself when there is none of that name. */
export function useActivityName(): { nameOf: (code: string) => string; activities: readonly Named[] } {
  const { pick } = useText({});
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Named[] }>('/api/v1/activities'),
    staleTime: 60_000,
  });
  const items = activities.data?.items ?? [];
  const nameOf = (code: string): string => {
    // A code that turns into a name before one's eyes is read wrong.
    if (activities.isPending) return '…';
    const found = items.find((each) => each.code === code);
    return found === undefined ? code : pick(found.name);
  };
  return { nameOf, activities: items };
}
