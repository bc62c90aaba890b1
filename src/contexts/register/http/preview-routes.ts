import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { ActivityChanges } from '../preview-notice.ts';
import type { Register } from '../register.ts';
import { ActivityBody } from './activity-schemas.ts';
import { ActivityPreviewShown, Code, NoticePreviewShown } from './schemas.ts';

/** Routes that tell what saving or publishing would do, and do nothing. */
export function registerPreviewRoutes(app: HttpApp, register: Register, database: Database): void {
  app.post(
    '/api/v1/activities/preview',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '预览处理活动（不保存） / What saving an activity would do; nothing is stored',
        body: ActivityBody,
        response: { 200: ActivityPreviewShown },
      },
    },
    async (request) => {
      const preview = await database.transaction((tx) => register.previewActivity(tx, request.body));
      const { changes } = preview;
      return {
        ...preview,
        errors: [...preview.errors],
        missing: [...preview.missing],
        warnings: [...preview.warnings],
        changes: changes === null ? null : shownChanges(changes),
      };
    },
  );
  app.get(
    '/api/v1/notices/:code/preview',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '预览告知草稿（不发布） / What publishing a notice would do; nothing is stored',
        params: Type.Object({ code: Code }),
        response: { 200: NoticePreviewShown },
      },
    },
    async (request) => {
      const preview = await database.transaction((tx) => register.previewNotice(tx, request.params.code));
      return {
        ...preview,
        missing: [...preview.missing],
        warnings: [...preview.warnings],
        changes: preview.changes.map(shownChanges),
      };
    },
  );
}

function shownChanges(changes: ActivityChanges) {
  return { ...changes, changes: [...changes.changes], details: [...changes.details] };
}
