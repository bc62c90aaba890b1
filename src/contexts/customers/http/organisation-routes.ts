import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { Id, Nullable, PageQuery, pageOf } from './schemas.ts';

/** An organisation as a caller names it. */
export const OrganisationBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    registrationNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  },
  { additionalProperties: false },
);
const OrganisationShown = Type.Object({
  id: Id,
  name: Type.String(),
  registrationNumber: Nullable(Type.String()),
  contacts: Type.Integer(),
});

/** `/api/v1/organisations`: the organisations that we deal with, and whose contacts people are. */
export function registerOrganisationRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/organisations',
    {
      config: { permission: 'customers.read-organisation' },
      schema: {
        summary: '往来单位（不含个人信息）/ Organisations with the number of their contacts; nothing of a person',
        querystring: Type.Object(
          { ...PageQuery.properties, name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ items: Type.Array(OrganisationShown), next: Type.Optional(Type.String()) }) },
      },
    },
    (request) => {
      const { name } = request.query;
      const page = { ...pageOf(request.query), ...(name === undefined ? {} : { name }) };
      return database.transaction((tx) => customers.organisations.list(tx, page), { readOnly: true });
    },
  );
  app.put(
    '/api/v1/persons/:id/organisation',
    {
      config: { permission: 'customers.correct-person' },
      schema: {
        summary: '联系人换了单位 / Move a contact to another organisation',
        params: Type.Object({ id: Id }),
        body: OrganisationBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const moved = { person: request.params.id, organisation: request.body, by: callerName(request.caller) };
      await database.transaction((tx) => customers.organisations.moveContact(tx, moved));
      return reply.code(204).send(null);
    },
  );
}
