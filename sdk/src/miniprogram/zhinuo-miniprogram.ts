import { outcomeOf } from '../browser/fetch-transport.ts';
import { type AnswerResult, type Choices, Client, type Shown } from '../client.ts';
import type { Locale, Outcome, Purpose, Transport } from '../site.ts';
import { type PrivacyQuestion, PrivacyQuestions } from './privacy-questions.ts';
import type { WeChat } from './wechat.ts';

export { type PrivacyQuestion, SharedChoiceError } from './privacy-questions.ts';

/** A request that has not been answered by then counts as lost, milliseconds. */
const PATIENCE = 10_000;

/** How the SDK is started in a mini-program. */
export interface MiniProgramOptions {
  readonly wx: WeChat;
  readonly server: string;
  readonly key: string;
  readonly locale?: Locale;
  /**
   * The purposes whose consent is asked for on the same page as WeChat's own question; each still is an answer of its own. Named, the page has
   * to call `onPrivacyNeeded`: WeChat's questions are held until it does. Unnamed and unheard, WeChat shows its own dialog.
   */
  readonly privacyActivities?: readonly string[];
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
  /** Hears WeChat's questions, one at a time, and replaces WeChat's own dialog. The last listener counts, as in WeChat. */
  onPrivacyNeeded(listener: (question: PrivacyQuestion) => void): void;
  session(): string | null;
}

/** Starts in a mini-program. Resolves when a session is there; a failing network does not keep it. */
export async function createZhinuo(options: MiniProgramOptions): Promise<MiniProgram> {
  const { wx, key } = options;
  const name = `zhinuo:${key}`;
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
  const covered = options.privacyActivities ?? [];
  const questions = new PrivacyQuestions(wx, client, covered);
  // Heard before the site is read, so that WeChat's own dialog does not come first.
  if (covered.length > 0) questions.hear();
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) void client.refresh();
  });
  await client.refresh();
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
    onPrivacyNeeded: (listener) => questions.listen(listener),
    session: () => client.session,
  };
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
