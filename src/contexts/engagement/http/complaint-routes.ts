import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Engagement } from '../create-engagement.ts';

/** `POST /api/v1/complaints`: a list of numbers whose owners complained; at most 1,000 a call, all of it or nothing. */
export function registerComplaintRoutes(app: HttpApp, engagement: Engagement, database: Database): void {
  app.post(
    '/api/v1/complaints',
    {
      config: { permission: 'consent.object' },
      schema: {
        summary: '投诉名单（12321、运营商）/ Numbers whose owners complained',
        body: Type.Object(
          {
            origin: Type.Union([Type.Literal('12321'), Type.Literal('carrier'), Type.Literal('platform')]),
            numbers: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 1_000 }),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            people: Type.Integer(),
            unknown: Type.Integer(),
            unreadable: Type.Array(Type.Integer()),
          }),
        },
      },
    },
    async (request) => {
      const taken = await database.transaction((tx) => engagement.takeComplaints(tx, request.body));
      return { ...taken, unreadable: [...taken.unreadable] };
    },
  );
}
