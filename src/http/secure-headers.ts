import helmet from '@fastify/helmet';
import type { HttpApp } from '../platform/http/index.ts';

const ONE_YEAR = 31_536_000;

/**
 * Security headers for every answer. The content security policy admits scripts and styles of our own files alone; an HTML page may carry
 * inline styles with the answer's nonce (`reply.cspNonce.style`), which antd needs. No page may be framed. Strict-Transport-Security is sent
 * when the public address is https.
 */
export async function addSecureHeaders(app: HttpApp, options: { readonly https: boolean }): Promise<void> {
  await app.register(helmet, {
    enableCSPNonces: true,
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
    strictTransportSecurity: options.https ? { maxAge: ONE_YEAR, includeSubDomains: false } : false,
  });
}
