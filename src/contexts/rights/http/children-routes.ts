import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HttpApp } from '../../../platform/http/index.ts';
import { noSession } from '../rights-failures.ts';
import type { PrivacyCentreDependencies } from './privacy-centre-routes.ts';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Nullable = Type.Union([Type.String(), Type.Null()]);

/** `/me/api/children`: what a guardian agreed to for children, and taking it back, after a login by phone code. */
export function registerChildrenRoutes(app: HttpApp, { database, rights }: PrivacyCentreDependencies): void {
  app.get(
    '/me/api/children',
    {
      config: { permission: 'person' },
      schema: {
        tags: ['rights'],
        summary: '监护的孩子与为其作出的同意 / Children in one’s care and what was agreed to for them',
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                guardianship: Type.String(),
                kind: Type.String(),
                recordedAt: Type.String(),
                consents: Type.Array(
                  Type.Object({
                    activity: Type.String(),
                    name: Text,
                    purpose: Text,
                    since: Nullable,
                    rulesUrl: Nullable,
                  }),
                ),
              }),
            ),
          }),
        },
      },
    },
    async (request, reply) => {
      const children = await database.transaction((tx) => rights.ownChildren(tx, personsOf(request)));
      reply.header('cache-control', 'no-store');
      return {
        items: children.map((child) => ({
          ...child,
          recordedAt: child.recordedAt.toISOString(),
          consents: child.consents.map((each) => ({ ...each, since: each.since?.toISOString() ?? null })),
        })),
      };
    },
  );
  app.post(
    '/me/api/children/withdrawals',
    {
      config: { permission: 'person' },
      schema: {
        tags: ['rights'],
        summary: '监护人为孩子撤回同意 / A guardian takes a consent back for a child',
        body: Type.Object(
          { guardianship: Type.String({ format: 'uuid' }), activity: Type.String({ maxLength: 80 }) },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ receipt: Type.String() }) },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await database.transaction((tx) => rights.withdrawForChild(tx, personsOf(request), request.body))),
  );
}

function personsOf(request: FastifyRequest): readonly string[] {
  if (request.caller.kind !== 'person') throw noSession();
  return request.caller.persons;
}
