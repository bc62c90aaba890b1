import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { Caller, HttpApp } from '../../../platform/http/index.ts';
import { explanationNotPermitted } from '../consent-failures.ts';
import { nextStepOf } from '../domain/next-steps.ts';
import { shownFacts } from '../domain/shown-facts.ts';
import type { Gate } from '../gate.ts';
import { registerActRoutes } from './act-routes.ts';
import {
  ActShown,
  ActsQuery,
  ConsentStateShown,
  DecisionBody,
  DecisionShown,
  Id,
  ReachOverviewShown,
  StatisticsShown,
  UseShown,
  UsesQuery,
} from './schemas.ts';
import { withOneSubject } from './with-one-subject.ts';

const ByPerson = Type.Object({ id: Id });

/** Registers the routes of the gate. */
export function registerConsentRoutes(app: HttpApp, gate: Gate, database: Database): void {
  registerActRoutes(app, gate, database);
  registerDecisionRoute(app, gate, database);
  registerReadingRoutes(app, gate, database);
}

function registerDecisionRoute(app: HttpApp, gate: Gate, database: Database): void {
  app.post(
    '/api/v1/decisions',
    {
      config: { permission: 'consent.decide' },
      schema: {
        summary: '合规校验 / Ask the gate; nothing is recorded',
        body: DecisionBody,
        response: { 200: DecisionShown },
      },
    },
    async (request) => {
      const { at, message, ...question } = withOneSubject(request.body);
      // Reasons at chosen instants, and the facts themselves, tell more about a person than a yes or no: a minor's birthday could be narrowed down.
      if ((at !== undefined || question.explain === true) && !mayExplain(request.caller))
        throw explanationNotPermitted();
      const { queuedAt, ...facts } = message ?? { senderIdentity: false, optOutIncluded: false };
      const asked = {
        ...question,
        ...(at === undefined ? {} : { at: new Date(at) }),
        ...(message === undefined
          ? {}
          : { message: queuedAt === undefined ? facts : { ...facts, queuedAt: new Date(queuedAt) } }),
      };
      const decision = gate.decideAtOnce(asked) ?? (await database.transaction((tx) => gate.decide(tx, asked)));
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
              },
            }),
      };
    },
  );
}

function registerReadingRoutes(app: HttpApp, gate: Gate, database: Database): void {
  app.get(
    '/api/v1/persons/:id/uses',
    {
      config: { permission: 'consent.read-uses' },
      schema: {
        summary: '个人信息使用记录 / Uses of a person’s information, newest first',
        params: ByPerson,
        querystring: UsesQuery,
        response: { 200: Type.Object({ items: Type.Array(UseShown), next: Type.Optional(Type.String()) }) },
      },
    },
    async (request) => {
      const page = await database.transaction((tx) => gate.usesOf(tx, request.params.id, request.query));
      const items = page.items.map((item) => ({
        ...item,
        at: item.at.toISOString(),
        fields: [...item.fields],
        recipients: [...item.recipients],
      }));
      return page.next === undefined ? { items } : { items, next: page.next };
    },
  );
  app.get(
    '/api/v1/persons/:id/consents',
    {
      config: { permission: 'consent.read' },
      schema: {
        summary: '个人的同意状态 / The state of a person’s answers',
        params: ByPerson,
        response: { 200: Type.Object({ items: Type.Array(ConsentStateShown) }) },
      },
    },
    async (request) => {
      const states = await database.transaction((tx) => gate.consentsOf(tx, request.params.id));
      return {
        items: states.map((state) => ({
          ...state,
          at: state.at?.toISOString() ?? null,
          validUntil: state.validUntil?.toISOString() ?? null,
          withdrawnAt: state.withdrawnAt?.toISOString() ?? null,
        })),
      };
    },
  );
  app.get(
    '/api/v1/consents',
    {
      config: { permission: 'consent.read' },
      schema: {
        summary: '同意记录 / Acts of people, newest first',
        querystring: ActsQuery,
        response: { 200: Type.Object({ items: Type.Array(ActShown), next: Type.Optional(Type.String()) }) },
      },
    },
    async (request) => {
      const page = await database.transaction((tx) => gate.acts(tx, request.query));
      const items = page.items.map((item) => ({ ...item, at: item.at.toISOString() }));
      return page.next === undefined ? { items } : { items, next: page.next };
    },
  );
  app.get(
    '/api/v1/consents/statistics',
    {
      config: { permission: 'consent.read-statistics' },
      schema: { summary: '授权统计 / How many people stand where', response: { 200: StatisticsShown } },
    },
    () => database.transaction((tx) => gate.consentStatistics(tx)),
  );
  app.get(
    '/api/v1/reach',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary: '全体可触达 / The reach of every commercial activity by each channel, over everybody',
        response: { 200: ReachOverviewShown },
      },
    },
    async () => {
      const items = await database.transaction((tx) => gate.reachOverview(tx));
      return { items: items.map((item) => ({ ...item, excluded: [...item.excluded] })) };
    },
  );
}

function mayExplain(caller: Caller): boolean {
  return (caller.kind === 'staff' || caller.kind === 'api-key') && caller.permissions.has('consent.read');
}
