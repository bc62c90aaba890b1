import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { readPacks } from '../packs/read-packs.ts';
import type { Register } from '../register.ts';
import { BilingualText, Code } from './schemas.ts';

const Todo = Type.Object({ activity: Type.String(), zh: Type.String(), en: Type.String() });

/** Routes of starter packs: what there is, and loading one. */
export function registerPackRoutes(app: HttpApp, register: Register, database: Database): void {
  app.get(
    '/api/v1/packs',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '行业起步包 / Starter packs',
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                code: Code,
                name: BilingualText,
                for: BilingualText,
                activities: Type.Array(Type.Object({ code: Code, name: BilingualText })),
                notices: Type.Array(Type.Object({ code: Code, title: BilingualText })),
                todo: Type.Array(Todo),
              }),
            ),
            broken: Type.Array(Type.Object({ file: Type.String(), message: Type.String(), message_en: Type.String() })),
          }),
        },
      },
    },
    async () => {
      const { packs, broken } = await readPacks();
      return { items: [...packs], broken: [...broken] };
    },
  );
  app.post(
    '/api/v1/packs/:code/load',
    {
      config: { permission: 'register.write' },
      schema: {
        summary: '载入起步包（只补缺，不发布） / Load a starter pack: adds what is not there, publishes nothing',
        params: Type.Object({ code: Code }),
        response: {
          200: Type.Object({
            activities: Type.Array(Type.String()),
            notices: Type.Array(Type.String()),
            kept: Type.Array(Type.String()),
            todo: Type.Array(Todo),
          }),
        },
      },
    },
    async (request) => {
      const { packs } = await readPacks();
      const loaded = await database.transaction((tx) => register.loadPack(tx, packs, request.params.code));
      return {
        activities: [...loaded.activities],
        notices: [...loaded.notices],
        kept: [...loaded.kept],
        todo: [...loaded.todo],
      };
    },
  );
}
