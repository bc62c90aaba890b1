import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { formInvalid } from './capture-failures.ts';
import { checkForm, type FormActivity } from './domain/check-form.ts';
import { consentsOf, type FormDefinition } from './domain/form-definition.ts';
import { needsSeparate } from './sites/describe-site.ts';
import { upsertForm } from './store/form-store.ts';

/** Stores a hosted form, or replaces the one of the same code. Refused while the register does not carry what it asks for. */
export async function saveForm(
  deps: CaptureDeps,
  tx: Tx,
  input: { form: FormDefinition; active: boolean; by: string },
): Promise<{ code: string; url: string }> {
  const { form } = input;
  await assertForm(deps, tx, form);
  await upsertForm(tx, form, { active: input.active, at: deps.clock.now(), by: input.by });
  return { code: form.code, url: `${deps.publicUrl}/f/${form.code}` };
}

/** Throws `capture.form-invalid` (422) with every field of the definition that is wrong. */
export async function assertForm(deps: CaptureDeps, tx: Tx, form: FormDefinition): Promise<void> {
  const { register } = deps;
  const brands = await register.brands(tx);
  const notice = await register.notice(tx, form.notice).catch(undefinedIfUnknown);
  const { ended } = await register.inForce(tx);
  const activities = new Map<string, FormActivity>();
  for (const code of new Set([form.activity, ...consentsOf(form).flatMap((each) => each.activities)])) {
    const found = await register.findActivity(tx, code);
    if (found === undefined) continue;
    activities.set(code, {
      basis: found.basis,
      fields: found.fields.map(({ field }) => field),
      recipients: found.recipients.map(({ name }) => name),
      separate: needsSeparate(found),
      ended: ended.has(code),
    });
  }
  const errors = checkForm(form, {
    brand: brands.some(({ code }) => code === form.brand),
    noticeActivities: notice?.activities.map(({ code }) => code),
    activities,
  });
  if (errors.length > 0) throw formInvalid(errors);
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'not-found') return undefined;
  throw error;
}
