import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HttpApp } from '../../../platform/http/index.ts';
import { collectedFile } from '../collected-file.ts';
import { COLLECTED_WINDOWS } from '../collected-list.ts';
import { GROUP_NAMES } from '../domain/collected-list.ts';
import { noSession } from '../rights-failures.ts';
import type { PrivacyCentreDependencies } from './privacy-centre-routes.ts';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Days = Type.Union([...COLLECTED_WINDOWS.map((days) => Type.Literal(String(days))), Type.Literal('all')]);
const Query = Type.Object(
  { days: Type.Optional(Days), lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])) },
  { additionalProperties: false },
);

/** `/me/api/collected` and `/me/api/collected.xlsx`: the person's own list of what was collected, in a window of 7 days to all. */
export function registerCollectedRoutes(app: HttpApp, { database, rights }: PrivacyCentreDependencies): void {
  const read = (request: FastifyRequest, days: number | null) => {
    if (request.caller.kind !== 'person') throw noSession();
    const { persons } = request.caller;
    return database.transaction((tx) => rights.collectedList(tx, persons, days));
  };
  app.get(
    '/me/api/collected',
    {
      config: { permission: 'person' },
      schema: {
        tags: ['rights'],
        summary: '个人的已收集个人信息清单 / What was collected about the person',
        querystring: Query,
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                group: Text,
                field: Type.Union([Type.String(), Type.Null()]),
                name: Text,
                content: Type.Union([Type.String(), Type.Null()]),
                purposes: Type.Array(Text),
                scenes: Type.Array(Text),
                count: Type.Integer(),
                latest: Type.String(),
                ownHand: Type.Boolean(),
              }),
            ),
          }),
        },
      },
    },
    async (request, reply) => {
      const rows = await read(request, daysOf(request.query.days));
      const { caller } = request;
      if (caller.kind !== 'person') throw noSession();
      const ownHand = await database.transaction((tx) => rights.ownHandFields(tx, caller.session));
      reply.header('cache-control', 'no-store');
      return {
        items: rows.map((row) => ({
          ...row,
          group: GROUP_NAMES[row.group],
          purposes: [...row.purposes],
          scenes: [...row.scenes],
          latest: row.latest.toISOString(),
          ownHand: row.field !== null && ownHand.includes(row.field),
        })),
      };
    },
  );
  app.get(
    '/me/api/collected.xlsx',
    { config: { permission: 'person' }, schema: { tags: ['rights'], querystring: Query } },
    async (request, reply) => {
      const { lang = 'zh' } = request.query;
      const days = daysOf(request.query.days);
      const rows = await read(request, days);
      const file = await collectedFile(rows, { days, language: lang, at: rights.now() });
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="collected-information.xlsx"')
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .send(file);
    },
  );
}

function daysOf(days: string | undefined): number | null {
  return days === undefined || days === 'all' ? null : Number(days);
}
