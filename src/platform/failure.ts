/** What sort of refusal a failure is; `http/problem-details.ts` maps each kind to one HTTP status. */
export type FailureKind =
  | 'malformed' // 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'conflict' // 409: the state does not admit it
  | 'too-large' // 413
  | 'unsupported-media' // 415
  | 'refused' // 422: a rule refuses it
  | 'throttled' // 429
  | 'sealed' // 503: the root key is not in memory
  | 'unavailable'; // 503: a store does not answer, or its disk is full

/** One bad field: a JSON-pointer-like path ("attributes.mobile", "activities[2].code") and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
  readonly message_en: string;
}

/** A sentence in both languages of the interface. Never holds personal information. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface FailureOptions {
  readonly detail?: Bilingual;
  readonly errors?: readonly FieldError[];
  /** Seconds after which a throttled or sealed caller may try again. */
  readonly retryAfter?: number;
  /** The article that refuses, for example "PIPL 14". */
  readonly article?: string;
}

/**
 * An expected refusal, answered as RFC 9457 problem details in Chinese and English. Everything else that is thrown is a bug and a 500.
 * `code` is "<context>.<what>", kebab-case. Texts never hold personal information.
 */
export class Failure extends Error {
  readonly code: string;
  readonly kind: FailureKind;
  readonly title: Bilingual;
  readonly options: FailureOptions;

  constructor(code: string, kind: FailureKind, title: Bilingual, options: FailureOptions = {}) {
    super(`${code}: ${title.en}`);
    this.name = 'Failure';
    this.code = code;
    this.kind = kind;
    this.title = title;
    this.options = options;
  }
}

/** A field error with its text in both languages. */
export function fieldError(path: string, zh: string, en: string): FieldError {
  return { path, message: zh, message_en: en };
}
