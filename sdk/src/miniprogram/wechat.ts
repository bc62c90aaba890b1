/** What WeChat is told about a question of privacy (`wx.onNeedPrivacyAuthorization`, base library 2.32.3). */
export type PrivacyAnswer =
  | { readonly event: 'exposureAuthorization' }
  | { readonly event: 'disagree' }
  // The base library checks that this button (open-type="agreePrivacyAuthorization") was tapped.
  | { readonly event: 'agree'; readonly buttonId: string };

interface Callbacks<Result> {
  readonly success: (result: Result) => void;
  readonly fail: () => void;
}

/** The part of `wx` that the SDK calls, as WeChat documents it. */
export interface WeChat {
  request(
    options: {
      readonly url: string;
      readonly method: 'GET' | 'POST';
      readonly data?: unknown;
      readonly header: Readonly<Record<string, string>>;
      readonly timeout: number;
    } & Callbacks<{ readonly statusCode: number; readonly data: unknown }>,
  ): unknown;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: string): void;
  /** Base library 2.19.3. */
  getRandomValues(options: { readonly length: number } & Callbacks<{ readonly randomValues: ArrayBuffer }>): void;
  onNetworkStatusChange(listener: (status: { readonly isConnected: boolean }) => void): void;
  /** Older base libraries lack what follows: they ask for nothing. */
  onNeedPrivacyAuthorization?(
    listener: (resolve: (answer: PrivacyAnswer) => void, info?: { readonly referrer?: string }) => void,
  ): void;
  getPrivacySetting?(
    options: Callbacks<{ readonly needAuthorization: boolean; readonly privacyContractName: string }>,
  ): void;
  openPrivacyContract?(options: Partial<Callbacks<unknown>>): void;
}
