import type { Client } from '../client.ts';
import type { Purpose } from '../site.ts';
import { say } from '../words.ts';
import { element } from './elements.ts';
import { foldedNotice, purposeName, purposeText } from './purpose-text.ts';
import { openRoot } from './style.ts';

let open = false;

/**
 * The preference centre: one switch for each purpose, in force at once. Off is one tap like on, and works without a network. The focus stays
 * within, Escape closes, and goes back to where it came from.
 */
export function openPreferences(client: Client): void {
  if (open) return;
  open = true;
  const { locale } = client;
  const { host, root } = openRoot('last');
  const before = focusedNow();
  const adult = element('input', { type: 'checkbox' });
  const asksAge = !client.adult && client.purposes.some(({ adultsOnly }) => adultsOnly);
  const alert = element('p', { role: 'alert' });
  const rows = client.purposes.map((purpose) => row(client, purpose, { adult, asksAge, alert }));
  const heading = element('h2', { id: 'zhinuo-choices' }, say(locale, 'choices'));
  const signal = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
  const shut = element('button', { type: 'button', click: (): void => box.close() }, say(locale, 'close'));
  const none = element('button', { type: 'button', click: () => void client.refuse() }, say(locale, 'refuseAll'));
  const box: HTMLDialogElement = element(
    'dialog',
    { 'aria-labelledby': 'zhinuo-choices', lang: locale },
    heading,
    element('p', { class: 'small' }, say(locale, client.site === null ? 'offline' : 'choicesLead')),
    signal && element('p', { class: 'small' }, say(locale, 'signal')),
    element('ul', { class: 'purposes' }, ...rows.map(({ item }) => item)),
    asksAge && element('label', {}, adult, say(locale, 'adult')),
    alert,
    foldedNotice(client),
    element('div', { class: 'two' }, none, shut),
  );
  const stop = client.onChange(() => {
    for (const { draw } of rows) draw();
  });
  box.addEventListener('close', () => {
    stop();
    host.remove();
    open = false;
    before?.focus();
  });
  root.append(box);
  box.showModal();
}

// Within our own shadow root too, where the page only sees the root's element.
function focusedNow(): HTMLElement | null {
  const { activeElement } = document;
  const inside = activeElement?.shadowRoot?.activeElement ?? activeElement;
  return inside instanceof HTMLElement ? inside : null;
}

function row(
  client: Client,
  purpose: Purpose,
  { adult, asksAge, alert }: { adult: HTMLInputElement; asksAge: boolean; alert: HTMLElement },
): { readonly item: HTMLLIElement; draw(): void } {
  const { locale } = client;
  const { code } = purpose;
  const name = purposeName(client, purpose);
  const state = element('p', { class: 'small', 'aria-live': 'polite' });
  const toggle = element('button', { type: 'button', role: 'switch', 'aria-label': name }, element('i'));
  const draw = (): void => {
    const on = client.may(code);
    toggle.setAttribute('aria-checked', String(on));
    const waits = client.waiting.some(({ activity }) => activity === code);
    const receipt = client.decision(code)?.receipt;
    const parts = [say(locale, on ? 'granted' : waits ? 'later' : 'refused')];
    if (receipt) parts.push(say(locale, 'receipt', { id: receipt }));
    state.textContent = parts.join(' · ');
  };
  const turnOn = async (): Promise<void> => {
    if (asksAge && purpose.adultsOnly && !client.adult && !adult.checked) {
      alert.textContent = say(locale, 'adultFirst');
      return adult.focus();
    }
    toggle.disabled = true;
    const shown = await client.ask([code], 'preferences');
    const declared = { adult: client.adult || adult.checked };
    const result = shown === undefined ? 'waiting' : await client.answer(shown, { [code]: 'granted' }, declared);
    toggle.disabled = false;
    toggle.focus();
    if (result !== 'recorded') alert.textContent = say(locale, 'failed');
  };
  toggle.addEventListener('click', () => {
    alert.textContent = '';
    if (client.may(code)) void client.refuse([code]);
    else void turnOn();
  });
  draw();
  const head = element('div', { class: 'row' }, element('h3', {}, name), toggle);
  return { item: element('li', {}, head, purposeText(client, purpose), state), draw };
}
