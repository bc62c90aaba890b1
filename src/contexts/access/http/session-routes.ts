import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { type HttpApp, type StaffCaller, signInNeeded } from '../../../platform/http/index.ts';
import { tooManyAttempts } from '../access-failures.ts';
import type { CookieChange } from '../authentication/staff-authentication.ts';
import type { Access } from '../create-access.ts';
import { tierOf } from '../domain/roles.ts';

const Code = Type.Object({ code: Type.String({ pattern: '^\\d{6}$' }) }, { additionalProperties: false });
const Session = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
  tier: Type.Integer(),
  permissions: Type.Array(Type.String()),
  totp: Type.Boolean(),
});

const QUARTER_HOUR = 900_000;
const ATTEMPTS_PER_ACCOUNT = 10;
/** Each attempt costs a slow hash, so also the address that tries is held short. */
const ATTEMPTS = { max: 20, timeWindow: 60_000 };

/** Sends the cookies of a sign-in step. */
export function sendCookies(reply: FastifyReply, change: CookieChange): FastifyReply {
  return reply.header('Set-Cookie', [...change.cookies]).header('Cache-Control', 'no-store');
}

/** `/api/v1/session`: who is signed in, signing in and out, and the authenticator app. */
export function registerSessionRoutes(app: HttpApp, access: Access, database: Database): void {
  registerSignIn(app, access);
  registerEnrolment(app, access);
  registerStepUp(app, access);
  app.get(
    '/api/v1/session',
    { config: { permission: 'public' }, schema: { response: { 200: Session } } },
    async (request, reply) => {
      const caller = staffOf(request);
      const member = await database.transaction((tx) => access.staffMember(tx, caller.id), { readOnly: true });
      if (member === undefined) throw signInNeeded();
      const totp = await database.transaction((tx) => access.hasTotp(tx, caller.id), { readOnly: true });
      const { id, name, role } = member;
      reply.header('Cache-Control', 'no-store');
      return { id, name, role, tier: tierOf(role), permissions: [...caller.permissions], totp };
    },
  );
  app.delete('/api/v1/session', { config: { permission: 'public' } }, async (request, reply) =>
    sendCookies(reply, await access.signOut(request.headers.cookie ?? ''))
      .code(204)
      .send(),
  );
}

function registerSignIn(app: HttpApp, access: Access): void {
  const Credentials = Type.Object(
    { email: Type.String({ minLength: 3, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 256 }) },
    { additionalProperties: false },
  );
  const attempt = app.createRateLimit({
    max: ATTEMPTS_PER_ACCOUNT,
    timeWindow: QUARTER_HOUR,
    keyGenerator: (request) => `sign-in:${access.pseudonymOf((request.body as { email: string }).email)}`,
  });
  app.post(
    '/api/v1/session',
    {
      config: { permission: 'public', neverReplayed: true, rateLimit: ATTEMPTS },
      schema: { body: Credentials, response: { 200: Type.Object({ totpRequired: Type.Boolean() }) } },
    },
    async (request, reply) => {
      const limit = await attempt(request);
      if (!limit.isAllowed && limit.isExceeded) throw tooManyAttempts(limit.ttlInSeconds);
      const step = await access.signIn(request.body.email, request.body.password);
      return sendCookies(reply, step).send({ totpRequired: step.totpRequired });
    },
  );
  app.post(
    '/api/v1/session/totp',
    { config: { permission: 'public', neverReplayed: true, rateLimit: ATTEMPTS }, schema: { body: Code } },
    async (request, reply) =>
      sendCookies(reply, await access.verifyTotp(request.headers.cookie ?? '', request.body.code))
        .code(204)
        .send(),
  );
}

function registerEnrolment(app: HttpApp, access: Access): void {
  const Password = Type.Object(
    { password: Type.String({ minLength: 1, maxLength: 256 }) },
    { additionalProperties: false },
  );
  const Enrolment = Type.Object({ uri: Type.String(), backupCodes: Type.Array(Type.String()) });
  app.post(
    '/api/v1/session/totp-enrolment',
    {
      config: { permission: 'access.manage-own-sign-in', neverReplayed: true, rateLimit: ATTEMPTS },
      schema: { body: Password, response: { 200: Enrolment } },
    },
    async (request, reply) => {
      const caller = staffOf(request);
      const enrolment = await access.enrolTotp(request.headers.cookie ?? '', caller.id, request.body.password);
      const { uri, backupCodes } = enrolment;
      return sendCookies(reply, enrolment).send({ uri, backupCodes: [...backupCodes] });
    },
  );
  app.post(
    '/api/v1/session/totp-enrolment/confirmation',
    {
      config: { permission: 'access.manage-own-sign-in', neverReplayed: true, rateLimit: ATTEMPTS },
      schema: { body: Code },
    },
    async (request, reply) => {
      staffOf(request);
      return sendCookies(reply, await access.verifyTotp(request.headers.cookie ?? '', request.body.code))
        .code(204)
        .send();
    },
  );
}

function registerStepUp(app: HttpApp, access: Access): void {
  const attempt = app.createRateLimit({
    max: ATTEMPTS_PER_ACCOUNT,
    timeWindow: QUARTER_HOUR,
    keyGenerator: (request) => `step-up:${staffOf(request).id}`,
  });
  app.post(
    '/api/v1/session/step-up',
    {
      config: { permission: 'access.manage-own-sign-in', neverReplayed: true, rateLimit: ATTEMPTS },
      schema: { summary: '再次验证动态验证码 / Prove a one-time code again', body: Code },
    },
    async (request, reply) => {
      const caller = staffOf(request);
      const limit = await attempt(request);
      if (!limit.isAllowed && limit.isExceeded) throw tooManyAttempts(limit.ttlInSeconds);
      const change = await access.stepUp(request.headers.cookie ?? '', caller.id, request.body.code);
      return sendCookies(reply, change).code(204).send();
    },
  );
}

function staffOf(request: FastifyRequest): StaffCaller {
  if (request.caller.kind !== 'staff') throw signInNeeded();
  return request.caller;
}
