import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { badFields } from '../customers-failures.ts';
import { TIMELINE_KINDS } from '../profile/domain/timeline.ts';
import { BilingualText, Code, Id, Instant, Nullable, viewerOf } from './schemas.ts';

const Reason = Type.Object({ code: Type.String(), article: Type.String(), zh: Type.String(), en: Type.String() });
const Change = Type.Object({ at: Instant, source: Type.String(), value: Nullable(Type.String()) });
const OrganisationShown = Type.Object({ id: Id, name: Type.String(), registrationNumber: Nullable(Type.String()) });
const ProfileShown = Type.Object({
  records: Type.Array(
    Type.Object({
      id: Id,
      role: Type.String(),
      source: Type.String(),
      activity: Type.String(),
      createdAt: Instant,
      organisation: Nullable(OrganisationShown),
      refused: Nullable(Reason),
    }),
  ),
  values: Type.Array(
    Type.Object({
      record: Id,
      trait: Type.String(),
      general: Type.Boolean(),
      value: Type.String(),
      source: Type.String(),
      at: Instant,
      history: Type.Array(Change),
    }),
  ),
  identifiers: Type.Array(
    Type.Object({
      record: Id,
      type: Type.String(),
      issuer: Type.String(),
      scope: Type.String(),
      seenAt: Instant,
    }),
  ),
  computed: Type.Array(
    Type.Object({
      code: Code,
      name: BilingualText,
      kind: Type.String(),
      record: Id,
      number: Nullable(Type.Number()),
      word: Nullable(Type.String()),
      at: Instant,
    }),
  ),
  tags: Type.Array(
    Type.Object({
      code: Code,
      name: BilingualText,
      activity: Code,
      record: Id,
      byRule: Type.Boolean(),
      givenBy: Type.String(),
      givenAt: Instant,
      endsAt: Instant,
      reason: Nullable(Type.String()),
      receipt: Type.String(),
    }),
  ),
  tagsWithheld: Type.Integer(),
  receipt: Nullable(Type.String()),
});
const TimelineQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    kind: Type.Optional(Type.Union(TIMELINE_KINDS.map((kind) => Type.Literal(kind)))),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
  },
  { additionalProperties: false },
);
const TimelineShown = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      at: Instant,
      record: Id,
      name: Type.String(),
      activity: Nullable(Type.String()),
      channel: Nullable(Type.String()),
      quantity: Nullable(Type.Integer()),
      amountFen: Nullable(Type.Integer()),
      value: Nullable(Type.String()),
      properties: Nullable(Type.Record(Type.String(), Type.String())),
      receipt: Nullable(Type.String()),
    }),
  ),
  receipt: Nullable(Type.String()),
  refused: Nullable(Reason),
  next: Type.Optional(Type.String()),
});

/** Routes of one person's profile and timeline. */
export function registerProfileRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/persons/:id/profile',
    {
      config: { permission: 'customers.read-person' },
      schema: {
        summary: '个人档案（脱敏，含来源与时间）/ One person’s profile, masked, with sources and times; one receipt',
        params: Type.Object({ id: Id }),
        response: { 200: ProfileShown },
      },
    },
    async (request) => {
      const viewer = viewerOf(request.caller);
      const profile = await database.transaction((tx) => customers.profile(tx, request.params.id, viewer));
      const { records, values, identifiers, computed, tags, tagsWithheld, receipt } = profile;
      return {
        records: records.map((record) => ({ ...record, createdAt: record.createdAt.toISOString() })),
        values: values.map((each) => ({
          ...each,
          at: each.at.toISOString(),
          history: each.history.map((change) => ({ ...change, at: change.at.toISOString() })),
        })),
        identifiers: identifiers.map(({ person, seenAt, ...rest }) => ({
          ...rest,
          record: person,
          seenAt: seenAt.toISOString(),
        })),
        computed: computed.map((each) => ({ ...each, at: each.at.toISOString() })),
        tags: tags.map(({ says: _says, ...tag }) => ({
          ...tag,
          givenAt: tag.givenAt.toISOString(),
          endsAt: tag.endsAt.toISOString(),
        })),
        tagsWithheld,
        receipt,
      };
    },
  );
  app.get(
    '/api/v1/persons/:id/timeline',
    {
      config: { permission: 'customers.read-person' },
      schema: {
        summary: '时间线（脱敏，最新在前）/ A person’s timeline, newest first, masked; one receipt a page',
        params: Type.Object({ id: Id }),
        querystring: TimelineQuery,
        response: { 200: TimelineShown },
      },
    },
    async (request) => {
      const { limit, cursor, kind, from, until } = request.query;
      if (from !== undefined && until !== undefined && new Date(from) >= new Date(until))
        throw badFields('bad-period', [fieldError('until', '应晚于开始时间', 'must be later than `from`')]);
      const wanted = {
        person: request.params.id,
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(kind === undefined ? {} : { kinds: [kind] }),
        ...(from === undefined ? {} : { from: new Date(from) }),
        ...(until === undefined ? {} : { until: new Date(until) }),
      };
      const page = await database.transaction((tx) => customers.timeline(tx, wanted, viewerOf(request.caller)));
      const items = page.items.map((item) => ({ ...item, at: item.at.toISOString() }));
      return { ...page, items };
    },
  );
}
