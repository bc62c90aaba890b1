import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorWithoutValues } from '../platform/error-without-values.ts';
import { Failure } from '../platform/failure.ts';
import { type HttpApp, STATUS_OF_KIND } from '../platform/http/index.ts';
import {
  bodyTooLarge,
  diskFull,
  malformedAddress,
  malformedBody,
  malformedRequest,
  noSuchRoute,
  storeUnavailable,
  unsupportedMedia,
} from './http-failures.ts';
import { problemPage, readsPages } from './problem-page.ts';

/** RFC 9457 problem details, with our members `code`, `title_en`, `detail_en`, `errors` and `article`. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly title_en: string;
  readonly detail?: string;
  readonly detail_en?: string;
  readonly article?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly message_en: string }[];
  /** Names the request in our log. */
  readonly request?: string;
}

/** The document that answers a failure. */
export function problemOf(failure: Failure): Problem {
  const { detail, errors, article } = failure.options;
  return {
    type: `urn:zhinuo:problem:${failure.code}`,
    status: STATUS_OF_KIND[failure.kind],
    code: failure.code,
    title: failure.title.zh,
    title_en: failure.title.en,
    ...(detail === undefined ? {} : { detail: detail.zh, detail_en: detail.en }),
    ...(article === undefined ? {} : { article }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  };
}

function bugProblem(request: FastifyRequest): Problem {
  return {
    type: 'urn:zhinuo:problem:http.internal',
    status: 500,
    code: 'http.internal',
    title: '服务器内部错误，已记入日志',
    title_en: 'An internal error; it has been logged',
    request: request.id,
  };
}

/** Sends a failure as `application/problem+json`. */
export function sendFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  const problem = problemOf(failure);
  if (failure.options.retryAfter !== undefined) reply.header('Retry-After', String(failure.options.retryAfter));
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  return send(reply, problem);
}

// Serialised here: a route's response schema for the same status must not strip a problem.
function send(reply: FastifyReply, problem: Problem): FastifyReply {
  const { request } = reply;
  reply.serializer((payload: unknown) => (typeof payload === 'string' ? payload : JSON.stringify(payload)));
  if (readsPages(request)) return problemPage(request, reply, problem);
  return reply
    .code(problem.status)
    .header('Cache-Control', 'no-store')
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(problem);
}

/** Answers every throw: failures by the table, Fastify's own refusals as the failures they are, all else as a logged 500. */
export function answerErrors(app: HttpApp): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = toFailure(error);
    if (failure?.kind === 'unavailable')
      request.log.error({ error: errorWithoutValues(error) }, 'a store does not answer');
    if (failure !== undefined) return sendFailure(reply, failure);
    request.log.error(
      { error: errorWithoutValues(error), route: request.routeOptions.url ?? 'unmatched' },
      'a request failed by a bug',
    );
    return send(reply, bugProblem(request));
  });
  app.setNotFoundHandler((_request, reply) => sendFailure(reply, noSuchRoute()));
}

/** The failure that an error is or stands for; undefined for a bug. */
export function toFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  const { code, statusCode, cause } = error as Partial<FastifyError> & { cause?: unknown };
  if (cause instanceof Failure) return cause;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge();
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMedia();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return malformedBody({ zh: '内容为空', en: 'It is empty' });
    case 'FST_ERR_BAD_URL':
      return malformedAddress();
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return malformedRequest();
  }
  // What a library wrapped counts as what it wraps.
  for (const each of [error, cause]) {
    if (isDiskFull(each)) return diskFull();
    if (isStoreDown(each)) return storeUnavailable();
  }
  // A refusal of Fastify's own that the table above does not know is still the client's doing.
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? malformedRequest() : undefined;
}

// PostgreSQL's classes 08 (connection), 57P (shut down, crashed, starting up) and 53300 (no connection left), and what a socket says.
const STORE_DOWN = /^(08\w{3}|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|ENOTCONN|EPIPE|ETIMEDOUT)$/;
// No space left, a quota used up, or a file longer than the process may write.
const DISK_FULL = /^(53100|ENOSPC|EDQUOT|EFBIG)$/;

// What `pg` and its pool say without a code: of a connection lost under a query, of one that is asked after it was lost, and of none in time.
const LOST_CONNECTION =
  /^(Connection terminated|terminating connection|Client has encountered a connection error|Client was closed and is not queryable|timeout exceeded when trying to connect)/;

function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && DISK_FULL.test(code);
}

// A missing unix socket is ENOENT of `connect`: the server is being started again.
function isStoreDown(error: unknown): boolean {
  const { code, syscall, message } = (error ?? {}) as { code?: unknown; syscall?: unknown; message?: unknown };
  if (typeof code === 'string') return STORE_DOWN.test(code) || (code === 'ENOENT' && syscall === 'connect');
  return typeof message === 'string' && LOST_CONNECTION.test(message);
}
