import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Register } from '../register.ts';
import { handlerUnknown } from '../register-failures.ts';
import { BrandBody, HandlerBody } from './schemas.ts';

/** Routes of the handler's profile and its brands. */
export function registerHandlerRoutes(app: HttpApp, register: Register, database: Database): void {
  app.get(
    '/api/v1/handler',
    {
      config: { permission: 'register.read' },
      schema: { summary: '处理者信息 / Who the handler is', response: { 200: HandlerBody } },
    },
    async () => {
      const handler = await database.transaction((tx) => register.handler(tx));
      if (handler === undefined) throw handlerUnknown();
      return handler;
    },
  );
  app.put(
    '/api/v1/handler',
    {
      config: { permission: 'register.write' },
      schema: { summary: '保存处理者信息 / Save the profile', body: HandlerBody, response: { 200: HandlerBody } },
    },
    async (request) => {
      await database.transaction((tx) => register.saveHandler(tx, request.body));
      return request.body;
    },
  );
  app.get(
    '/api/v1/brands',
    {
      config: { permission: 'register.read' },
      schema: { summary: '品牌列表 / Brands', response: { 200: Type.Object({ items: Type.Array(BrandBody) }) } },
    },
    async () => ({ items: await database.transaction((tx) => register.brands(tx)) }),
  );
  app.put(
    '/api/v1/brands/:code',
    {
      config: { permission: 'register.write' },
      schema: {
        summary: '保存品牌 / Save a brand',
        params: Type.Object({ code: BrandBody.properties.code }),
        body: Type.Object(
          { name: BrandBody.properties.name, smsSignature: BrandBody.properties.smsSignature },
          { additionalProperties: false },
        ),
        response: { 200: BrandBody },
      },
    },
    async (request) => {
      const brand = { code: request.params.code, ...request.body };
      await database.transaction((tx) => register.saveBrand(tx, brand));
      return brand;
    },
  );
}
