import type { Tx } from '../../../platform/database/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { type AskedConsent, consentsOf, type FormDefinition } from '../domain/form-definition.ts';
import { runningExperiments } from '../store/experiment-store.ts';
import { type Assigned, assignWording } from './assign-wording.ts';
import type { Variant } from './variant.ts';

/** The variant of the experiment that runs at a form, for a session; undefined where none runs. */
export async function wordingOf(tx: Tx, form: string, session: string): Promise<Assigned | undefined> {
  const target = `form:${form}`;
  const plan = (await runningExperiments(tx, [target])).get(target);
  return plan === undefined ? undefined : assignWording(plan, session);
}

/** The consents of a form that these people, who answered in the same browser, may not be asked for again now (NDSR 22(5)). */
export async function throttledConsents(
  deps: CaptureDeps,
  tx: Tx,
  form: FormDefinition,
  persons: readonly string[],
): Promise<readonly AskedConsent[]> {
  const consents = consentsOf(form);
  const activities = [...new Set(consents.flatMap((consent) => consent.activities))];
  const throttles = await deps.gate.askThrottle(tx, { persons, activities });
  const throttled = new Set(throttles.map(({ activity }) => activity));
  return consents.filter((consent) => consent.activities.some((activity) => throttled.has(activity)));
}

/** The form without some of its consents. */
export function withoutConsents<Form extends FormDefinition>(form: Form, left: readonly AskedConsent[]): Form {
  if (left.length === 0) return form;
  const controls = new Set(left.map(({ control }) => control));
  const { marketing: _, ...rest } = form;
  return { ...rest, consents: consentsOf(form).filter(({ control }) => !controls.has(control)) } as unknown as Form;
}

/** The form in the words of a variant; what it asks stays the same. */
export function formAsTried<Form extends FormDefinition>(form: Form, variant: Variant | undefined): Form {
  const { words } = variant ?? {};
  if (words === undefined) return form;
  const { marketing: _, ...rest } = form;
  const consents = consentsOf(form).map((consent) => {
    const wording = words.consents?.[consent.control];
    return wording === undefined ? consent : { ...consent, wording };
  });
  const { title, intro, submit } = words;
  const changed = {
    ...(title === undefined ? {} : { title }),
    ...(intro === undefined ? {} : { intro }),
    ...(submit === undefined ? {} : { submit }),
  };
  return { ...rest, ...changed, consents } as unknown as Form;
}
