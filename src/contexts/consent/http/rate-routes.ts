import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Gate } from '../gate.ts';

const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
const Nullable = <S extends ReturnType<typeof Type.Object>>(schema: S) => Type.Union([schema, Type.Null()]);
const RateShown = Type.Object({ share: Type.Number(), low: Type.Number(), high: Type.Number() });
const CellShown = Type.Object({
  key: Type.String(),
  shown: Type.Integer(),
  granted: Type.Integer(),
  refused: Type.Integer(),
  withdrawn: Type.Integer(),
  settled: Type.Integer(),
  withdrawnSoon: Type.Integer(),
  people: Type.Integer(),
  consent: Nullable(RateShown),
  refusal: Nullable(RateShown),
  withdrawal: Nullable(RateShown),
  answer: Nullable(RateShown),
});

const RatesQuery = Type.Object(
  {
    by: Type.Union(
      (['touchpoint', 'version', 'wording', 'week', 'activity'] as const).map((each) => Type.Literal(each)),
    ),
    from: Type.Optional(Type.String({ format: 'date' })),
    to: Type.Optional(Type.String({ format: 'date' })),
    activity: Type.Optional(Code),
    notice: Type.Optional(Code),
    touchpoint: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  { additionalProperties: false },
);

const WeekShown = Type.Object({
  week: Type.String(),
  answered: Type.Integer(),
  standing: Type.Integer(),
  gained: Type.Integer(),
  lost: Type.Integer(),
  trust: Nullable(RateShown),
});

/** Rates of consent (授权经营) and trust as a number; both are aggregates out of the gate's own rows. */
export function registerRateRoutes(app: HttpApp, gate: Gate, database: Database): void {
  app.get(
    '/api/v1/consent-rates',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary:
          '授权率、拒绝率、撤回率：按触点、告知版本、文案、周或处理活动；人数过少的单元不单独显示 / Rates of consent, refusal and withdrawal; small cells suppressed',
        querystring: RatesQuery,
        response: {
          200: Type.Object({
            at: Type.String(),
            from: Type.String(),
            to: Type.String(),
            cells: Type.Array(CellShown),
            small: Nullable(CellShown),
            suppressed: Type.Integer(),
            total: CellShown,
          }),
        },
      },
    },
    async (request) => {
      const rates = await database.transaction((tx) => gate.consentRates(tx, request.query), { readOnly: true });
      return { ...rates, cells: [...rates.cells], at: rates.at.toISOString() };
    },
  );
  app.get(
    '/api/v1/noes',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary: '拒绝的来路：每一种的次数与最近一次 / Every way by which a no has come, how often and when last',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ way: Type.String(), count: Type.Integer(), last: Type.String() })),
          }),
        },
      },
    },
    async () => {
      const ways = await database.transaction((tx) => gate.noWays(tx), { readOnly: true });
      return { items: ways.map((each) => ({ ...each, last: each.last.toISOString() })) };
    },
  );
  app.get(
    '/api/v1/consent-trust',
    {
      config: { permission: 'consent.read-statistics' },
      schema: {
        summary:
          '信任指数：每一百个表过态的授权中，至今仍然有效的同意有多少 / Trust: of a hundred answers, how many end in a standing yes',
        querystring: Type.Object({ activity: Type.Optional(Code) }, { additionalProperties: false }),
        response: { 200: Type.Object({ at: Type.String(), weeks: Type.Array(WeekShown) }) },
      },
    },
    async (request) => {
      const { at, weeks } = await database.transaction((tx) => gate.trustOverTime(tx, request.query), {
        readOnly: true,
      });
      return { at: at.toISOString(), weeks: [...weeks] };
    },
  );
}
