import type { FastifyReply, FastifyRequest } from 'fastify';
import { formUnknown } from '../capture-failures.ts';
import type { FormDefinition } from '../domain/form-definition.ts';
import { localeOf } from './page-frame.ts';

const COOKIE = 'zhinuo_form';

/** Whether the page stands in a frame on another site, where it gets no cookie and carries its session in itself. */
export function isFramed(request: FastifyRequest): boolean {
  return /^\/f\/[^/?]+\/embed(?:[/?]|$)/.test(request.url);
}

/** The form session's secret, if the request carries a well-formed one: in its cookie or, in a frame, in what the page posts. */
export function sessionOf(request: FastifyRequest): string | undefined {
  const posted = (request.body as { session?: unknown } | null | undefined)?.session;
  const value = isFramed(request) ? posted : request.cookies[COOKIE];
  return typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value) ? value : undefined;
}

/** Keeps the session with the browser; in a frame it is kept by the page, and the form's websites may show it. */
export function keepSession(request: FastifyRequest, reply: FastifyReply, form: FormDefinition, session: string): void {
  if (isFramed(request)) {
    admitFrames(reply, form);
    return;
  }
  reply.setCookie(COOKIE, session, {
    path: '/f',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  });
}

/** Lets the form's own websites frame this answer (CSP frame-ancestors), and nobody else. Throws `capture.form-unknown` where there are none. */
export function admitFrames(reply: FastifyReply, { embedOn = [] }: FormDefinition): void {
  if (embedOn.length === 0) throw formUnknown();
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  const admitted = policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${embedOn.join(' ')}`);
  reply.removeHeader('x-frame-options').header('content-security-policy', admitted);
}

/** The language a page was asked for in, to be kept by a redirection. */
export function langQuery(request: FastifyRequest): string {
  return localeOf(request) === 'en' ? '?lang=en' : '?lang=zh';
}
