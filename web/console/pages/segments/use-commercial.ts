import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';

/** An activity for which people may be reached. */
export interface ActivityOption {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly commercial: boolean;
  readonly mayRun: boolean;
}

/** Every activity, the commercial ones, and the one that is chosen: the first that may run unless another was. */
export function useCommercial() {
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly ActivityOption[] }>('/api/v1/activities'),
  });
  const items = activities.data?.items ?? [];
  const commercial = items.filter((activity) => activity.commercial);
  const [code, choose] = useState<string | undefined>();
  const chosen =
    commercial.find((each) => each.code === code) ?? commercial.find((each) => each.mayRun) ?? commercial[0];
  return { activities: items, commercial, chosen, choose, error: activities.error };
}
