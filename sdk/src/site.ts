/** A text in both languages of the register. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** One purpose that a person decides about, in the words of the published notice. */
export interface Purpose {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly fields: readonly Bilingual[];
  readonly recipients: readonly string[];
  readonly retention: Bilingual;
  /** Consent needs a control of its own (PIPL 23, 29). */
  readonly separate: boolean;
  readonly adultsOnly: boolean;
  /** The notice version since which consent to it has kept its meaning; an older consent is asked for again. */
  readonly since: number;
}

/** What a site may show. */
export interface Site {
  readonly code: string;
  readonly brand: Bilingual;
  readonly notice: {
    readonly code: string;
    readonly version: number;
    readonly title: Bilingual;
    readonly url: string;
    readonly shortHtml: Bilingual;
  };
  readonly activities: readonly Purpose[];
}

/** Where on a site something is shown or said; part of the evidence. */
export type Place = 'banner' | 'preferences' | 'form' | 'headless' | 'mini-program' | 'privacy-signal' | 'resent';
export type Locale = 'zh-CN' | 'en';
export type Answer = 'granted' | 'refused';

/** What came of a request. `unreachable`: nobody knows what became of it, so it counts as not done; it may be tried again. */
export type Outcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unreachable' };

/** How requests travel: `fetch` in a browser, `wx.request` in a mini-program. Never throws. */
export type Transport = (method: 'GET' | 'POST', url: string, body?: unknown) => Promise<Outcome<unknown>>;

/** A presentation that waits for its answer. */
export interface Presentation {
  readonly ask?: true;
  readonly id: string;
  readonly nonce: string;
  readonly version: number;
  /** What may be asked; all, where an older server does not say. */
  readonly activities?: readonly string[];
  /** Words and looks that are tried, where an experiment runs. */
  readonly wording?: Wording;
}

/** Nothing may be asked now, since there was a no a while ago (NDSR 22(5)): not before `again`, or never by us where it is null. */
export interface NotAsked {
  readonly ask: false;
  readonly again: string | null;
}

/** Words and looks of one variant of an experiment. The server starts none that makes refusing harder. */
export interface Wording {
  readonly words?: { readonly [place in 'ask' | 'free' | 'grant' | 'refuse']?: Bilingual };
  readonly looks?: {
    readonly [control in 'grant' | 'refuse']?: { readonly style?: string; readonly size?: string };
  } & { readonly first?: string; readonly position?: string };
}

interface Receipt {
  readonly id: string;
  readonly time: string;
}

/** What answers came to: receipts in their order, and the name under which the company's server can hand the session's noes to a person. */
export interface Answered {
  readonly receipts: readonly Receipt[];
  readonly session: string;
}

export interface SiteApi {
  describe(): Promise<Outcome<Site>>;
  present(body: {
    session: string;
    activities: readonly string[];
    place: Place;
    locale: Locale;
    ageDeclarations?: readonly number[];
  }): Promise<Outcome<Presentation | NotAsked>>;
  answer(body: {
    session: string;
    presentation: string;
    nonce: string;
    ageDeclared?: number;
    how?: 'global_privacy_control';
    answers: readonly { activity: string; answer: Answer; kind: 'general' | 'separate'; control?: string }[];
  }): Promise<Outcome<Answered>>;
  withdraw(body: { session: string; activity: string }): Promise<Outcome<Receipt>>;
}

/** The four calls that a publishable key can make. */
export function siteApi(server: string, key: string, transport: Transport): SiteApi {
  const base = `${server.replace(/\/+$/, '')}/api/v1/sites/${encodeURIComponent(key)}`;
  // The server's schemas say what its answers hold; an answer of another shape is treated as none.
  const call = async <Value>(method: 'GET' | 'POST', path: string, has: string, body?: unknown) => {
    const outcome = await transport(method, base + path, body);
    const whole =
      outcome.kind !== 'done' ||
      (typeof outcome.value === 'object' && outcome.value !== null && Object.hasOwn(outcome.value, has));
    return (whole ? outcome : { kind: 'unreachable' }) as Outcome<Value>;
  };
  return {
    describe: () => call('GET', '', 'activities'),
    present: async (body) => {
      const outcome = await call<Presentation | NotAsked>('POST', '/presentations', 'ask', body);
      return outcome.kind === 'done' && outcome.value.ask === true && typeof outcome.value.nonce !== 'string'
        ? { kind: 'unreachable' }
        : outcome;
    },
    answer: (body) => call('POST', '/consents', 'receipts', body),
    withdraw: (body) => call('POST', '/withdrawals', 'id', body),
  };
}
