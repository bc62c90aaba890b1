import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../ui/api.ts';

interface ListPage<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

/** A list of the API page by page: `rows` so far, and `more` while there is a next page. */
export function useList<T>(path: string, limit = 50) {
  const query = useInfiniteQuery({
    queryKey: ['list', path, limit],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      return api<ListPage<T>>(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
  return {
    query,
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
  };
}
