import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import type { MembersCount } from '../segment/segmentation.ts';
import { BilingualText, Code, Instant, ModeShown, Nullable, TroubleShown, troubleShown } from './schemas.ts';

const CountShown = Type.Object({
  code: Code,
  revision: Type.Integer(),
  mode: ModeShown,
  /** Null until this revision has been computed. */
  count: Nullable(Type.Integer()),
  asOf: Nullable(Instant),
  /** Null where nothing is wrong. */
  trouble: Nullable(TroubleShown),
});
const SizesShown = Type.Object({ items: Type.Array(Type.Object({ at: Instant, size: Type.Integer() })) });
const RevisionsShown = Type.Object({
  items: Type.Array(
    Type.Object({
      revision: Type.Integer(),
      name: BilingualText,
      definition: Type.Unknown(),
      sentence: Type.Object({ zh: Type.String(), en: Type.String() }),
      activity: Code,
      savedBy: Type.String(),
      savedAt: Instant,
    }),
  ),
});
const ByCode = Type.Object({ code: Code });

/** Routes of who is in a segment now, and how it came to be. */
export function registerSegmentMemberRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/segments/:code/members-count',
    {
      config: { permission: 'customers.read-segment' },
      schema: {
        summary: '人群当前人数 / How many people are in a segment now',
        params: ByCode,
        response: { 200: CountShown },
      },
    },
    async (request) => countShown(await customers.segmentation.membersCount(request.params.code)),
  );
  app.get(
    '/api/v1/segments/:code/sizes',
    {
      config: { permission: 'customers.read-segment' },
      schema: {
        summary: '人群人数变化 / The size of a segment over time, the last of each hour',
        params: ByCode,
        querystring: Type.Object(
          { days: Type.Integer({ minimum: 1, maximum: 366, default: 30 }) },
          { additionalProperties: false },
        ),
        response: { 200: SizesShown },
      },
    },
    async (request) => {
      const { code } = request.params;
      const sizes = await database.transaction((tx) => customers.segmentation.sizes(tx, code, request.query.days));
      return { items: sizes.map(({ at, size }) => ({ at: at.toISOString(), size })) };
    },
  );
  app.get(
    '/api/v1/segments/:code/revisions',
    {
      config: { permission: 'customers.read-segment' },
      schema: {
        summary: '人群历次版本 / Every revision of a segment',
        params: ByCode,
        response: { 200: RevisionsShown },
      },
    },
    async (request) => {
      const { rows, sentences } = await database.transaction(async (tx) => {
        const rows = await customers.segmentation.revisions(tx, request.params.code);
        const definitions = rows.map((row) => row.definition);
        return { rows, sentences: await customers.segmentation.sentences(tx, definitions) };
      });
      return {
        items: rows.map(({ revision, name, definition, activity, savedBy, savedAt }, place) => ({
          ...{ revision, name, definition, activity, savedBy },
          sentence: sentences[place] ?? name,
          savedAt: savedAt.toISOString(),
        })),
      };
    },
  );
}

/** A count as it is answered. */
export function countShown({ asOf, trouble, ...count }: MembersCount) {
  return { ...count, asOf: asOf?.toISOString() ?? null, trouble: troubleShown(trouble) };
}
