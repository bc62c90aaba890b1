import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';

const WORKABLE = 'input:not([disabled]), textarea:not([disabled]), select:not([disabled]), button:not([disabled])';

/**
 * Leads to the field of a form that a path of the API names ("recipients[0].contact"), or to the nearest place above it that the form has, opens
 * the fold that it lies in and gives it the focus. False when the form has nothing of the kind.
 */
export function goToField(form: string, path: string): boolean {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  for (let length = parts.length; length > 0; length -= 1) {
    const stem = [form, ...parts.slice(0, length)].join('_');
    const found =
      document.getElementById(stem) ??
      document.getElementById(`${stem}_zh`) ??
      document.querySelector<HTMLElement>(`[id^="${CSS.escape(stem)}_"]`);
    if (found === null) continue;
    const fold = found.closest('details');
    if (fold !== null) fold.open = true;
    found.scrollIntoView({ block: 'center' });
    const target = found.matches(WORKABLE) ? found : found.querySelector<HTMLElement>(WORKABLE);
    target?.focus({ preventScroll: true });
    return true;
  }
  return false;
}

/** The field that a link to this page names (`?at=`). */
export function useAt(): string | undefined {
  return (useSearch({ strict: false }) as { readonly at?: string }).at;
}

/** Begins at the field that the address names, once the form stands there. */
export function useGoToAt(form: string): void {
  const at = useAt();
  useEffect(() => {
    if (at === undefined) return;
    // After the frame: lists of a form draw their rows in it.
    const timer = setTimeout(() => goToField(form, at), 0);
    return () => clearTimeout(timer);
  }, [form, at]);
}
