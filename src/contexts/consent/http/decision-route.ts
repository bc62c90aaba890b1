import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { Caller, HttpApp } from '../../../platform/http/index.ts';
import { explanationNotPermitted } from '../consent-failures.ts';
import type { Decision, DecisionRequest } from '../domain/decision.ts';
import { nextStepOf } from '../domain/next-steps.ts';
import { shownFacts } from '../domain/shown-facts.ts';
import type { Gate } from '../gate.ts';
import type { AnswerUnderWay } from '../leases/answers-under-way.ts';
import { DecisionBody, DecisionShown } from './schemas.ts';
import { withOneSubject } from './with-one-subject.ts';

/** How often a question is decided again because noes overtook its answer, before it is denied. */
const MOST_TRIES = 5;

interface Asked {
  readonly question: DecisionRequest;
  watch: AnswerUnderWay;
  allowed: boolean;
}

/**
 * Registers the route that asks the gate. An allow leaves only while the lease holds and no change of the person's state has been applied since
 * the deciding began: between deciding and sending, the process may have been stopped for any time (decision 0037).
 */
export function registerDecisionRoute(app: HttpApp, gate: Gate, database: Database): void {
  const underWay = new WeakMap<FastifyRequest, Asked>();
  const decide = async (question: DecisionRequest): Promise<Decision> =>
    gate.decideAtOnce(question) ?? (await database.transaction((tx) => gate.decide(tx, question)));
  const again = async (asked: Asked, reply: FastifyReply): Promise<string> => {
    let decision: Decision;
    for (let tries = 0; ; tries += 1) {
      asked.watch.end();
      asked.watch = gate.beginAnswer(asked.question.person);
      decision =
        tries < MOST_TRIES && (await gate.mayAnswer()) ? await decide(asked.question) : gate.lapsed(asked.question);
      if (decision.outcome === 'deny' || asked.watch.mayLeave()) break;
    }
    asked.watch.end();
    return String(reply.serialize(shown(decision)));
  };
  app.post(
    '/api/v1/decisions',
    {
      // A kept answer would outlive the state that it was given by.
      config: { permission: 'consent.decide', neverReplayed: true },
      schema: {
        summary: '合规校验 / Ask the gate; nothing is recorded',
        body: DecisionBody,
        response: { 200: DecisionShown },
      },
      // Last of all hooks: what follows it is the writing to the socket.
      onSend: (request, reply, payload, done) => {
        const asked = underWay.get(request);
        if (asked === undefined || !asked.allowed || asked.watch.mayLeave()) {
          asked?.watch.end();
          return done(null, payload);
        }
        again(asked, reply).then(
          (text) => {
            reply.removeHeader('content-length');
            done(null, text);
          },
          (error: unknown) => done(error as Error),
        );
      },
    },
    async (request) => {
      const question = questionOf(request.body, request.caller);
      if (question.at !== undefined) return shown(await decide(question));
      const asked: Asked = { question, watch: gate.beginAnswer(question.person), allowed: false };
      underWay.set(request, asked);
      if (!asked.watch.mayLeave() && !(await gate.mayAnswer())) return shown(gate.lapsed(question));
      const decision = await decide(question);
      asked.allowed = decision.outcome !== 'deny';
      return shown(decision);
    },
  );
}

function questionOf(body: Static<typeof DecisionBody>, caller: Caller): DecisionRequest {
  const { at, message, ...question } = withOneSubject(body);
  // Reasons at chosen instants, and the facts themselves, tell more about a person than a yes or no: a minor's birthday could be narrowed down.
  if ((at !== undefined || question.explain === true) && !mayExplain(caller)) throw explanationNotPermitted();
  const { queuedAt, ...facts } = message ?? { senderIdentity: false, optOutIncluded: false };
  return {
    ...question,
    ...(at === undefined ? {} : { at: new Date(at) }),
    ...(message === undefined
      ? {}
      : { message: queuedAt === undefined ? facts : { ...facts, queuedAt: new Date(queuedAt) } }),
  };
}

function shown(decision: Decision) {
  const { explanation, ...rest } = decision;
  const step = decision.outcome === 'deny' ? nextStepOf(decision.reasons[0]?.code ?? '') : undefined;
  return {
    ...rest,
    articles: [...decision.articles],
    reasons: [...decision.reasons],
    conditions: [...decision.conditions],
    decidedAt: decision.decidedAt.toISOString(),
    ...(step === undefined ? {} : { nextStep: step }),
    ...(explanation === undefined
      ? {}
      : {
          explanation: {
            facts: explanation.facts === null ? null : shownFacts(explanation.facts),
            consents: [...explanation.consents],
            rules: [...decision.reasons],
            tried: explanation.tried.map((rule) => ({ ...rule, also: [...rule.also], facts: [...rule.facts] })),
            remedies: [...explanation.remedies],
            evidence: explanation.evidence.map((act) => ({ ...act, at: act.at?.toISOString() ?? null })),
          },
        }),
  };
}

function mayExplain(caller: Caller): boolean {
  return (caller.kind === 'staff' || caller.kind === 'api-key') && caller.permissions.has('consent.read');
}
