import { useCallback, useEffect, useState } from 'react';

export type Resource<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly data: T };

/** Reads something once when a door opens, and again on demand. */
export function useResource<T>(read: () => Promise<T>): { resource: Resource<T>; reload: () => void } {
  const [resource, setResource] = useState<Resource<T>>({ kind: 'loading' });
  const reload = useCallback(() => {
    setResource({ kind: 'loading' });
    read().then(
      (data) => setResource({ kind: 'ready', data }),
      () => setResource({ kind: 'failed' }),
    );
  }, [read]);
  useEffect(reload, [reload]);
  return { resource, reload };
}
