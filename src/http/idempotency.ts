import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canonicalJson, type Json, keyedDigest } from '../platform/crypto/index.ts';
import { type Tx, transactionWitness } from '../platform/database/index.ts';
import { errorWithoutValues } from '../platform/error-without-values.ts';
import { type Caller, callerName, type HttpApp } from '../platform/http/index.ts';
import { answerNotKept, idempotencyKeyReused, malformedIdempotencyKey, stillBeingAnswered } from './http-failures.ts';
import {
  type ClaimResult,
  claimKey,
  type IdempotencyDeps,
  type IdempotencyKey,
  keepAnswer,
  releaseKey,
  witnessExecution,
} from './idempotency-store.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const LARGEST_KEPT_ANSWER = 256 * 1024;
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 100;

interface Claimed {
  readonly key: IdempotencyKey;
  readonly claim: string;
}

/** The store and the key under which keys and requests are digested. */
export interface IdempotencyOptions extends IdempotencyDeps {
  readonly digestKey: Buffer;
}

/**
 * `Idempotency-Key` on writes: the same key and request by the same caller get the same answer, another request gets 409.
 * 1. The key is claimed after validation. 2. Each transaction of the handler marks the act as carried out before it commits. 3. The answer is
 * kept before it is sent. A kill between 2 and 3 leaves "carried out, answer not kept" (409); before 2, the claim runs out and a repetition
 * carries the act out. Failures are answers too; a 5xx that carried nothing out frees the key.
 */
export function addIdempotency(app: HttpApp, options: IdempotencyOptions): void {
  const claims = new WeakMap<FastifyRequest, Claimed>();
  // A callback hook: `transactionWitness.run` must enclose the handler, which Fastify calls from within `done`.
  app.addHook('preHandler', (request, reply, done) => {
    const text = request.headers['idempotency-key'];
    if (text === undefined || !WRITES.has(request.method) || isStream(request.body)) return done();
    begin(options, request, text).then(
      (result) => {
        if (result.state === 'answered') {
          const { status, contentType, body } = result.answer;
          reply.code(status).header('Content-Type', contentType).header('Idempotency-Replayed', 'true');
          return void reply.serializer(String).send(body);
        }
        if (result.state !== 'claimed') return done(refusalOf(result.state));
        claims.set(request, result);
        // Work that outlives the answer is not part of the act.
        const witness = async (tx: Tx) => {
          if (claims.has(request)) await witnessExecution(tx, result.key, result.claim);
        };
        transactionWitness.run(witness, done);
      },
      (error: unknown) => done(error as Error),
    );
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const claimed = claims.get(request);
    if (claimed === undefined) return payload;
    claims.delete(request);
    // The answer is the caller's in any case; a store that fails must not turn it into an error.
    await transactionWitness
      .exit(() => finish(options, request, reply, payload, claimed))
      .catch((error: unknown) =>
        request.log.error({ error: errorWithoutValues(error) }, 'an answer could not be kept'),
      );
    return payload;
  });
}

type Begun = ({ state: 'claimed' } & Claimed) | Exclude<ClaimResult, { state: 'claimed' }>;

async function begin(options: IdempotencyOptions, request: FastifyRequest, text: string | string[]): Promise<Begun> {
  if (typeof text !== 'string' || !VISIBLE_ASCII.test(text)) throw malformedIdempotencyKey();
  const body = canonicalJson((request.body ?? null) as Json);
  const key: IdempotencyKey = {
    scope: scopeOf(request.caller, options.digestKey),
    keyDigest: keyedDigest(options.digestKey, text),
    requestDigest: keyedDigest(options.digestKey, `${request.method}\n${request.url}\n${body}`),
  };
  for (let look = 0; look < LOOKS; look += 1) {
    const result = await claimKey(options, key);
    if (result.state === 'claimed') return { ...result, key };
    if (result.state !== 'busy') return result;
    await delay(BETWEEN_LOOKS_MS);
  }
  return { state: 'busy' };
}

function scopeOf(caller: Caller, digestKey: Buffer): string {
  if (caller.kind === 'person') return `person:${keyedDigest(digestKey, caller.session).toString('base64url')}`;
  return callerName(caller);
}

function refusalOf(state: 'busy' | 'executed' | 'other-request') {
  if (state === 'other-request') return idempotencyKeyReused();
  return state === 'busy' ? stillBeingAnswered() : answerNotKept();
}

async function finish(
  options: IdempotencyOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  { key, claim }: Claimed,
): Promise<void> {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : undefined;
  const transient = reply.statusCode >= 500 || reply.statusCode === 429;
  const kept =
    body !== undefined && body.length <= LARGEST_KEPT_ANSWER && request.routeOptions.config.neverReplayed !== true;
  if (transient || !kept) return releaseKey(options, key, claim, reply.statusCode);
  const contentType = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8');
  await keepAnswer(options, key, claim, { status: reply.statusCode, contentType, body });
}

function isStream(body: unknown): boolean {
  return typeof (body as { pipe?: unknown } | null)?.pipe === 'function' || Buffer.isBuffer(body);
}
