import { registerCustomersRoutes } from '../../src/contexts/customers/http/customers-routes.ts';
import { createServer } from '../../src/http/index.ts';
import type { StaffCaller } from '../../src/platform/http/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { openCustomersWorld } from './customers-world.ts';

/** What staff of these tests may do. */
export const ALL = [
  'create-person',
  'read-person',
  'search-exactly',
  'read-segment',
  'write-segment',
  'read-reach',
  'import',
  'read-import',
  'read-refused-rows',
].map((name) => `customers.${name}`);

/** Staff with these permissions. */
export function staff(permissions: readonly string[], tier: 0 | 1 | 2 = 1): StaffCaller {
  return { kind: 'staff', id: '01930000-0000-7000-8000-0000000000aa', permissions: new Set(permissions), tier };
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The routes of this context over a world of their own; close it in `afterAll`. */
export async function openCustomersApp() {
  const world = await openCustomersWorld();
  const caller = { current: staff(ALL) };
  const app = await createServer({ log: silentLogger(), resolvers: { staff: async () => caller.current } });
  registerCustomersRoutes(app, world.customers, world.database);
  await app.ready();
  const call = async (method: Method, path: string, payload?: object | Buffer, type?: string) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      ...(payload === undefined ? {} : { payload }),
      headers: { 'sec-fetch-site': 'same-origin', ...(type === undefined ? {} : { 'content-type': type }) },
    });
    return { status: answer.statusCode, text: answer.body, headers: answer.headers };
  };
  return {
    world,
    caller,
    app,
    call,
    async json<T>(method: Method, path: string, payload?: object | Buffer, type?: string) {
      const { status, text } = await call(method, path, payload, type);
      return { status, body: (text === '' ? null : JSON.parse(text)) as T };
    },
    async close() {
      await app.close();
      await world.close();
    },
  };
}

/** What `openCustomersApp` opens. */
export type CustomersApp = Awaited<ReturnType<typeof openCustomersApp>>;
