import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Rights } from '../rights.ts';
import { noSession } from '../rights-failures.ts';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Time = Type.String({ format: 'date-time' });
const TagCode = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });

/** The tags of the person of the session: seeing and deleting them. */
export function registerOwnTagRoutes(app: HttpApp, { database, rights }: { database: Database; rights: Rights }): void {
  const personsOf = (caller: { kind: string; persons?: readonly string[] }): readonly string[] => {
    if (caller.kind !== 'person' || caller.persons === undefined) throw noSession();
    return caller.persons;
  };
  const TagShown = Type.Object({
    code: TagCode,
    name: Text,
    activity: Text,
    says: Text,
    byRule: Type.Boolean(),
    givenAt: Time,
    endsAt: Time,
  });
  app.get(
    '/me/api/tags',
    {
      config: { permission: 'person' },
      schema: { response: { 200: Type.Object({ items: Type.Array(TagShown) }) } },
    },
    async (request) => {
      const tags = await database.transaction((tx) => rights.ownTags(tx, personsOf(request.caller)));
      const items = tags.map(({ givenAt, endsAt, ...tag }) => ({
        ...tag,
        givenAt: givenAt.toISOString(),
        endsAt: endsAt.toISOString(),
      }));
      return { items };
    },
  );
  app.delete(
    '/me/api/tags/:code',
    {
      config: { permission: 'person' },
      schema: {
        params: Type.Object({ code: TagCode }),
        response: { 200: Type.Object({ receipt: Type.String() }) },
      },
    },
    (request) => database.transaction((tx) => rights.deleteTag(tx, personsOf(request.caller), request.params.code)),
  );
}
