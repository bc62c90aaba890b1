// Stands in every hosted form that can be sealed. It stays this small: what seals is loaded when somebody begins to type, and the form works without both.
const form = document.querySelector<HTMLFormElement>('form[data-inbox]');
const { subtle } = globalThis.crypto ?? {};

if (form !== null && subtle !== undefined) {
  let loading: Promise<typeof import('./seal.ts')> | undefined;
  const load = (): void => {
    loading ??= import('./seal.ts').then((seal) => {
      seal.advise(form);
      return seal;
    });
    // What can't be loaded is not missed: the form goes as it is, and the server checks and seals.
    loading.catch(() => undefined);
  };
  form.addEventListener('focusin', load, { once: true });
  form.addEventListener('submit', (event) => {
    if (loading === undefined) return;
    event.preventDefault();
    loading.then((seal) => seal.sealAndSend(form)).catch(() => HTMLFormElement.prototype.submit.call(form));
  });
}
