import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Register } from '../register.ts';
import { Code, NoticeBody, NoticeShown, NoticeVersionShown, PublishedShown } from './schemas.ts';

const ByCode = Type.Object({ code: Code });
const ByVersion = Type.Object({ code: Code, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) });

/** Routes of notices for staff: drafts, publishing, versions with their changes. */
export function registerNoticeRoutes(app: HttpApp, register: Register, database: Database): void {
  app.post(
    '/api/v1/notices',
    {
      config: { permission: 'register.write' },
      schema: {
        summary: '保存告知草稿 / Save the draft of a notice',
        body: NoticeBody,
        response: { 201: Type.Object({ code: Code, draft: Type.Boolean() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await database.transaction((tx) => register.saveNotice(tx, request.body))),
  );
  app.post(
    '/api/v1/notices/:code/publish',
    {
      config: { permission: 'register.publish' },
      schema: { summary: '发布告知 / Compile and publish a notice', params: ByCode, response: { 200: PublishedShown } },
    },
    async (request) => {
      const published = await database.transaction((tx) => register.publishNotice(tx, request.params.code));
      return { ...published, changes: [...published.changes], warnings: [...published.warnings] };
    },
  );
  app.get(
    '/api/v1/notices',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '告知列表 / Notices with versions and changes',
        response: { 200: Type.Object({ items: Type.Array(NoticeShown) }) },
      },
    },
    async () => {
      const notices = await database.transaction((tx) => register.notices(tx));
      return {
        items: notices.map((notice) => ({
          ...notice,
          activities: [...notice.activities],
          versions: notice.versions.map((each) => ({
            ...each,
            publishedAt: each.publishedAt.toISOString(),
            url: `/n/${notice.code}/${each.version}`,
            changes: [...each.changes],
            papers: [...each.papers],
          })),
        })),
      };
    },
  );
  app.get(
    '/api/v1/notices/:code/versions/:version',
    {
      config: { permission: 'register.read' },
      schema: { summary: '告知的一个版本 / One version', params: ByVersion, response: { 200: NoticeVersionShown } },
    },
    async (request) => {
      const { code, version } = request.params;
      const notice = await database.transaction((tx) => register.notice(tx, code, version));
      return {
        ...notice,
        publishedAt: notice.publishedAt.toISOString(),
        activities: [...notice.activities],
        changes: [...notice.changes],
      };
    },
  );
}
