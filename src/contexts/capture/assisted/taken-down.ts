import { answersInvalid } from '../capture-failures.ts';
import { checkAnswers, type FormAnswers, readAnswers } from '../domain/form-answers.ts';
import { consentsOf, type FormDefinition } from '../domain/form-definition.ts';

/** What staff took down from somebody. */
export interface TakenDown {
  readonly values: Readonly<Record<string, string>>;
  /** The age that the person declared; absent for a child whose guardian answers. */
  readonly age?: 14 | 18;
  /** The controls that the person agreed to; all others count as refused. */
  readonly granted: readonly string[];
}

/** Reads and checks what was taken down as the form itself would. Throws `capture.answers-invalid` with each field. */
export function readTakenDown(form: FormDefinition, taken: TakenDown, guarded = false): FormAnswers {
  // A guardian's child declares no age: their birth date says more.
  const age = guarded ? 18 : taken.age;
  const said =
    age === undefined ? {} : form.minimumAge === 14 ? { age: String(age) } : age === 18 ? { adult: 'yes' } : {};
  const controls = new Set(consentsOf(form).map(({ control }) => control));
  const body: Record<string, string> = { ...taken.values, ...said };
  for (const control of taken.granted) body[controls.has(control) ? control : `unknown:${control}`] = 'yes';
  const answers = readAnswers(form, body);
  const errors = checkAnswers(form, answers, body);
  if (errors.length > 0) throw answersInvalid(errors);
  const { age: _declared, ...rest } = answers;
  return guarded ? rest : answers;
}
