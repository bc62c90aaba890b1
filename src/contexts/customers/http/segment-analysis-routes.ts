import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import type { Explained, Explanation } from '../segment/explain-membership.ts';
import { ChannelCode, Code, Id, Instant, Nullable, OperationCode } from './schemas.ts';

const Sentence = Type.Object({ zh: Type.String(), en: Type.String() });
const EstimateBody = Type.Object(
  {
    definition: Type.Unknown(),
    activity: Type.Optional(Code),
    /** For what they would be reached. */
    reach: Type.Optional(
      Type.Object(
        { activity: Code, operation: OperationCode, channel: Type.Optional(ChannelCode) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
const EstimateShown = Type.Object({
  population: Type.Integer(),
  count: Type.Integer(),
  margin: Type.Integer(),
  exact: Type.Boolean(),
  looked: Type.Integer(),
  allowed: Type.Optional(Type.Integer()),
  mode: Type.Union([Type.Literal('live'), Type.Literal('refreshed')]),
  sentence: Sentence,
  receipt: Type.String(),
});
const OverlapBody = Type.Object(
  { segments: Type.Array(Code, { minItems: 2, maxItems: 3 }) },
  { additionalProperties: false },
);
const OverlapShown = Type.Object({
  segments: Type.Array(Type.Object({ code: Code, count: Type.Integer() })),
  regions: Type.Array(Type.Object({ segments: Type.Array(Code), count: Type.Integer() })),
});
const Condition = Type.Object({
  kind: Type.String(),
  sentence: Sentence,
  holds: Type.Boolean(),
  depth: Type.Integer(),
  numbers: Type.Optional(
    Type.Object({
      count: Type.Integer(),
      sum: Type.Integer(),
      first: Nullable(Instant),
      last: Nullable(Instant),
    }),
  ),
  values: Type.Optional(Type.Array(Type.String())),
});
const ExplanationShown = Type.Object({
  segment: Code,
  revision: Type.Integer(),
  person: Id,
  holds: Type.Boolean(),
  records: Type.Integer(),
  /** The tree from its root on, each condition behind the group it stands in. */
  conditions: Type.Array(Condition),
  receipt: Type.String(),
});

/** Routes that look at people: estimates, overlaps and the explanation for one. */
export function registerSegmentAnalysisRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/segments/estimates',
    {
      config: { permission: 'customers.read-reach' },
      schema: {
        summary: '人群试算 / How many people a definition would have, while it is edited',
        body: EstimateBody,
        response: { 200: EstimateShown },
      },
    },
    async (request) => {
      const { definition, activity, reach } = request.body;
      const asked = {
        ...{ definition, by: callerName(request.caller) },
        ...(activity === undefined ? {} : { activity }),
        ...(reach === undefined ? {} : { reach }),
      };
      return database.transaction((tx) => customers.segmentation.estimate(tx, asked));
    },
  );
  app.post(
    '/api/v1/segments/overlaps',
    {
      config: { permission: 'customers.read-reach' },
      schema: {
        summary: '人群重叠 / Who is in which of two or three segments',
        body: OverlapBody,
        response: { 200: OverlapShown },
      },
    },
    async (request) => {
      const { segments } = request.body;
      await customers.moveEvents();
      return database.transaction((tx) =>
        customers.segmentation.overlap(tx, { segments, by: callerName(request.caller) }),
      );
    },
  );
  app.get(
    '/api/v1/segments/:code/explanation',
    {
      config: { permission: 'customers.read-reach' },
      schema: {
        summary: '为何在或不在人群 / Why one person is in a segment or not',
        params: Type.Object({ code: Code }),
        querystring: Type.Object({ person: Id }, { additionalProperties: false }),
        response: { 200: ExplanationShown },
      },
    },
    async (request) => {
      const { person } = request.query;
      const asked = { code: request.params.code, person, by: callerName(request.caller) };
      await customers.moveEvents();
      return explained(person, await database.transaction((tx) => customers.segmentation.explain(tx, asked)));
    },
  );
}

function explained(person: string, { tree, ...explanation }: Explanation) {
  return { ...explanation, person, conditions: inOrder(tree, 0) };
}

function inOrder({ kind, sentence, holds, numbers, values, parts }: Explained, depth: number): Shown[] {
  const shown = {
    ...{ kind, sentence, holds, depth },
    ...(numbers === undefined
      ? {}
      : {
          numbers: {
            ...numbers,
            first: numbers.first?.toISOString() ?? null,
            last: numbers.last?.toISOString() ?? null,
          },
        }),
    ...(values === undefined ? {} : { values: [...values] }),
  };
  return [shown, ...parts.flatMap((part) => inOrder(part, depth + 1))];
}

type Shown = Static<typeof Condition>;
