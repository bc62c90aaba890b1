import { api } from '../ui/api.ts';

export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface Overview {
  readonly handler: { readonly name: Bilingual; readonly contact: Bilingual };
  /** Whether commercial messages are possible, stopped, or never were permitted. */
  readonly marketing: 'receiving' | 'stopped' | 'none';
  /** Channels that the person closed to commercial messages; null is every channel. */
  readonly stops: readonly {
    readonly channel: Bilingual | null;
    readonly at: string;
    readonly through: Bilingual | null;
    readonly receipt: string;
  }[];
  readonly activities: readonly ActivityChoice[];
  /** The notices that were shown with the answers. */
  readonly notices: readonly { readonly url: string; readonly version: number; readonly shownAt: string }[];
}

/** What is shown before somebody agrees. */
export interface Question {
  readonly presentations: readonly { readonly id: string; readonly nonce: string }[];
  readonly shortHtml: Bilingual;
  readonly noticeUrl: string;
  readonly separate: boolean;
}

export interface ActivityChoice {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly basis: Bilingual;
  readonly state: 'granted' | 'withdrawn' | 'refused' | 'none' | 'notNeeded';
  readonly since: string | null;
  readonly noticeUrl: string | null;
  readonly canWithdraw: boolean;
  readonly canAgree: boolean;
  readonly receipt: string | null;
}

/** A consent that stands for a child. */
export interface ChildConsent {
  readonly activity: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly rulesUrl: string | null;
}

/** A child in the person's care. */
export interface OwnChild {
  readonly guardianship: string;
  readonly kind: 'parent' | 'guardian';
  readonly consents: readonly ChildConsent[];
}

/** One line of the person's own list of what was collected. */
export interface Collected {
  readonly group: Bilingual;
  /** What can be shown in clear; null for records that are told by their number alone. */
  readonly field: string | null;
  readonly name: Bilingual;
  readonly content: string | null;
  readonly purposes: readonly Bilingual[];
  readonly scenes: readonly Bilingual[];
  readonly count: number;
  readonly latest: string;
  /** Whether the person corrects and deletes it here themselves. */
  readonly ownHand: boolean;
}

/** A tag that was put on the person. */
export interface OwnTag {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: Bilingual;
  readonly byRule: boolean;
  readonly endsAt: string;
}

export interface Use {
  readonly id: string;
  readonly at: string;
  readonly activity: Bilingual;
  readonly operation: Bilingual;
  readonly fields: readonly Bilingual[];
  readonly by: Bilingual;
  readonly receipt: string;
}

/** The privacy centre's own routes, all for the person of the session cookie only. */
export const centreApi = {
  overview: () => api<Overview>('/me/api/overview'),
  login: (channel: 'sms' | 'email', address: string) =>
    api<{ challenge: string }>('/me/api/login', { method: 'POST', body: { channel, address } }),
  enter: (challenge: string, code: string) =>
    api<void>('/me/api/session', { method: 'POST', body: { challenge, code } }),
  leave: () => api<void>('/me/api/session', { method: 'DELETE' }),
  collected: (days: string) => api<{ items: readonly Collected[] }>(`/me/api/collected?days=${days}`),
  children: () => api<{ items: readonly OwnChild[] }>('/me/api/children'),
  withdrawForChild: (guardianship: string, activity: string) =>
    api<{ receipt: string }>('/me/api/children/withdrawals', { method: 'POST', body: { guardianship, activity } }),
  show: (field: string) => api<{ value: string }>('/me/api/fields/reveals', { method: 'POST', body: { field } }),
  correct: (field: string, value: string) =>
    api<{ receipt: string }>('/me/api/fields/corrections', { method: 'POST', body: { field, value } }),
  remove: (field: string) => api<{ receipt: string }>('/me/api/fields/deletions', { method: 'POST', body: { field } }),
  tags: () => api<{ items: readonly OwnTag[] }>('/me/api/tags'),
  deleteTag: (code: string) => api<{ receipt: string }>(`/me/api/tags/${code}`, { method: 'DELETE' }),
  uses: (cursor?: string) =>
    api<{ items: readonly Use[]; next: string | null }>(
      `/me/api/uses${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
    ),
  withdraw: (activity: string) =>
    api<{ receipt: string }>('/me/api/withdrawals', { method: 'POST', body: { activity } }),
  ask: (activity: string, locale: 'zh-CN' | 'en') =>
    api<Question>('/me/api/presentations', { method: 'POST', body: { activity, locale } }),
  agree: (activity: string, presentations: Question['presentations']) =>
    api<{ receipt: string }>('/me/api/consents', { method: 'POST', body: { activity, presentations } }),
  object: (kind: 'unsubscribe' | 'restrict' | 'personalisation') =>
    api<{ receipt: string }>('/me/api/objections', { method: 'POST', body: { kind } }),
  bundle: () => api<{ urls: readonly string[] }>('/me/api/bundles', { method: 'POST', body: {} }),
};
