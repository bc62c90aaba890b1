import { type Decision, Ledger, type Store, type WaitingNo } from './ledger.ts';
import {
  type Answer,
  type Locale,
  type NotAsked,
  type Outcome,
  type Place,
  type Presentation,
  type Purpose,
  type Site,
  type SiteApi,
  siteApi,
  type Transport,
} from './site.ts';

/** How the client reaches the world around it. */
export interface ClientOptions {
  /** Where 知诺 runs, for example https://privacy.example.cn. */
  readonly server: string;
  /** The publishable site key. */
  readonly key: string;
  readonly locale: Locale;
  readonly transport: Transport;
  readonly store: Store;
  readonly now: () => Date;
  /** At least 128 random bits in base64url. */
  readonly newSession: () => string;
  /** Whether the browser signals a general no (Global Privacy Control). */
  readonly signal: () => boolean;
  /** Runs work so that no two run at a time, also in other tabs where that is possible. */
  readonly alone: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** Purposes that are being shown, with the presentation that their answers name. */
export interface Shown {
  readonly presentation: Presentation;
  readonly purposes: readonly Purpose[];
  readonly place: Place;
}

/** What somebody chose, by purpose. */
export type Choices = Readonly<Record<string, Answer>>;

/** `recorded`: the server has it. `waiting`: the noes count here and will be sent; every yes is void. `again`: show it anew, then ask. */
export type AnswerResult = 'recorded' | 'waiting' | 'again';

/** Codes by which the server says that this presentation can't be answered any more. */
const OUTDATED = /^consent\.(?:presentation-|notice-)/;
/** Codes after which a no has no addressee any more. */
const POINTLESS = /^(?:consent\.activity-|capture\.site-activity)/;

/** Presents, answers and withdraws for one session. A yes counts when the server has given its receipt; a no counts at once. */
export class Client {
  readonly #api: SiteApi;
  readonly #ledger: Ledger;
  readonly #options: ClientOptions;
  readonly #listeners = new Set<() => void>();
  #site: Site | null = null;
  #held: NotAsked | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#api = siteApi(options.server, options.key, options.transport);
    this.#ledger = new Ledger(options.store, options.newSession);
  }

  get locale(): Locale {
    return this.#options.locale;
  }

  /** What the site shows: as read now, else as last read; null while neither is known. */
  get site(): Site | null {
    return this.#site ?? this.#ledger.book.site;
  }

  get purposes(): readonly Purpose[] {
    return this.site?.activities ?? [];
  }

  /** The session's name for the company's own server (`POST /api/v1/sessions/adoptions`); null before the first recorded answer. */
  get session(): string | null {
    return this.#ledger.book.gateSession;
  }

  get adult(): boolean {
    return this.#ledger.book.adult;
  }

  /** Noes that the server has not confirmed yet. */
  get waiting(): readonly WaitingNo[] {
    return this.#ledger.book.waiting;
  }

  /** Whether the purpose may be pursued now: there is a recorded yes to what the notice still means. */
  may(activity: string): boolean {
    return this.state(activity) === 'granted';
  }

  state(activity: string): Answer | 'unanswered' {
    const decision = this.decision(activity);
    if (decision === undefined) return this.#options.signal() ? 'refused' : 'unanswered';
    if (decision.answer === 'refused') return 'refused';
    // A signal that came after a yes outweighs it; one that was there already did not keep the person from saying yes.
    if (this.#options.signal() && decision.despiteSignal !== true) return 'refused';
    return decision.receipt === null || this.#outlived(activity, decision) ? 'unanswered' : 'granted';
  }

  decision(activity: string): Decision | undefined {
    const { decisions } = this.#ledger.book;
    return Object.hasOwn(decisions, activity) ? decisions[activity] : undefined;
  }

  /** The purposes that nobody has decided about, or whose meaning has changed since a yes. Nobody is asked again after a no. */
  unanswered(): readonly Purpose[] {
    return this.purposes.filter(({ code }) => this.state(code) === 'unanswered');
  }

  /** Calls `listener` whenever something may have changed; returns how to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody who listens; also called when another tab has decided. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Reads what the site shows, takes the browser's signal for a no, and sends what is waiting. False during an outage. */
  async refresh(): Promise<boolean> {
    const outcome = await this.#api.describe();
    if (outcome.kind === 'done') {
      this.#site = outcome.value;
      this.#ledger.change({ site: outcome.value });
    }
    if (this.#options.signal()) this.#heedSignal();
    this.changed();
    await this.flush();
    return outcome.kind === 'done';
  }

  /** `{ ask: false }` and from when on, after a question that was held back since there was a no a while ago; else null. */
  get held(): NotAsked | null {
    return this.#held;
  }

  /** Notes what is about to be shown; undefined when it can't be noted or may not be asked again yet, and then nothing may be asked. */
  async ask(activities: readonly string[], place: Place): Promise<Shown | undefined> {
    const purposes = this.purposes.filter(({ code }) => activities.includes(code));
    if (purposes.length === 0) return undefined;
    const outcome = await this.#present(purposes, place);
    this.#held = outcome.kind === 'done' && outcome.value.ask === false ? outcome.value : null;
    if (outcome.kind !== 'done' || outcome.value.ask === false) return undefined;
    const presentation = outcome.value;
    const asked = purposes.filter(({ code }) => presentation.activities?.includes(code) !== false);
    return { presentation, purposes: asked, place };
  }

  /** Answers what was shown, each purpose for itself. */
  async answer(shown: Shown, choices: Choices, declared: { readonly adult?: boolean } = {}): Promise<AnswerResult> {
    const chosen = shown.purposes.filter(({ code }) => choices[code] !== undefined);
    for (const { code } of chosen) if (choices[code] === 'refused') this.#no(code, shown.presentation.version, false);
    this.changed();
    return this.#options.alone(async () => {
      const outcome = await this.#send(shown, chosen, choices, declared.adult === true);
      if (outcome.kind === 'done') {
        if (declared.adult === true) this.#ledger.change({ adult: true });
        this.changed();
        return 'recorded';
      }
      // What was a no goes on as one by itself. What was a yes is void until it has been asked for anew.
      const later = this.waiting.length > 0 ? 'waiting' : 'again';
      return outcome.kind === 'refused' && OUTDATED.test(outcome.code) ? 'again' : later;
    });
  }

  /** Says no to some purposes, or to all: in force here at once, and sent as soon as that is possible. */
  async refuse(activities: readonly string[] = this.purposes.map(({ code }) => code)): Promise<AnswerResult> {
    for (const code of activities) this.#no(code, this.site?.notice.version ?? 0, false);
    this.changed();
    await this.flush();
    return this.waiting.length === 0 ? 'recorded' : 'waiting';
  }

  /** Sends the noes that are waiting; those that can't be sent go on waiting. */
  flush(): Promise<void> {
    if (this.waiting.length === 0) return Promise.resolve();
    return this.#options.alone(async () => {
      for (const no of this.waiting) {
        const outcome = await this.#deliver(no);
        if (outcome.kind === 'unreachable') break;
        if (outcome.kind === 'done' || POINTLESS.test(outcome.code)) {
          const decision = this.decision(no.activity);
          if (decision?.answer === 'refused' && outcome.kind === 'done')
            this.#ledger.decide(no.activity, { ...decision, receipt: outcome.value });
          this.#ledger.settle(no.activity);
        }
      }
      this.changed();
    });
  }

  async #deliver({ activity, withdraws, signal }: WaitingNo): Promise<Outcome<string>> {
    const { session } = this.#ledger.book;
    if (withdraws) {
      const outcome = await this.#api.withdraw({ session, activity });
      if (outcome.kind !== 'refused') return done(outcome, ({ id }) => id);
    }
    const purpose = this.purposes.filter(({ code }) => code === activity);
    if (purpose.length === 0) return { kind: 'unreachable' };
    const presented = await this.#present(purpose, signal ? 'privacy-signal' : 'resent');
    if (presented.kind !== 'done') return presented;
    if (presented.value.ask === false) return { kind: 'unreachable' };
    const { id, nonce } = presented.value;
    const answers = purpose.map((each) => answerOf(each, 'refused'));
    const how = signal ? { how: 'global_privacy_control' as const } : {};
    const outcome = await this.#api.answer({ session, presentation: id, nonce, answers, ...how });
    return done(outcome, ({ receipts }) => receipts[0]?.id ?? '');
  }

  async #send(
    { presentation, place }: Shown,
    chosen: readonly Purpose[],
    choices: Choices,
    adult: boolean,
  ): Promise<Outcome<unknown>> {
    const { session } = this.#ledger.book;
    const answers = chosen.map((each) => answerOf(each, choices[each.code] ?? 'refused', place));
    const age = adult && chosen.some((each) => each.adultsOnly) ? { ageDeclared: 18 } : {};
    const { id, nonce, version } = presentation;
    const outcome = await this.#api.answer({ session, presentation: id, nonce, answers, ...age });
    if (outcome.kind !== 'done') return outcome;
    const { receipts, session: gateSession } = outcome.value;
    if (receipts.length !== answers.length) return { kind: 'unreachable' };
    this.#ledger.change({ gateSession: gateSession ?? null });
    for (const [index, { activity, answer }] of answers.entries()) {
      const receipt = receipts[index];
      if (receipt === undefined) continue;
      const despite = answer === 'granted' && this.#options.signal() ? { despiteSignal: true } : {};
      this.#ledger.decide(activity, { answer, at: receipt.time, version, receipt: receipt.id, ...despite });
      this.#ledger.settle(activity);
    }
    return outcome;
  }

  #present(purposes: readonly Purpose[], place: Place): Promise<Outcome<Presentation | NotAsked>> {
    const asksAge = place !== 'resent' && place !== 'privacy-signal' && purposes.some(({ adultsOnly }) => adultsOnly);
    return this.#api.present({
      session: this.#ledger.book.session,
      activities: purposes.map(({ code }) => code),
      place,
      locale: this.#options.locale,
      ...(asksAge ? { ageDeclarations: [18] } : {}),
    });
  }

  #heedSignal(): void {
    for (const { code } of this.purposes) {
      const decision = this.decision(code);
      const stands = decision?.answer === 'granted' && decision.despiteSignal !== true;
      if (decision === undefined || stands) this.#no(code, decision?.version ?? 0, true);
    }
  }

  #no(activity: string, version: number, signal: boolean): void {
    const before = this.decision(activity);
    const waiting = this.waiting.find((no) => no.activity === activity);
    const withdraws = waiting?.withdraws === true || before?.answer === 'granted';
    this.#ledger.refuse({ activity, at: this.#options.now().toISOString(), withdraws, signal }, version);
  }

  #outlived(activity: string, { version }: Decision): boolean {
    return version < (this.purposes.find(({ code }) => code === activity)?.since ?? 0);
  }
}

function answerOf({ code, separate }: Purpose, answer: Answer, place: Place = 'resent') {
  return {
    activity: code,
    answer,
    kind: separate ? ('separate' as const) : ('general' as const),
    control: `${place}:${code}`.slice(0, 64),
  };
}

function done<From, To>(outcome: Outcome<From>, read: (value: From) => To): Outcome<To> {
  return outcome.kind === 'done' ? { kind: 'done', value: read(outcome.value) } : outcome;
}
