import type { AnswerResult, Choices, Client, Shown } from '../client.ts';
import type { Purpose } from '../site.ts';
import type { PrivacyAnswer, WeChat } from './wechat.ts';

/** WeChat's question, to be shown by the page with the notice and two equal buttons. */
export interface PrivacyQuestion {
  /** The interface that waits, for example "getPhoneNumber". Others that are called meanwhile are answered with it. */
  readonly referrer: string;
  /**
   * What is asked for beside WeChat's own question, each on a control of its own (PIPL 14, 29). Without what somebody has answered already, and
   * without what they may not be asked again yet; often empty, and then WeChat's question stands alone.
   */
  readonly purposes: readonly Purpose[];
  /** Tells WeChat that the question is on the screen. */
  exposed(): void;
  /**
   * To be called by the handler of `bindagreeprivacyauthorization` with the button's id. The interface goes on only when our record stands;
   * otherwise it fails, and the purposes go on unanswered. One purpose alone may be what the interface is for, and then the button says yes to it
   * too; several need `choices`, else `SharedChoiceError`. `adult`: the person declared to be 18, for purposes with `adultsOnly`.
   */
  agree(buttonId: string, choices?: Choices, declared?: { readonly adult?: boolean }): Promise<AnswerResult>;
  /** A no: WeChat is told at once, our record waits for the network if it must. */
  disagree(): Promise<AnswerResult>;
}

/** One button that would say yes to several purposes (PIPL 14, 29). */
export class SharedChoiceError extends Error {
  constructor(purposes: readonly Purpose[]) {
    super(`each purpose needs a choice of its own: ${purposes.map(({ code }) => code).join(' ')}`);
    this.name = 'SharedChoiceError';
  }
}

type Resolve = (answer: PrivacyAnswer) => void;
type Listener = (question: PrivacyQuestion) => void;

/** The interfaces that wait for one answer: WeChat tells of each by itself, and keeps every one of them waiting. */
interface Waiting {
  readonly referrer: string;
  readonly resolves: Resolve[];
  exposed: boolean;
}

/** Hears WeChat's questions and puts one at a time before the page. */
export class PrivacyQuestions {
  readonly #wx: WeChat;
  readonly #client: Client;
  readonly #covered: readonly string[];
  #listener: Listener | undefined;
  #waiting: Waiting | undefined;
  #heard = false;

  constructor(wx: WeChat, client: Client, covered: readonly string[]) {
    this.#wx = wx;
    this.#client = client;
    this.#covered = covered;
  }

  /** From now on WeChat shows no dialog of its own, and what it asks is held until the page says how it asks. */
  hear(): void {
    if (this.#heard) return;
    this.#heard = true;
    this.#wx.onNeedPrivacyAuthorization?.((resolve, info) => this.#come(resolve, info?.referrer ?? ''));
  }

  listen(listener: Listener): void {
    const held = this.#listener === undefined ? this.#waiting : undefined;
    this.#listener = listener;
    this.hear();
    if (held !== undefined) void this.#put(held);
  }

  #come(resolve: Resolve, referrer: string): void {
    if (this.#waiting !== undefined) {
      this.#waiting.resolves.push(resolve);
      if (this.#waiting.exposed) resolve({ event: 'exposureAuthorization' });
      return;
    }
    this.#waiting = { referrer, resolves: [resolve], exposed: false };
    if (this.#listener !== undefined) void this.#put(this.#waiting);
  }

  async #put(waiting: Waiting): Promise<void> {
    const open = this.#client.unanswered().filter(({ code }) => this.#covered.includes(code));
    const codes = open.map(({ code }) => code);
    const shown = open.length === 0 ? undefined : await this.#client.ask(codes, 'mini-program');
    // After a no nobody is asked again too soon; WeChat's own question does not hang on that (PIPL 16).
    const purposes = shown?.purposes ?? (this.#client.held === null ? open : []);
    this.#listener?.(this.#question(waiting, purposes, shown));
  }

  #question(waiting: Waiting, purposes: readonly Purpose[], shown: Shown | undefined): PrivacyQuestion {
    const client = this.#client;
    const answer = (to: PrivacyAnswer): void => {
      if (this.#waiting !== waiting) return;
      this.#waiting = undefined;
      for (const resolve of waiting.resolves) resolve(to);
    };
    return {
      referrer: waiting.referrer,
      purposes,
      exposed: () => {
        if (this.#waiting !== waiting || waiting.exposed) return;
        waiting.exposed = true;
        for (const resolve of waiting.resolves) resolve({ event: 'exposureAuthorization' });
      },
      agree: async (buttonId, choices, declared) => {
        if (choices === undefined && purposes.length > 1) throw new SharedChoiceError(purposes);
        const result = await record(client, purposes, shown, choices ?? all(purposes, 'granted'), declared);
        answer(result === 'recorded' ? { event: 'agree', buttonId } : { event: 'disagree' });
        return result;
      },
      disagree: async () => {
        answer({ event: 'disagree' });
        const result = await record(client, purposes, shown, all(purposes, 'refused'));
        return result === 'again' ? client.refuse(purposes.map(({ code }) => code)) : result;
      },
    };
  }
}

// What could not be noted as shown can't be answered.
function record(
  client: Client,
  purposes: readonly Purpose[],
  shown: Shown | undefined,
  choices: Choices,
  declared?: { readonly adult?: boolean },
): Promise<AnswerResult> {
  if (purposes.length === 0) return Promise.resolve('recorded');
  return shown === undefined ? Promise.resolve('again') : client.answer(shown, choices, declared);
}

function all(purposes: readonly Purpose[], answer: 'granted' | 'refused'): Choices {
  return Object.fromEntries(purposes.map(({ code }) => [code, answer] as const));
}
