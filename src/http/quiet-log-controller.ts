import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { errorWithoutValues } from '../platform/error-without-values.ts';

/** What Fastify logs of its own accord would hold error messages and addresses; this says which route and which error, and nothing else. */
export class QuietLogController extends LogController {
  override defaultErrorLog(error: Error, request: FastifyRequest): void {
    this.#say(error, request, 'a request failed');
  }

  override streamError(error: Error, request: FastifyRequest): void {
    this.#say(error, request, 'an answer was cut off');
  }

  override writeHeadError(error: Error, request: FastifyRequest): void {
    this.#say(error, request, 'the head of an answer could not be written');
  }

  override serializerError(error: Error, request: FastifyRequest): void {
    this.#say(error, request, 'an answer could not be serialised');
  }

  override routeNotFound(_request: FastifyRequest, _reply: FastifyReply): void {
    // The address asked for may hold anything; the request's own line says "unmatched".
  }

  #say(error: Error, request: FastifyRequest, message: string): void {
    request.log.warn({ error: errorWithoutValues(error), route: request.routeOptions.url ?? 'unmatched' }, message);
  }
}
