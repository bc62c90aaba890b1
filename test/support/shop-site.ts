import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningProduct } from './running-product.ts';

/** A shop's own website on another origin, with the SDK in its page. */
export interface ShopSite {
  readonly origin: string;
  readonly key: string;
  /** The forms that were sent to it. */
  readonly posted: URLSearchParams[];
  close(): Promise<void>;
}

/** What the page holds besides the SDK. */
export interface ShopPage {
  readonly body?: string;
  readonly script?: string;
  readonly lang?: string;
}

const TITLE = '测试商城';

/** Starts the website and makes a site key for its origin. The page carries a strict content security policy, as careful shops do. */
export async function startShop(
  product: RunningProduct,
  code: string,
  activities: readonly string[] = ['marketing'],
  pages: Readonly<Record<string, ShopPage>> = { '/': {} },
): Promise<ShopSite> {
  const posted: URLSearchParams[] = [];
  let html = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (request.method === 'POST') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        posted.push(new URLSearchParams(Buffer.concat(parts).toString('utf8')));
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(`<!doctype html><title>${TITLE}</title>ok`);
      });
      return;
    }
    const page = html.get(path);
    response
      .writeHead(page === undefined ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'self'; script-src 'self' ${product.base} 'nonce-shop'; connect-src ${product.base}; frame-src ${product.base}`,
      })
      .end(page ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { key } = await product.api.call<{ key: string }>('POST', '/api/v1/site-keys', {
    code,
    name: TITLE,
    brand: 'qiye',
    origins: [origin],
    notice: 'privacy',
    activities,
  });
  const manifest = (await (await fetch(`${product.base}/sdk/manifest.json`)).json()) as {
    file: string;
    integrity: string;
  };
  html = new Map(
    Object.entries(pages).map(([path, { body = '', script = '', lang = 'zh' }]) => [
      path,
      `<!doctype html><html lang="${lang === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${TITLE}</title></head>
<body><main><h1>${TITLE}</h1><p>欢迎光临。</p>${body}</main>
<script src="${product.base}/sdk/${manifest.file}" integrity="${manifest.integrity}" crossorigin="anonymous" data-key="${key}" data-lang="${lang}"></script>
<script nonce="shop">${script}</script></body></html>`,
    ]),
  );
  return {
    origin,
    key,
    posted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
