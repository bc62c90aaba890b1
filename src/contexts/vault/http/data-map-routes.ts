import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Register } from '../../register/index.ts';
import { dataMap } from '../data-map/data-map.ts';
import { dataMapXlsx } from '../data-map/data-map-xlsx.ts';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Rows = Type.Object({
  items: Type.Array(
    Type.Object({
      field: Type.String(),
      label: Text,
      sensitive: Type.Boolean(),
      activity: Type.String(),
      activityName: Text,
      basis: Type.String(),
      places: Type.Array(Type.String()),
      recipients: Type.Array(Type.Object({ name: Type.String(), role: Type.String() })),
      days: Type.Integer(),
      atEnd: Type.String(),
      held: Type.Integer(),
      until: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

/** 数据地图: where each field is held, for which activities, who gets it, until when; as JSON and as .xlsx. */
export function registerDataMapRoutes(app: HttpApp, register: Pick<Register, 'activities'>, database: Database): void {
  app.get(
    '/api/v1/vault/data-map',
    {
      config: { permission: 'vault.read-fields' },
      schema: { summary: '数据地图 The data map', tags: ['vault'], response: { 200: Rows } },
    },
    async () => {
      const rows = await database.transaction((tx) => dataMap(tx, register), { readOnly: true });
      return {
        items: rows.map((row) => ({
          ...row,
          places: [...row.places],
          recipients: [...row.recipients],
          until: row.until?.toISOString() ?? null,
        })),
      };
    },
  );
  app.get(
    '/api/v1/vault/data-map.xlsx',
    {
      config: { permission: 'vault.read-fields' },
      schema: { summary: '数据地图（.xlsx） The data map as a sheet', tags: ['vault'] },
    },
    async (_request, reply) => {
      const rows = await database.transaction((tx) => dataMap(tx, register), { readOnly: true });
      return reply
        .header('content-disposition', 'attachment; filename="zhinuo-data-map.xlsx"')
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .send(await dataMapXlsx(rows));
    },
  );
}
