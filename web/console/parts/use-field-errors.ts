import type { FormInstance } from 'antd';
import { useEffect } from 'react';
import { ApiError } from '../../ui/api.ts';
import { useErrorText } from './query-state.tsx';

type Step = string | number;

const NOTHING = new Error('none');

/**
 * Shows a refusal's errors at the fields of the form that they name ("recipients[0].name"), in the reader's language, and goes to the first.
 * An error about a whole ("retention.text") stands at its first field. Answers those that no field of the form stands for.
 */
export function useFieldErrors<V>(form: FormInstance<V>, error: Error | null): Array<{ path: string; text: string }> {
  const { fields } = useErrorText(error ?? NOTHING);
  const placed = error instanceof ApiError ? fields.map((field) => ({ ...field, at: fieldFor(form, field.path) })) : [];
  const key = JSON.stringify(placed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what was placed; the form itself never changes
  useEffect(() => {
    const byField = new Map<string, { name: Step[]; errors: string[] }>();
    for (const { at, text } of placed) {
      if (at === undefined) continue;
      const shown = byField.get(JSON.stringify(at)) ?? { name: at, errors: [] };
      shown.errors.push(text);
      byField.set(JSON.stringify(at), shown);
    }
    const marked = [...byField.values()];
    form.setFields(marked as never);
    const first = marked[0];
    if (first !== undefined) form.scrollToField(first.name as never, { block: 'center' });
  }, [key, error]);
  return placed.filter(({ at }) => at === undefined);
}

function fieldFor<V>(form: FormInstance<V>, path: string): Step[] | undefined {
  const wanted = stepsOf(path);
  const names = form.getFieldsError().map(({ name }) => name as Step[]);
  const begins = (longer: Step[], shorter: Step[]) =>
    shorter.every((step, index) => String(longer[index]) === String(step));
  return (
    names.find((name) => name.length === wanted.length && begins(name, wanted)) ??
    names.find((name) => begins(name, wanted)) ??
    names.filter((name) => name.length > 0 && begins(wanted, name)).toSorted((a, b) => b.length - a.length)[0]
  );
}

function stepsOf(path: string): Step[] {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
