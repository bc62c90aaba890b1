import { hostedFormText } from '../ui/i18n/hosted-form.ts';

// Stands in every hosted form that can be sealed. It stays this small: what seals is loaded when somebody begins to type, and the form works without both.
const form = document.querySelector<HTMLFormElement>('form[data-inbox]');
const canSeal = globalThis.crypto?.subtle !== undefined;
type Fields = Readonly<Record<string, string>>;

if (form !== null) {
  let loading: Promise<typeof import('./seal.ts')> | undefined;
  const load = (): void => {
    if (!canSeal) return;
    loading ??= import('./seal.ts').then((seal) => {
      seal.advise(form);
      return seal;
    });
    // What can't be loaded is not missed: the form goes as it is, and the server checks and seals.
    loading.catch(() => undefined);
  };
  form.addEventListener('focusin', load, { once: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void (async () => {
      const fields = await fieldsOf(form, loading).catch(() => plain(form));
      await send(form, fields);
    })();
  });
}

async function fieldsOf(form: HTMLFormElement, loading: Promise<typeof import('./seal.ts')> | undefined) {
  const seal = await loading;
  return seal === undefined ? plain(form) : seal.seal(form);
}

function plain(form: HTMLFormElement): Fields {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

// Sent beside the page first, so that a cut in the network loses nothing of what was typed. Sending again is safe: the presentation takes one answer.
async function send(form: HTMLFormElement, fields: Fields): Promise<void> {
  document.getElementById('unsent')?.remove();
  let answer: Response;
  try {
    answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'same-origin',
    });
  } catch {
    sayUnsent(form);
    return;
  }
  if (answer.redirected) window.location.assign(answer.url);
  else postAsPage(form, fields);
}

// What the server says to it on a page: mistakes beside their fields or, in a frame, what became of it.
function postAsPage(form: HTMLFormElement, fields: Fields): void {
  const sent = document.createElement('form');
  sent.method = 'post';
  sent.action = form.action;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    sent.append(input);
  }
  document.body.append(sent);
  sent.submit();
}

function sayUnsent(form: HTMLFormElement): void {
  const words = document.createElement('p');
  words.id = 'unsent';
  words.className = 'summary';
  words.setAttribute('role', 'alert');
  words.textContent = hostedFormText.unsent[document.documentElement.lang === 'en' ? 1 : 0];
  form.querySelector('button[type=submit]')?.before(words);
  words.scrollIntoView({ block: 'nearest' });
}
