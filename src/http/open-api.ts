import swagger from '@fastify/swagger';
import type { HttpApp } from '../platform/http/index.ts';

/** Describes every route under /api, /me/api and /v1 from its schemas as OpenAPI 3.1 at `/api/openapi.json`. */
export async function addOpenApi(app: HttpApp, options: { readonly version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '知诺 Zhinuo',
        version: options.version,
        description:
          '知情同意驱动的客户数据与私域营销平台。Errors are RFC 9457 problem details (application/problem+json) with `code`, `title` (zh), `title_en` and `errors[{path, message, message_en}]`. Writes accept `Idempotency-Key`.',
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          console: { type: 'apiKey', in: 'cookie', name: 'zhinuo.session_token' },
          person: { type: 'apiKey', in: 'cookie', name: 'zhinuo_person' },
        },
      },
    },
    hideUntagged: false,
    transform: ({ schema, url, route }) => {
      const permission = route.config?.permission;
      const described = /^\/(api|me\/api|v1)\//.test(url) && url !== '/api/openapi.json';
      const shown = {
        ...(schema ?? {}),
        hide: !described || schema?.hide === true,
        tags: schema?.tags ?? [
          permission === undefined || !permission.includes('.') ? 'open' : (permission.split('.')[0] ?? 'open'),
        ],
        security:
          permission === 'public' ? [] : permission === 'person' ? [{ person: [] }] : [{ apiKey: [] }, { console: [] }],
        'x-permission': permission,
      };
      return { schema: shown, url };
    },
  });
  app.get('/api/openapi.json', { config: { permission: 'public' } }, async (_request, reply) => {
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return app.swagger();
  });
}
