import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { api } from '../../ui/api.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useMay } from '../session.ts';

/** A name of an event that can be asked about. */
export interface EventName {
  readonly name: string;
  readonly label: { readonly zh: string; readonly en: string };
  /** Whether a tracking plan has it. */
  readonly planned: boolean;
}

/** The names of events: those of the tracking plans first; undefined while they are on their way, none for whoever may not ask. */
export function useEventNames(): readonly EventName[] | undefined {
  const allowed = useMay()('customers.read-reach');
  const names = useQuery({
    queryKey: ['event-names'],
    queryFn: ({ signal }) => api<{ items: readonly EventName[] }>('/api/v1/event-names', { signal }),
    staleTime: 60_000,
    enabled: allowed,
  });
  return names.isError || !allowed ? [] : names.data?.items;
}

/** How an event is called; its name where nobody called it otherwise. */
export function useEventLabel(): (name: string) => string {
  const { pick } = useText({});
  const names = useEventNames();
  return (name) => {
    const known = names?.find((each) => each.name === name);
    return known === undefined ? name : pick(known.label);
  };
}

interface Box<Value> {
  readonly label: string;
  readonly hint?: string;
  readonly value?: Value;
  readonly onChange?: (value: Value) => void;
  readonly id?: string;
}

/** One event, chosen from the known ones or typed. */
export function EventBox({ value, onChange, ...props }: Box<string>) {
  const chosen = value === undefined || value === '' ? [] : [value];
  return <Names {...props} width={180} value={chosen} onChange={(values) => onChange?.(values.at(-1) ?? '')} />;
}

/** Several events in order, chosen from the known ones or typed. */
export function EventsBox({ value = [], onChange, most, ...props }: Box<string[]> & { readonly most: number }) {
  return <Names {...props} width={260} value={value} onChange={(values) => onChange?.(values.slice(0, most))} />;
}

function Names({ label, hint, width, ...props }: Box<string[]> & { readonly width: number }) {
  const { pick } = useText({});
  const names = useEventNames() ?? [];
  return (
    <Select
      {...props}
      mode="tags"
      aria-label={label}
      title={hint ?? label}
      style={{ width: `min(${width}px, 62vw)` }}
      options={names.map((each) => ({ value: each.name, label: pick(each.label) }))}
      optionFilterProp="label"
    />
  );
}
