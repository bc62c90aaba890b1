import { Refusal } from './refusal.ts';

/** Most Ed25519 signatures of one bundle that are checked: half a second for the command, some eight for a page without WebCrypto. */
export const MOST_SIGNATURES = 5_000;
/** Most signatures of certificates, tokens, revocation lists and answers that are checked for the time-stamps of one bundle. */
export const MOST_OF_AUTHORITIES = 4_000;

/** How many signatures of one file may still be checked, so that nobody who makes a file decides how long reading it takes. */
export class SignatureBudget {
  readonly #most: number;
  #used = 0;

  constructor(most = MOST_SIGNATURES) {
    this.#most = most;
  }

  /** To be called before each check. Throws `Refusal` beyond the bound. */
  spend(at: string): void {
    this.#used += 1;
    if (this.#used > this.#most)
      throw new Refusal(
        'signatures',
        at,
        `签名过多：一个文件至多验证 ${this.#most} 个`,
        `there are too many signatures: at most ${this.#most} of one file are checked`,
      );
  }
}
