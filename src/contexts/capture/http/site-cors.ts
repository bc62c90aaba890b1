import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';

/** How long a server remembers which origins a key has, milliseconds. It decides nothing but who may read an answer. */
const REMEMBERED = 5000;
/** Most keys remembered; whoever makes keys up starts over at the first. */
const MOST = 1000;

/**
 * Says in every answer, also in a refusal, that the page of an admitted origin may read it (Fetch, CORS), never with cookies. Whether an act is
 * taken is decided again in its own transaction.
 */
export function admitOrigins(scope: HttpApp, capture: Capture, database: Database): void {
  const remembered = new Map<string, { readonly origins: readonly string[]; readonly until: number }>();
  const originsOf = async (key: string): Promise<readonly string[]> => {
    const known = remembered.get(key);
    if (known !== undefined && known.until > performance.now()) return known.origins;
    const origins = (await database.transaction((tx) => capture.siteOrigins(tx, key), { readOnly: true })) ?? [];
    if (remembered.size >= MOST) remembered.clear();
    remembered.set(key, { origins, until: performance.now() + REMEMBERED });
    return origins;
  };
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    const { key } = request.params as { key?: string };
    if (origin === undefined || key === undefined || !/^zns_[\w-]{32}$/.test(key)) return;
    if ((await originsOf(key)).includes(origin)) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-expose-headers', 'retry-after');
    }
  });
}
