/** Why a bundle is refused: a stable code, the place in the file, and a sentence in both languages. */
export interface Reason {
  readonly code: string;
  readonly at: string;
  readonly zh: string;
  readonly en: string;
}

/** Ends a verification; nothing after the first refusal is looked at. */
export class Refusal extends Error {
  readonly reason: Reason;

  constructor(code: string, at: string, zh: string, en: string) {
    super(`${code} ${at}`);
    this.reason = { code, at, zh, en };
  }
}
