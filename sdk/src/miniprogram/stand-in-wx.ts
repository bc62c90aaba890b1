import type { PrivacyAnswer, WeChat } from './wechat.ts';

/** What becomes of a protected interface. */
export type Called = 'ok' | 'fail privacy permission is not authorized' | "WeChat's own dialog";

type PrivacyListener = Parameters<NonNullable<WeChat['onNeedPrivacyAuthorization']>>[0];

/**
 * A STAND-IN for WeChat's `wx`, for tests alone. It does what WeChat's public documentation says of these calls, and was never compared with a
 * real client: without a listener WeChat asks by itself; each protected interface that is called waits for the answer to a question of its own;
 * "agree" counts only after the button was tapped; the tap alone is an agreement for whatever is called later; WeChat remembers it until the
 * mini-program is deleted.
 */
export class StandInWx implements WeChat {
  connected = true;
  readonly storage = new Map<string, string>();
  /** The bodies that reached the server. */
  readonly sent: { readonly answers?: readonly { readonly control: string; readonly answer: string }[] }[] = [];
  #agreed = false;
  readonly #tapped = new Set<string>();
  #listener: PrivacyListener | undefined;
  readonly #network: ((status: { isConnected: boolean }) => void)[] = [];
  readonly #fetch: (url: string, method: string, data: unknown) => Promise<{ statusCode: number; data: unknown }>;

  constructor(fetch: (url: string, method: string, data: unknown) => Promise<{ statusCode: number; data: unknown }>) {
    this.#fetch = fetch;
  }

  /** The person taps a button with open-type="agreePrivacyAuthorization". */
  tap(buttonId: string): void {
    this.#tapped.add(buttonId);
    this.#agreed = true;
  }

  setConnected(connected: boolean): void {
    this.connected = connected;
    for (const listener of this.#network) listener({ isConnected: connected });
  }

  /** A protected interface, such as choosing a phone number; answers like WeChat's errMsg. */
  callProtected(referrer: string): Promise<Called> {
    const listener = this.#listener;
    if (this.#agreed) return Promise.resolve('ok');
    if (listener === undefined) return Promise.resolve("WeChat's own dialog");
    return new Promise((resolve) => {
      const answer = (given: PrivacyAnswer): void => {
        if (given.event === 'exposureAuthorization') return;
        const agreed = given.event === 'agree' && this.#tapped.has(given.buttonId);
        resolve(agreed ? 'ok' : 'fail privacy permission is not authorized');
      };
      listener(answer, { referrer });
    });
  }

  request(options: Parameters<WeChat['request']>[0]): void {
    if (!this.connected) return void Promise.resolve().then(options.fail);
    if (options.data !== undefined) this.sent.push(options.data as (typeof this.sent)[number]);
    this.#fetch(options.url, options.method, options.data).then(
      (answer) => (this.connected ? options.success(answer) : options.fail()),
      options.fail,
    );
  }

  getStorageSync(key: string): unknown {
    return this.storage.get(key) ?? '';
  }

  setStorageSync(key: string, value: string): void {
    this.storage.set(key, value);
  }

  getRandomValues({ length, success }: Parameters<WeChat['getRandomValues']>[0]): void {
    success({ randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer });
  }

  onNetworkStatusChange(listener: (status: { isConnected: boolean }) => void): void {
    this.#network.push(listener);
  }

  onNeedPrivacyAuthorization(listener: PrivacyListener): void {
    this.#listener = listener;
  }

  getPrivacySetting({ success }: Parameters<NonNullable<WeChat['getPrivacySetting']>>[0]): void {
    success({ needAuthorization: !this.#agreed, privacyContractName: '《测试小程序隐私保护指引》' });
  }
}
