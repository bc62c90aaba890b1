import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { activityBody } from '../../register/index.ts';
import type { Capture } from '../create-capture.ts';
import type { ActivityCost } from '../preview-cost.ts';

const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Cost = Type.Object({
  activity: Type.String(),
  allowedNow: Type.Integer(),
  staysValid: Type.Integer(),
  askAgain: Type.Integer(),
  tellOnly: Type.Integer(),
  heldUpBy: Type.Array(
    Type.Object({ code: Type.String(), article: Type.String(), zh: Type.String(), en: Type.String() }),
  ),
  places: Type.Array(Type.Object({ form: Type.String(), title: Text, url: Type.String(), people: Type.Integer() })),
  sites: Type.Array(Type.Object({ site: Type.String(), name: Type.String(), people: Type.Integer() })),
  elsewhere: Type.Integer(),
});

/** Routes that tell what a new version of a notice costs in people, before it is published or even saved. */
export function registerCostRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.get(
    '/api/v1/notices/:code/cost',
    {
      config: { permission: 'register.read' },
      schema: {
        summary:
          '发布前：哪些同意继续有效、须重新询问多少人、在哪里遇到他们 / Whom publishing asks again, and where they are met',
        params: Type.Object({ code: Code }),
        response: { 200: Type.Object({ items: Type.Array(Cost) }) },
      },
    },
    async (request) => {
      const costs = await database.transaction((tx) => capture.noticeCost(tx, request.params.code));
      return { items: costs.map(shown) };
    },
  );
  app.post(
    '/api/v1/activities/cost',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '保存前：修订会影响多少人（不保存） / Whom a revision asks again; nothing is stored',
        body: activityBody,
        response: { 200: Cost },
      },
    },
    async (request) => {
      const proposed = request.body;
      const change = { activity: proposed.code, proposed };
      return shown(await database.transaction((tx) => capture.activityCost(tx, change)));
    },
  );
}

function shown(cost: ActivityCost) {
  return { ...cost, heldUpBy: [...cost.heldUpBy], places: [...cost.places], sites: [...cost.sites] };
}
