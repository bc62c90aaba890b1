import { outcomeOf } from '../browser/fetch-transport.ts';
import { type AnswerResult, type Choices, Client, type Shown } from '../client.ts';
import type { Locale, Outcome, Purpose, Transport } from '../site.ts';
import type { PrivacyAnswer, WeChat } from './wechat.ts';

/** A request that has not been answered by then counts as lost, milliseconds. */
const PATIENCE = 10_000;

/** How the SDK is started in a mini-program. */
export interface MiniProgramOptions {
  readonly wx: WeChat;
  readonly server: string;
  readonly key: string;
  readonly locale?: Locale;
  /** The purposes whose consent is asked for together with WeChat's own question; each still is an answer of its own. */
  readonly privacyActivities?: readonly string[];
}

/** WeChat's question, to be shown by the page with the notice and two equal buttons. */
export interface PrivacyQuestion {
  /** The interface that waits, for example "getPhoneNumber". */
  readonly referrer: string;
  readonly purposes: readonly Purpose[];
  /** Tells WeChat that the question is on the screen. */
  exposed(): void;
  /**
   * To be called by the handler of `bindagreeprivacyauthorization` with the button's id. WeChat goes on only when our record stands; otherwise
   * it is told no, the interface fails, and the person may try again.
   */
  agree(buttonId: string, choices?: Choices): Promise<AnswerResult>;
  /** A no: WeChat is told at once, our record waits for the network if it must. */
  disagree(): Promise<AnswerResult>;
}

/** What a mini-program can do. */
export interface MiniProgram {
  may(activity: string): boolean;
  state(activity: string): ReturnType<Client['state']>;
  purposes(): readonly Purpose[];
  ask(activities: readonly string[]): Promise<Shown | undefined>;
  answer(shown: Shown, choices: Choices, declared?: { adult?: boolean }): Promise<AnswerResult>;
  refuse(activities?: readonly string[]): Promise<AnswerResult>;
  onChange(listener: () => void): () => void;
  /** Whether WeChat will ask, and by which document; undefined where the base library does not know. */
  privacySetting(): Promise<{ needAuthorization: boolean; privacyContractName: string } | undefined>;
  /** Opens the mini-program's own privacy guideline (小程序用户隐私保护指引). */
  openPrivacyContract(): void;
  /** Hears WeChat's questions. Without a listener each is answered no. */
  onPrivacyNeeded(listener: (question: PrivacyQuestion) => void): void;
  session(): string | null;
}

/** Starts in a mini-program. Resolves when a session is there; a failing network does not keep it. */
export async function createZhinuo(options: MiniProgramOptions): Promise<MiniProgram> {
  const { wx, key } = options;
  const name = `zhinuo:${key}`;
  const questions = hearQuestions(wx);
  const fresh = await randomSession(wx);
  const client = new Client({
    server: options.server,
    key,
    locale: options.locale ?? 'zh-CN',
    transport: requestTransport(wx),
    store: {
      read: () => {
        const text = wx.getStorageSync(name);
        return typeof text === 'string' && text !== '' ? text : null;
      },
      write: (text) => wx.setStorageSync(name, text),
    },
    now: () => new Date(),
    newSession: () => fresh,
    signal: () => false,
    alone: oneAfterTheOther(),
  });
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) void client.refresh();
  });
  await client.refresh();
  const covered = options.privacyActivities ?? [];
  return {
    may: (activity) => client.may(activity),
    state: (activity) => client.state(activity),
    purposes: () => client.purposes,
    ask: (activities) => client.ask(activities, 'mini-program'),
    answer: (shown, choices, declared) => client.answer(shown, choices, declared),
    refuse: (activities) => client.refuse(activities),
    onChange: (listener) => client.onChange(listener),
    privacySetting: () =>
      new Promise((resolve) => {
        if (wx.getPrivacySetting === undefined) return resolve(undefined);
        wx.getPrivacySetting({ success: resolve, fail: () => resolve(undefined) });
      }),
    openPrivacyContract: () => wx.openPrivacyContract?.({}),
    onPrivacyNeeded: (listener) =>
      questions.hear((resolve, referrer) => listener(questionOf(client, covered, resolve, referrer))),
    session: () => client.session,
  };
}

type Resolve = (answer: PrivacyAnswer) => void;
type Listener = (resolve: Resolve, referrer: string) => void;

// Heard from the start, so that WeChat's own dialog does not come first; held until the page says how it asks.
function hearQuestions(wx: WeChat): { hear(listener: Listener): void } {
  let listener: Listener | undefined;
  const held: Parameters<Listener>[] = [];
  wx.onNeedPrivacyAuthorization?.((resolve, info) => {
    const question: Parameters<Listener> = [resolve, info?.referrer ?? ''];
    if (listener === undefined) held.push(question);
    else listener(...question);
  });
  return {
    hear: (given) => {
      listener = given;
      for (const question of held.splice(0)) given(...question);
    },
  };
}

function questionOf(client: Client, covered: readonly string[], resolve: Resolve, referrer: string): PrivacyQuestion {
  const purposes = client.purposes.filter(({ code }) => covered.includes(code));
  const shown = purposes.length === 0 ? undefined : client.ask(covered, 'mini-program');
  let answered = false;
  // WeChat takes one answer; a second tap of the same page does nothing.
  const answer = (to: PrivacyAnswer): void => {
    if (!answered) resolve(to);
    answered = true;
  };
  return {
    referrer,
    purposes,
    exposed: () => resolve({ event: 'exposureAuthorization' }),
    agree: async (buttonId, choices = granted(purposes)) => {
      const presented = await shown;
      const result =
        purposes.length === 0
          ? 'recorded'
          : presented === undefined
            ? 'again'
            : await client.answer(presented, choices);
      answer(result === 'recorded' ? { event: 'agree', buttonId } : { event: 'disagree' });
      return result;
    },
    disagree: () => {
      answer({ event: 'disagree' });
      return purposes.length === 0 ? Promise.resolve('recorded') : client.refuse(purposes.map(({ code }) => code));
    },
  };
}

function granted(purposes: readonly Purpose[]): Choices {
  return Object.fromEntries(purposes.map(({ code }) => [code, 'granted'] as const));
}

function requestTransport(wx: WeChat): Transport {
  return (method, url, data) =>
    new Promise<Outcome<unknown>>((resolve) => {
      wx.request({
        url,
        method,
        header: { 'content-type': 'application/json' },
        timeout: PATIENCE,
        ...(data === undefined ? {} : { data }),
        success: ({ statusCode, data: value }) => resolve(outcomeOf(statusCode, value)),
        fail: () => resolve({ kind: 'unreachable' }),
      });
    });
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

// 43 characters of six random bits. There is no other source of randomness worth the name in a mini-program, so without it nothing starts.
function randomSession(wx: WeChat): Promise<string> {
  return new Promise((resolve, reject) => {
    wx.getRandomValues({
      length: 43,
      success: ({ randomValues }) =>
        resolve(Array.from(new Uint8Array(randomValues), (byte) => ALPHABET.charAt(byte & 63)).join('')),
      fail: () => reject(new Error('no random values')),
    });
  });
}

function oneAfterTheOther(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}
