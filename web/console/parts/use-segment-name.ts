import { useQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useMay } from '../session.ts';

interface Named {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}

/**
 * The name of a segment by its code: `…` while the names are being read; the code where the name is not among the latest hundred, or whoever
 * looks may not read it.
 */
export function useSegmentName(): (code: string) => string {
  const { pick } = useText({});
  const allowed = useMay()('customers.read-segment');
  const segments = useQuery({
    queryKey: ['segment-names'],
    queryFn: () => api<{ items: readonly Named[] }>('/api/v1/segments?limit=100'),
    enabled: allowed,
    staleTime: 60_000,
  });
  return (code) => {
    // A code that turns into a name before one's eyes is read wrong.
    if (allowed && segments.isPending) return '…';
    const found = segments.data?.items.find((each) => each.code === code);
    return found === undefined ? code : pick(found.name);
  };
}
