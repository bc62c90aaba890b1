import type { Choices, Client, Shown } from '../client.ts';
import { pick, say } from '../words.ts';
import { element } from './elements.ts';
import { foldedNotice, purposeName, purposeText } from './purpose-text.ts';
import { openRoot } from './style.ts';

let standing = false;

/**
 * Asks about what is unanswered, once: nothing is ticked, both answers have the same weight, and each of several purposes has a control of its
 * own. Nothing is shown while what is shown can't be noted, or when there is nothing to ask.
 */
export async function showBanner(client: Client): Promise<void> {
  if (standing || client.unanswered().length === 0) return;
  standing = true;
  const shown = await client.ask(
    client.unanswered().map(({ code }) => code),
    'banner',
  );
  standing = false;
  if (shown !== undefined && document.body !== null) standBanner(client, shown);
}

function standBanner(client: Client, first: Shown): void {
  standing = true;
  const { locale } = client;
  const { words = {}, looks = {} } = first.presentation.wording ?? {};
  const word = (place: 'ask' | 'free' | 'grant' | 'refuse', usual: string): string => {
    const tried = words[place];
    return tried === undefined ? usual : pick(locale, tried);
  };
  const look = (control: 'grant' | 'refuse'): string =>
    `${looks[control]?.style ?? 'outlined'} ${looks[control]?.size ?? 'medium'}`;
  const { host, root } = openRoot('first');
  let shown = first;
  const several = shown.purposes.length > 1;
  const boxes = new Map<string, HTMLInputElement>();
  const list = element('ul', { class: 'purposes' });
  for (const purpose of shown.purposes) {
    const name = purposeName(client, purpose);
    const box = element('input', { type: 'checkbox' });
    boxes.set(purpose.code, box);
    const head = several ? element('label', {}, box, element('strong', {}, name)) : element('h3', {}, name);
    list.append(element('li', {}, head, purposeText(client, purpose)));
  }
  const adult = element('input', { type: 'checkbox' });
  const asksAge = !client.adult && shown.purposes.some(({ adultsOnly }) => adultsOnly);
  const alert = element('p', { role: 'alert' });
  const told = element('p', { role: 'status', class: 'unseen' });
  const close = (): void => {
    host.remove();
    standing = false;
    stop();
  };
  const busy = (is: boolean): void => {
    for (const button of [no, yes]) button.disabled = is;
  };
  const refuse = (): void => {
    // A no needs nobody's leave: the banner goes at once, the sending goes on behind it.
    void client.answer(
      shown,
      all(shown, () => false),
    );
    close();
  };
  const grant = async (): Promise<void> => {
    const chosen = all(shown, (code) => !several || boxes.get(code)?.checked === true);
    const granted = shown.purposes.filter(({ code }) => chosen[code] === 'granted');
    const needsAge = asksAge && granted.some(({ adultsOnly }) => adultsOnly) && !adult.checked;
    if (granted.length === 0 || needsAge) {
      alert.textContent = say(locale, granted.length === 0 ? 'chooseFirst' : 'adultFirst');
      return (needsAge ? adult : boxes.values().next().value)?.focus();
    }
    busy(true);
    const result = await client.answer(shown, chosen, { adult: client.adult || adult.checked });
    if (result === 'recorded') return close();
    const renewed = await client.ask(
      shown.purposes.map(({ code }) => code),
      'banner',
    );
    busy(false);
    yes.focus();
    alert.textContent = say(locale, renewed === undefined || same(renewed, shown) ? 'failed' : 'renewed');
    if (renewed !== undefined) shown = renewed;
  };
  const no = element(
    'button',
    { type: 'button', class: look('refuse'), click: refuse },
    word('refuse', say(locale, several ? 'refuseAll' : 'refuse')),
  );
  const yes = element(
    'button',
    { type: 'button', class: look('grant'), click: () => void grant() },
    word('grant', say(locale, several ? 'grantChosen' : 'grant')),
  );
  const title = word('ask', say(locale, 'ask', { brand: client.site === null ? '' : pick(locale, client.site.brand) }));
  const box = element(
    'div',
    {
      class: looks.position === 'middle' ? 'box middle' : 'box',
      role: 'dialog',
      'aria-modal': 'false',
      'aria-label': title,
      lang: locale,
    },
    element(
      'div',
      {},
      element('h2', {}, title),
      element('p', { class: 'small' }, word('free', say(locale, 'free'))),
      list,
      foldedNotice(client),
      asksAge && element('label', {}, adult, say(locale, 'adult')),
      alert,
      told,
      element('div', { class: 'two' }, ...(looks.first === 'grant' ? [yes, no] : [no, yes])),
    ),
  );
  root.append(box);
  // The focus stays where the visitor is, so that somebody who listens is told that there is a question; it is the first thing of the page.
  setTimeout(() => {
    told.textContent = title;
  }, 100);
  // Put aside is not answered: it comes again with the next page.
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  // Answered in another tab, or in the preference centre.
  const stop = client.onChange(() => {
    if (client.unanswered().length === 0) close();
  });
}

const same = (one: Shown, other: Shown): boolean => one.presentation.version === other.presentation.version;

function all({ purposes }: Shown, granted: (code: string) => boolean): Choices {
  return Object.fromEntries(purposes.map(({ code }) => [code, granted(code) ? 'granted' : 'refused'] as const));
}
