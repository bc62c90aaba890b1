import type { Answer, Site } from './site.ts';

/** What somebody decided about one purpose, as this browser knows it. */
export interface Decision {
  readonly answer: Answer;
  readonly at: string;
  /** The version of the notice that was shown; 0 where the browser's signal said no before anything was shown. */
  readonly version: number;
  /** Null while a no is waiting for the network. A yes always has one. */
  readonly receipt: string | null;
  /** Granted although the browser signals a no: an explicit choice about one purpose stands before a general signal. */
  readonly despiteSignal?: boolean;
}

/** A no that the server has not confirmed yet. */
export interface WaitingNo {
  readonly activity: string;
  readonly at: string;
  /** A recorded yes came before it, so it is sent as a withdrawal. */
  readonly withdraws: boolean;
  readonly signal: boolean;
}

/** Everything that is kept in the browser. No personal information: a random session, codes and times. */
export interface Book {
  readonly session: string;
  readonly decisions: Readonly<Record<string, Decision>>;
  readonly waiting: readonly WaitingNo[];
  readonly adult: boolean;
  /** The last description that was read, so that a no can be said during an outage. */
  readonly site: Site | null;
  /** The name of the session for the company's own server. */
  readonly gateSession: string | null;
}

/** Where the book is kept. Both may throw or forget: a webview may forbid storage. */
export interface Store {
  read(): string | null;
  write(text: string): void;
}

/** A book that is read anew before every use, so that a no in another tab counts here at once. */
export class Ledger {
  readonly #store: Store;
  readonly #newSession: () => string;
  #memory: Book | undefined;

  constructor(store: Store, newSession: () => string) {
    this.#store = store;
    this.#newSession = newSession;
  }

  get book(): Book {
    const kept = this.#kept();
    if (kept !== undefined) {
      this.#memory = kept;
      return kept;
    }
    this.#memory ??= {
      session: this.#newSession(),
      decisions: {},
      waiting: [],
      adult: false,
      site: null,
      gateSession: null,
    };
    return this.#memory;
  }

  change(changes: Partial<Book>): void {
    const next = { ...this.book, ...changes };
    this.#memory = next;
    try {
      this.#store.write(JSON.stringify(next));
    } catch {
      // Without storage the decision lasts for this page; nothing is granted by that.
    }
  }

  decide(activity: string, decision: Decision): void {
    this.change({ decisions: { ...this.book.decisions, [activity]: decision } });
  }

  /** A no counts from here on, whatever becomes of its delivery. */
  refuse(no: WaitingNo, version: number): void {
    const waiting = [...this.book.waiting.filter(({ activity }) => activity !== no.activity), no];
    const decision: Decision = { answer: 'refused', at: no.at, version, receipt: null };
    this.change({ decisions: { ...this.book.decisions, [no.activity]: decision }, waiting });
  }

  /** The server knows of the no, or of a later yes. */
  settle(activity: string): void {
    this.change({ waiting: this.book.waiting.filter((no) => no.activity !== activity) });
  }

  #kept(): Book | undefined {
    try {
      const text = this.#store.read();
      if (text === null) return undefined;
      const book = JSON.parse(text) as Partial<Book>;
      return typeof book.session === 'string' && /^[\w-]{22,64}$/.test(book.session) && Array.isArray(book.waiting)
        ? ({ decisions: {}, adult: false, site: null, gateSession: null, ...book } as Book)
        : undefined;
    } catch {
      return undefined;
    }
  }
}
