import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import type { Bilingual } from './form.ts';

interface Named {
  readonly code: string;
  readonly name: Bilingual;
}

/** What the register says of an activity, as far as a form needs it. */
export interface FormActivity extends Named {
  readonly basis: string;
  readonly builtIn: boolean;
  readonly fields: readonly { readonly field: string; readonly sensitive: boolean }[];
  readonly recipients: readonly { readonly name: string; readonly role: string }[];
}

/** Brands, published notices, activities to collect under, and activities to ask consent for. */
export function useFormChoices() {
  return useQuery({ queryKey: ['form-choices'], queryFn: choices });
}

async function choices() {
  const [activities, brands, notices] = await Promise.all([
    api<{ items: readonly FormActivity[] }>('/api/v1/activities'),
    api<{ items: readonly Named[] }>('/api/v1/brands'),
    api<{ items: readonly { code: string; title: Bilingual; versions: readonly unknown[] }[] }>('/api/v1/notices'),
  ]);
  return {
    brands: brands.items,
    notices: notices.items
      .filter((notice) => notice.versions.length > 0)
      .map(({ code, title }) => ({ code, name: title })),
    collecting: activities.items.filter((each) => each.basis !== 'consent' && !each.builtIn),
    asking: activities.items.filter((each) => each.basis === 'consent'),
  };
}
