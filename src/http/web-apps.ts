import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { HttpApp } from '../platform/http/index.ts';
import { keepSdkFiles } from './earlier-sdks.ts';
import { noSuchRoute } from './http-failures.ts';

const CONSOLE = '/console';
const PRIVACY_CENTRE = '/me';
const VERIFIER = '/verify';
const SDK = '/sdk';
const NONCE_PLACE = '__CSP_NONCE__';
// Every browser asks for it, also on the hosted pages; the first character of the name in the accent colour.
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b6e63"/><text x="16" y="23" font-size="19" text-anchor="middle" fill="#fff" font-family="sans-serif">知</text></svg>';

/**
 * Serves the built web apps: hashed assets for a year, the page itself never cached. The console's page gets the nonce of its answer wherever
 * it says `__CSP_NONCE__` (antd puts its styles into the page with it). A path without a dot is a place in the app. `/verify` is the offline verifier, one
 * file to open here or to keep; `/sdk` the browser SDK.
 */
export async function addWebApps(app: HttpApp, webRoot: string, sdkDirectory?: string): Promise<void> {
  app.get('/favicon.ico', { config: { permission: 'public', rateLimit: false } }, (_request, reply) =>
    reply.type('image/svg+xml').header('Cache-Control', 'public, max-age=86400').send(ICON),
  );
  if (!existsSync(webRoot)) return app.log.warn('the web apps are not built; run npm run build');
  await app.register(fastifyStatic, { root: webRoot, serve: false, cacheControl: false });
  serve(app, CONSOLE, join(webRoot, 'console'), 'console');
  serve(app, PRIVACY_CENTRE, join(webRoot, 'privacy-centre'), 'privacy-centre');
  const built = join(webRoot, 'sdk');
  serveSdk(app, built, sdkDirectory === undefined ? built : await keepSdkFiles(built, sdkDirectory));
  // What seals a hosted form in the browser: one small file in the page, the rest when somebody begins to type.
  for (const file of ['form.js', 'seal.js'])
    app.get(`/f/assets/${file}`, { config: { permission: 'public', rateLimit: false } }, (_request, reply) =>
      reply.header('Cache-Control', 'public, max-age=300').sendFile(`form/${file}`),
    );
  const open = { permission: 'public', rateLimit: false } as const;
  app.get(VERIFIER, { config: open }, (_request, reply) => sendVerifier(reply, join(webRoot, 'verifier')));
  app.get('/', { config: open }, async (_request, reply) => reply.redirect(CONSOLE));
}

function serve(app: HttpApp, prefix: string, directory: string, folder: string): void {
  // A page is one request of a person and fifty of the browser; assets are not counted.
  const open = { permission: 'public', rateLimit: false } as const;
  app.get(prefix, { config: open }, (_request, reply) => sendPage(reply, directory));
  app.get<{ Params: { '*': string } }>(`${prefix}/*`, { config: open }, async (request, reply) => {
    const rest = request.params['*'];
    if (rest.startsWith('api/')) throw noSuchRoute();
    if (!rest.split('/').at(-1)?.includes('.')) return sendPage(reply, directory);
    if (rest === 'index.html') return sendPage(reply, directory);
    const immutable = rest.startsWith('assets/');
    reply.header('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    return reply.sendFile(`${folder}/${rest}`);
  });
}

// Pages of other sites load it, with `integrity` also across origins: a file with its hash in the name never changes, the stable one may.
function serveSdk(app: HttpApp, built: string, kept: string): void {
  const open = { permission: 'public', rateLimit: false } as const;
  app.get<{ Params: { '*': string } }>(`${SDK}/*`, { config: open }, async (request, reply) => {
    const file = /^(?:v1\/)?([a-z0-9-]+\.(?:js|json))$/.exec(request.params['*'])?.[1];
    if (file === undefined) throw noSuchRoute();
    const immutable = /^zhinuo-[0-9a-f]{16}\.js$/.test(file);
    reply.header('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    reply.header('Access-Control-Allow-Origin', '*').header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (!immutable || existsSync(join(built, file))) return reply.sendFile(file, built);
    if (existsSync(join(kept, file))) return reply.sendFile(file, kept);
    // A file that this server never had: pages without `integrity` go on with the newest; those with it refuse what they did not name.
    return reply.header('Cache-Control', 'public, max-age=300').redirect(`${SDK}/zhinuo.js`, 307);
  });
}

async function sendPage(reply: FastifyReply, directory: string): Promise<FastifyReply> {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) throw noSuchRoute();
  const html = (await readFile(file, 'utf8')).replaceAll(NONCE_PLACE, reply.cspNonce.style);
  return reply.header('Cache-Control', 'no-store').type('text/html; charset=utf-8').send(html);
}

// The page names the one script that it may run; the server says the same in its own header, so that the page also works while it is served.
async function sendVerifier(reply: FastifyReply, directory: string): Promise<FastifyReply> {
  const file = join(directory, 'index.html');
  if (!existsSync(file)) throw noSuchRoute();
  const html = await readFile(file, 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
  if (policy === undefined) throw new Error('the page of the verifier has no policy');
  return reply
    .header('Content-Security-Policy', `${policy}; frame-ancestors 'none'`)
    .header('Content-Disposition', 'inline; filename="zhinuo-verify.html"')
    .header('Cache-Control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(html);
}
