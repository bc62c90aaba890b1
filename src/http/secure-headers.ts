import helmet from '@fastify/helmet';
import { type FastifyReply, fastify } from 'fastify';
import { pooledRandom } from '../platform/crypto/index.ts';
import type { HttpApp } from '../platform/http/index.ts';

const ONE_YEAR = 31_536_000;
const POLICY = 'content-security-policy';

/**
 * Security headers for every answer. The content security policy admits scripts and styles of our own files alone; an HTML page may carry
 * inline styles with the answer's nonce (`reply.cspNonce.style`), which antd needs. No page may be framed. Strict-Transport-Security is sent
 * when the public address is https. What helmet makes of this is the same for every answer, so it is asked once; only a nonce is made anew.
 */
export async function addSecureHeaders(app: HttpApp, options: { readonly https: boolean }): Promise<void> {
  const headers = await headersOf(options.https);
  app.decorateRequest('cspNonces');
  app.decorateReply('cspNonce', {
    getter(this: FastifyReply) {
      const { request } = this;
      if (request.cspNonces === undefined) {
        const nonces = { script: pooledRandom(16).toString('hex'), style: pooledRandom(16).toString('hex') };
        request.cspNonces = nonces;
        const policy = String(this.getHeader(POLICY) ?? headers[POLICY]);
        const admitted = policy.replace("script-src 'self'", `$& 'nonce-${nonces.script}'`);
        this.header(POLICY, admitted.replace("style-src 'self'", `$& 'nonce-${nonces.style}'`));
      }
      return request.cspNonces;
    },
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

// An app of its own that answers nothing but its headers.
async function headersOf(https: boolean): Promise<Record<string, string>> {
  const asked = fastify();
  await asked.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https ? { maxAge: ONE_YEAR, includeSubDomains: false } : false,
  });
  const kept: Record<string, string> = {};
  asked.get('/', async (_request, reply) => {
    for (const [name, value] of Object.entries(reply.raw.getHeaders())) kept[name] = String(value);
    return '';
  });
  await asked.inject('/');
  await asked.close();
  return kept;
}
