import { expect, it } from 'vitest';
import { silentLogger } from '../platform/logging.ts';
import { createServer } from './create-server.ts';
import { toFailure } from './problem-details.ts';

it('finishes the request under way before it closes, and takes no further one', async () => {
  const app = await createServer({ log: silentLogger() });
  let entered = () => {};
  let leave = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const held = new Promise<void>((resolve) => {
    leave = resolve;
  });
  app.get('/slow', { config: { permission: 'public' } }, async () => {
    entered();
    await held;
    return { finished: true };
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const slow = fetch(`${address}/slow`);
  await inside;
  const closing = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  leave();
  const answer = await slow;
  expect([answer.status, await answer.json()]).toEqual([200, { finished: true }]);
  await closing;
});

it.each([
  ['a server that shuts down', { code: '57P01' }, 'http.store-unavailable'],
  ['a refused connection', { code: 'ECONNREFUSED' }, 'http.store-unavailable'],
  ['a missing socket', { code: 'ENOENT', syscall: 'connect' }, 'http.store-unavailable'],
  ['a connection lost', { message: 'Connection terminated unexpectedly' }, 'http.store-unavailable'],
  [
    'a connection that was lost before it was asked',
    { message: 'Client has encountered a connection error and is not queryable' },
    'http.store-unavailable',
  ],
  [
    'a postmaster that died',
    { message: 'terminating connection due to unexpected postmaster exit' },
    'http.store-unavailable',
  ],
  ['no connection in time', { message: 'timeout exceeded when trying to connect' }, 'http.store-unavailable'],
  ['a lost connection that another error wraps', { cause: { code: '57P01' } }, 'http.store-unavailable'],
  ['a full disk', { code: '53100' }, 'http.disk-full'],
  ['a file that may not grow', { code: 'EFBIG', syscall: 'write' }, 'http.disk-full'],
  ['a full disk under an upload', { code: 'ENOSPC', syscall: 'write' }, 'http.disk-full'],
])('answers 503 to %s', (_what, fields, code) => {
  expect(toFailure(Object.assign(new Error(), fields))).toMatchObject({
    code,
    kind: 'unavailable',
    options: { retryAfter: expect.any(Number) },
  });
});

it('takes a constraint or a missing file for the bug that it is', () => {
  for (const fields of [
    { code: '23505' },
    { code: 'ENOENT', syscall: 'open' },
    { message: 'oops' },
    { cause: new Error('oops') },
  ])
    expect(toFailure(Object.assign(new Error(), fields))).toBeUndefined();
});
