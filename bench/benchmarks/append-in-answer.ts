import { type AnswerInput, createGate, type GateContext } from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { pendingIn, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { preparedAnswers } from '../prepared-answers.ts';
import { openBenchProduct } from '../product.ts';

/** Answers in one call of a side. */
const ACTS = numberOption('answers', 3_000);
const CLIENTS = numberOption('clients', 4);
/** A warm-up and five pairs, two sides each. */
const CALLS = 12;

/** Keeps nothing: what the gate's transaction costs by itself. */
const NO_EVIDENCE: Pick<GateContext['evidence'], 'foresee' | 'foreseeUnread' | 'chainless' | 'recordActs'> = {
  foresee: async () => undefined,
  foreseeUnread: () => new Set(),
  chainless: async () => new Set(),
  recordActs: async (_, acts) =>
    acts.map(({ payload }) => ({
      id: newId(systemClock),
      entry: '',
      opening: { salt: '', payload },
      tag: null,
      n: null,
      leafHash: '',
      time: '',
      mergeBy: '',
      key: '',
      signature: 'x'.repeat(86),
    })),
};

/** The product's own transaction of one answer to a notice, each in a transaction of its own, with its evidence and without. */
export const appendInAnswer: Benchmark = {
  name: 'append-in-answer',
  what: `the gate's whole transaction of a person's first answer (checks, grant, standing, nonce, change) with its evidence: three entries, the signed promise, merged; ${CLIENTS} clients`,
  control: 'the same transaction of the same gate, with evidence that keeps nothing',
  unit: 'answers',
  async prepare() {
    const product = await openBenchProduct();
    const { contexts, stores } = product.running;
    const { evidence, register } = contexts;
    const { database, journal } = stores;
    const { service } = stores.keyring;
    const gateOn = (kept: GateContext['evidence']) =>
      createGate({ clock: systemClock, evidence: kept, register, judge, service, journal });
    const [full, bare] = [gateOn(evidence), gateOn({ ...evidence, ...NO_EVIDENCE })];
    const answers = (await preparedAnswers(product.running, CALLS * ACTS)).map(
      (body) => JSON.parse(body) as AnswerInput,
    );
    const merged = () => untilMerged({ pending: () => pendingIn(database), evidence });
    await merged();
    const run = async (gate: typeof full): Promise<number> => {
      const mine = answers.splice(0, ACTS);
      if (mine.length < ACTS) throw new Error('every presentation is answered');
      const client = async (): Promise<void> => {
        for (let answer = mine.pop(); answer !== undefined; answer = mine.pop()) {
          const one = answer;
          const [receipt] = await database.transaction((tx) => gate.recordConsents(tx, [one]));
          if (receipt?.signature.length !== 86) throw new Error('no promise');
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      return ACTS;
    };
    return {
      async subject() {
        const done = await run(full);
        await merged();
        return done;
      },
      control: () => run(bare),
      close: () => product.close(),
    };
  },
};
