import type { AnswerResult, Choices, Client, Shown } from '../client.ts';
import type { Answer, Locale, NotAsked, Purpose } from '../site.ts';
import { say } from '../words.ts';
import { showBanner } from './banner.ts';
import { bindForm } from './bind-form.ts';
import { browserClient } from './browser-client.ts';
import { element } from './elements.ts';
import { openPreferences } from './preferences.ts';
import { openRoot } from './style.ts';

/** How the SDK is started. */
export interface StartOptions {
  readonly server: string;
  readonly key: string;
  readonly locale?: Locale;
  /** `none`: the page shows everything itself (headless). */
  readonly ui?: 'banner' | 'none';
}

/** What a page can do; the headless interface behind the banner and the preference centre. */
export interface Zhinuo {
  /** Resolves when it is known what to show, also during an outage. Never rejects. */
  readonly ready: Promise<void>;
  /** Whether a purpose may be pursued now. False until there is a receipt. */
  may(activity: string): boolean;
  state(activity: string): Answer | 'unanswered';
  purposes(): readonly Purpose[];
  ask(activities: readonly string[]): Promise<Shown | undefined>;
  /** `{ ask: false, again }` when the last question was held back, since there was a no a while ago; else null. */
  held(): NotAsked | null;
  answer(shown: Shown, choices: Choices, declared?: { adult?: boolean }): Promise<AnswerResult>;
  refuse(activities?: readonly string[]): Promise<AnswerResult>;
  onChange(listener: () => void): () => void;
  openPreferences(): void;
  showBanner(): Promise<void>;
  bindForm(form: HTMLFormElement): void;
  session(): string | null;
}

/** Starts for one site key. */
export function start(options: StartOptions): Zhinuo {
  const locale = options.locale ?? (/^en\b/i.test(document.documentElement.lang) ? 'en' : 'zh-CN');
  const client = browserClient({ server: options.server, key: options.key, locale });
  const shows = options.ui !== 'none';
  const ready = client
    .refresh()
    .catch(() => false)
    .then(pageRead)
    .then(async () => {
      for (const form of document.querySelectorAll<HTMLFormElement>('form[data-zhinuo-form]')) bindForm(client, form);
      if (shows) await showBanner(client);
    });
  if (shows) wayBack(client, ready);
  // What could not be asked during an outage is asked when the network is back.
  if (shows) addEventListener('online', () => void client.refresh().then(() => showBanner(client)));
  return {
    ready,
    may: (activity) => client.may(activity),
    state: (activity) => client.state(activity),
    purposes: () => client.purposes,
    ask: (activities) => client.ask(activities, 'headless'),
    held: () => client.held,
    answer: (shown, choices, declared) => client.answer(shown, choices, declared),
    refuse: (activities) => client.refuse(activities),
    onChange: (listener) => client.onChange(listener),
    openPreferences: () => void ready.then(() => openPreferences(client)),
    showBanner: () => showBanner(client),
    bindForm: (form) => bindForm(client, form),
    session: () => client.session,
  };
}

// A script in the head runs before there is a body.
function pageRead(): Promise<void> {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}

// Withdrawing is as easy as consenting (PIPL 15), so there is always a way to it: the page's own, or a button of ours.
function wayBack(client: Client, ready: Promise<void>): void {
  // At once where it is known what to show, also from last time; else as soon as that is known, or can't be.
  const open = (): void => {
    if (client.site !== null) openPreferences(client);
    else void ready.then(() => openPreferences(client));
  };
  // Heard at the document, so that an opener works before anything was read, and one that a page adds later does too.
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const withdraws = event.target.closest('[data-zhinuo-withdraw]') !== null;
    if (!withdraws && event.target.closest('[data-zhinuo-preferences]') === null) return;
    event.preventDefault();
    if (withdraws) void withdrawAll(client);
    else open();
  });
  void pageRead().then(() => {
    if (document.querySelector('[data-zhinuo-preferences]') !== null) return;
    const { root } = openRoot('last');
    const { locale } = client;
    // A yes may have cost one tap, so taking it back costs one as well.
    const told = element('span', { role: 'status' });
    const choose = element('button', { type: 'button', click: open }, say(locale, 'choices'));
    const back = element(
      'button',
      {
        type: 'button',
        click: () => {
          void withdrawAll(client);
          told.textContent = say(locale, 'withdrawn');
          choose.focus();
        },
      },
      say(locale, 'withdraw'),
    );
    const show = (): void => {
      back.hidden = granted(client).length === 0;
      if (!back.hidden) told.textContent = '';
    };
    show();
    client.onChange(show);
    root.append(element('div', { class: 'pill', lang: locale }, choose, back, told));
  });
}

const granted = (client: Client): string[] =>
  client.purposes.filter(({ code }) => client.may(code)).map(({ code }) => code);

// At once and without a question back; the preference centre is there for whoever wants only one of several back.
async function withdrawAll(client: Client): Promise<void> {
  const codes = granted(client);
  if (codes.length > 0) await client.refuse(codes);
}
