import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { ActivityRevision } from '../../register/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { answersInvalid, formUnknown } from '../capture-failures.ts';
import { consentsOf } from '../domain/form-definition.ts';
import { withoutConsents } from '../experiments/form-as-asked.ts';
import { type Locale, type PresentedForm, presentForm, type ShownForm, showForm } from '../present-form.ts';
import { insertAssisted } from '../store/assisted-store.ts';
import { findForm } from '../store/form-store.ts';
import { lockPresentation } from '../store/submission-store.ts';
import { personOf, storeAnswers } from '../submit-form.ts';
import { callScript, type ScriptLine, scriptHash } from './call-script.ts';
import { readTakenDown, type TakenDown } from './taken-down.ts';

/** A call that has begun: what is to be said, and what is to be asked. */
export interface AgentCall {
  readonly session: string;
  readonly shown: PresentedForm;
  readonly lines: readonly ScriptLine[];
}

async function scriptOf(deps: CaptureDeps, tx: Tx, shown: ShownForm): Promise<ScriptLine[]> {
  const codes = new Set([shown.form.activity, ...(shown.form.consents?.flatMap(({ activities }) => activities) ?? [])]);
  if (shown.form.marketing !== undefined) codes.add(shown.form.marketing);
  const told: ActivityRevision[] = [];
  for (const code of codes) {
    const revision = shown.notice.activities.find((each) => each.code === code)?.revision;
    if (revision !== undefined) told.push(await deps.register.activityRevision(tx, code, revision));
  }
  return callScript(shown, told, deps.publicUrl);
}

/**
 * Begins a call: what is about to be said counts as what is shown, for this call alone. Where the number that is called is told, its owner is not asked
 * again what they refused (NDSR 22(5)).
 */
export async function beginCall(
  deps: CaptureDeps,
  tx: Tx,
  input: { readonly form: string; readonly locale: Locale; readonly mobile?: string },
): Promise<AgentCall> {
  const session = randomBytes(16).toString('base64url');
  const [digest] = input.mobile === undefined ? [] : await deps.vault.addressDigests(tx, 'mobile', [input.mobile]);
  const persons = digest === undefined ? [] : await deps.gate.personsByAddress(tx, 'sms', digest);
  const { form: code, locale } = input;
  const shown = await presentForm(deps, tx, { code, session, locale, surface: 'agent', persons });
  return { session, shown, lines: await scriptOf(deps, tx, shown) };
}

/**
 * Records what a person said on the phone. Every sentence of the script must be confirmed as said; otherwise the person was not told and nothing
 * is stored (PIPL 14, 17). Throws `capture.answers-invalid`.
 */
export async function finishCall(
  deps: CaptureDeps,
  tx: Tx,
  input: TakenDown & {
    readonly form: string;
    readonly session: string;
    readonly presentation: string;
    readonly nonce: string;
    readonly said: readonly string[];
    readonly by: string;
  },
): Promise<{ submission: string; person: string }> {
  const stored = await findForm(tx, input.form);
  if (stored === undefined || !stored.active) throw formUnknown();
  await lockPresentation(tx, input.presentation);
  const told = await deps.gate.presentedActivities(tx, input);
  const unasked = consentsOf(stored).filter(
    ({ activities }) => told?.some((each) => activities.includes(each)) === false,
  );
  const form = withoutConsents(stored, unasked);
  const lines = await scriptOf(deps, tx, await showForm(deps, tx, form));
  const unsaid = lines.filter(({ id }) => !input.said.includes(id));
  if (unsaid.length > 0 || input.said.length !== lines.length)
    throw answersInvalid([
      fieldError(
        'said',
        '须逐句说完并确认，未说的内容不算告知',
        'Every sentence is said and confirmed; what was not said was not told',
      ),
    ]);
  const answers = readTakenDown(form, input);
  const touch = { source: 'agent', how: 'explicit_action' } as const;
  const person = await personOf(deps, tx, form, answers, touch);
  const { presentation, nonce, session } = input;
  const sessionDigest = createHash('sha256').update(session).digest();
  const submission = await storeAnswers(
    deps,
    tx,
    { form, answers, presentation, nonce, session, sessionDigest, person },
    touch,
  );
  await insertAssisted(tx, {
    submission,
    way: 'agent',
    scriptHash: scriptHash(lines),
    by: input.by,
    at: deps.clock.now(),
  });
  return { submission, person };
}
