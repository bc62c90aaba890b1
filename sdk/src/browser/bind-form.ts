import type { Choices, Client, Shown } from '../client.ts';

/** How long a form waits for its consents to be recorded before it goes on without them, milliseconds. */
const PATIENCE = 4000;

/** A box that stands for a separate consent and something else besides (PIPL 14, 29). */
export class SharedControlError extends Error {
  constructor(activities: string) {
    super(`a separate consent never shares its control: ${activities}`);
    this.name = 'SharedControlError';
  }
}

/**
 * Takes the consents of a page's own form: each `input[data-zhinuo-consent=ACTIVITY]` is a box that the person ticks. Before the form is sent,
 * the answers are recorded; the form then goes on in any case (no refusal of service), with `zhinuo-session` and `zhinuo-consents` as hidden
 * fields, where only what has a receipt says "granted". A box that the page had ticked is unticked. Throws `SharedControlError`.
 */
export function bindForm(client: Client, form: HTMLFormElement): void {
  const codesOf = (box: HTMLInputElement) => (box.dataset['zhinuoConsent'] ?? '').split(/[\s,]+/).filter(Boolean);
  const all = Array.from(form.querySelectorAll<HTMLInputElement>('input[type=checkbox][data-zhinuo-consent]'));
  // Who said no is not asked again by the next form; the preference centre is theirs to open.
  const said = all.filter((box) => codesOf(box).every((code) => client.decision(code)?.answer === 'refused'));
  for (const box of said) {
    box.checked = false;
    (box.closest('label') ?? box).hidden = true;
  }
  const boxes = all.filter((box) => !said.includes(box));
  const codes = boxes.flatMap(codesOf);
  for (const box of boxes) {
    const shared = codesOf(box);
    const separate = client.purposes.some((each) => each.separate && shared.includes(each.code));
    if (shared.length > 1 && (separate || client.purposes.length === 0)) throw new SharedControlError(shared.join(' '));
    box.checked = false;
    box.defaultChecked = false;
  }
  let shown: Promise<Shown | undefined> | undefined;
  const ask = (): Promise<Shown | undefined> => {
    shown ??= client.ask(codes, 'form');
    return shown;
  };
  form.addEventListener('focusin', () => void ask(), { once: true });
  let through = false;
  form.addEventListener('submit', (event) => {
    if (through || codes.length === 0) return;
    event.preventDefault();
    const { submitter } = event;
    const ticked = new Set(boxes.filter((box) => box.checked).flatMap(codesOf));
    const age = form.querySelector<HTMLInputElement>('input[type=checkbox][data-zhinuo-adult]');
    const choices: Choices = Object.fromEntries(
      codes.map((code) => [code, ticked.has(code) ? 'granted' : 'refused'] as const),
    );
    const recording = record(client, ask, choices, age?.checked === true);
    void Promise.race([recording, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => {
      hide(form, 'zhinuo-session', client.session ?? '');
      const said = codes.map((code) => [
        code,
        {
          answer: ticked.has(code) && client.may(code) ? 'granted' : 'refused',
          receipt: client.decision(code)?.receipt,
        },
      ]);
      hide(form, 'zhinuo-consents', JSON.stringify(Object.fromEntries(said)));
      through = true;
      shown = undefined;
      form.requestSubmit(submitter as HTMLElement | null);
      through = false;
    });
  });
}

async function record(
  client: Client,
  ask: () => Promise<Shown | undefined>,
  choices: Choices,
  adult: boolean,
): Promise<void> {
  const shown = await ask();
  const noes = Object.keys(choices).filter((code) => choices[code] === 'refused');
  if (shown === undefined) await client.refuse(noes);
  else await client.answer(shown, choices, { adult });
}

function hide(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`);
  if (field === null) {
    field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    form.append(field);
  }
  field.value = value;
}
