import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Gate } from '../gate.ts';
import { registerActRoutes } from './act-routes.ts';
import { registerDecisionRoute } from './decision-route.ts';
import { registerGuardianRoutes } from './guardian-routes.ts';
import { registerRateRoutes } from './rate-routes.ts';
import {
  ActShown,
  ActsQuery,
  ConsentStateShown,
  Id,
  NoShown,
  ReachOverviewShown,
  StatisticsShown,
  UseShown,
  UsesQuery,
} from './schemas.ts';

const ByPerson = Type.Object({ id: Id });

/** Registers the routes of the gate. */
export function registerConsentRoutes(app: HttpApp, gate: Gate, database: Database): void {
  registerActRoutes(app, gate, database);
  registerDecisionRoute(app, gate, database);
  registerGuardianRoutes(app, gate, database);
  registerReadingRoutes(app, gate, database);
  registerRateRoutes(app, gate, database);
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
        response: { 200: Type.Object({ items: Type.Array(ConsentStateShown), noes: Type.Array(NoShown) }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const [states, noes] = await database.transaction(async (tx) => [
        await gate.consentsOf(tx, id),
        await gate.objectionsOf(tx, id),
      ]);
      return {
        noes: noes.map((no) => ({ ...no, at: no.at.toISOString() })),
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
    '/api/v1/exports/:year',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary:
          '出境人数统计：按自然年去重，敏感信息单列 / People whose information went abroad in a year, sensitive apart',
        params: Type.Object({ year: Type.Integer({ minimum: 2021, maximum: 2999 }) }),
        response: { 200: Type.Object({ year: Type.Integer(), plain: Type.Integer(), sensitive: Type.Integer() }) },
      },
    },
    async (request) => {
      const { year } = request.params;
      return { year, ...(await database.transaction((tx) => gate.exportCounts(tx, year))) };
    },
  );
  app.get(
    '/api/v1/reach',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary:
          '全体可触达，现在或某一天中午 / The reach of every commercial activity by each channel, over everybody, now or at noon of a day',
        // Whole days alone: between two instants close together somebody's birthday would stand out.
        querystring: Type.Object(
          { day: Type.Optional(Type.String({ format: 'date' })) },
          { additionalProperties: false },
        ),
        response: { 200: ReachOverviewShown },
      },
    },
    async (request) => {
      const { day } = request.query;
      const at = day === undefined ? undefined : new Date(`${day}T12:00:00+08:00`);
      const items = await database.transaction((tx) => gate.reachOverview(tx, at));
      return { at: at?.toISOString() ?? null, items: items.map((item) => ({ ...item, excluded: [...item.excluded] })) };
    },
  );
}
