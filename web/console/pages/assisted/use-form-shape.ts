import { useText } from '../../../ui/i18n/translate.ts';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';

interface FormShape {
  readonly code: string;
  readonly marketing?: string;
  readonly minimumAge?: 14 | 18;
  readonly consents?: readonly { readonly control: string; readonly activities: readonly string[] }[];
  readonly fields: readonly { readonly field: string; readonly required: boolean }[];
}

/** A form with its boxes in words, and the words of one box by its code. */
export function useFormShape(code: string) {
  const { list } = useText({});
  const { nameOf } = useActivityName();
  const shape = useItems<FormShape>('/api/v1/forms').rows.find((each) => each.code === code);
  const marketing = shape?.marketing === undefined ? [] : [{ value: 'marketing', label: nameOf(shape.marketing) }];
  const consents = (shape?.consents ?? []).map(({ control, activities }) => ({
    value: control,
    label: list(activities.map(nameOf)),
  }));
  const controls = [...marketing, ...consents];
  const wordsOf = (control: string) => controls.find(({ value }) => value === control)?.label ?? control;
  return { shape, controls, wordsOf };
}
