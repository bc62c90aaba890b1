import { useQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';

/** A list that the API answers whole (`{items}`), in the form that `DataTable` takes. */
export function useItems<T>(path: string, options: { readonly refetchInterval?: number } = {}) {
  const query = useQuery({
    queryKey: ['list', path],
    queryFn: ({ signal }) => api<{ readonly items: readonly T[] }>(path, { signal }),
    ...options,
  });
  return { query, rows: query.data?.items ?? [], more: undefined, loadingMore: false };
}
