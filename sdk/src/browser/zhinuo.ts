import type { AnswerResult, Choices, Client, Shown } from '../client.ts';
import type { Answer, Locale, Purpose } from '../site.ts';
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
    .then(async () => {
      for (const form of document.querySelectorAll<HTMLFormElement>('form[data-zhinuo-form]')) bindForm(client, form);
      if (!shows) return;
      wayBack(client);
      await showBanner(client);
    });
  // What could not be asked during an outage is asked when the network is back.
  if (shows) addEventListener('online', () => void client.refresh().then(() => showBanner(client)));
  return {
    ready,
    may: (activity) => client.may(activity),
    state: (activity) => client.state(activity),
    purposes: () => client.purposes,
    ask: (activities) => client.ask(activities, 'headless'),
    answer: (shown, choices, declared) => client.answer(shown, choices, declared),
    refuse: (activities) => client.refuse(activities),
    onChange: (listener) => client.onChange(listener),
    openPreferences: () => openPreferences(client),
    showBanner: () => showBanner(client),
    bindForm: (form) => bindForm(client, form),
    session: () => client.session,
  };
}

// Withdrawing is as easy as consenting (PIPL 15), so there is always a way to it: the page's own, or a button of ours.
function wayBack(client: Client): void {
  const own = document.querySelectorAll<HTMLElement>('[data-zhinuo-preferences]');
  for (const opener of own)
    opener.addEventListener('click', (event) => {
      event.preventDefault();
      openPreferences(client);
    });
  if (own.length > 0) return;
  const { root } = openRoot('last');
  const open = (): void => openPreferences(client);
  root.append(
    element(
      'button',
      { type: 'button', class: 'pill', lang: client.locale, click: open },
      say(client.locale, 'choices'),
    ),
  );
}
