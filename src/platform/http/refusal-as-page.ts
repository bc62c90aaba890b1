import type { FastifyReply } from 'fastify';
import { Failure } from '../failure.ts';
import { STATUS_OF_KIND } from './status-of-kind.ts';

/**
 * Shows an expected refusal as the page that `pageOf` makes of it, with its status and never kept by a cache; everything else, and what `pageOf`
 * makes no page of, goes on to the server's own handler.
 */
export async function refusalAsPage(
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
  pageOf: (failure: Failure) => string | undefined,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const page = error instanceof Failure ? pageOf(error) : undefined;
    if (!(error instanceof Failure) || page === undefined) throw error;
    if (error.options.retryAfter !== undefined) reply.header('retry-after', error.options.retryAfter);
    return reply
      .code(STATUS_OF_KIND[error.kind])
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page);
  }
}
