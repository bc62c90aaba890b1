import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { formInvalid } from './capture-failures.ts';
import { checkForm, type FormActivity, type FormDefinition } from './domain/form-definition.ts';
import { upsertForm } from './store/form-store.ts';

/** Stores a hosted form, or replaces the one of the same code. Refused while the register does not carry what it asks for. */
export async function saveForm(
  deps: CaptureDeps,
  tx: Tx,
  input: { form: FormDefinition; active: boolean; by: string },
): Promise<{ code: string; url: string }> {
  const { form } = input;
  const brands = await deps.register.brands(tx);
  const notice = await deps.register.notice(tx, form.notice).catch(undefinedIfUnknown);
  const errors = checkForm(form, {
    brand: brands.some(({ code }) => code === form.brand),
    noticeActivities: notice?.activities.map(({ code }) => code),
    activity: await formActivity(deps, tx, form.activity),
    marketing: await formActivity(deps, tx, form.marketing),
  });
  if (errors.length > 0) throw formInvalid(errors);
  await upsertForm(tx, form, { active: input.active, at: deps.clock.now(), by: input.by });
  return { code: form.code, url: `${deps.publicUrl}/f/${form.code}` };
}

async function formActivity(deps: CaptureDeps, tx: Tx, code: string): Promise<FormActivity | undefined> {
  const activity = await deps.register.findActivity(tx, code);
  if (activity === undefined) return undefined;
  return { basis: activity.basis, fields: activity.fields.map(({ field }) => field), channels: activity.channels };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'not-found') return undefined;
  throw error;
}
