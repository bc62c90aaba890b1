import { Failure } from '../failure.ts';

/** Nobody is signed in, or the request carries no key. */
export const signInNeeded = (): Failure =>
  new Failure('http.sign-in-needed', 'unauthenticated', {
    zh: '请先登录，或提供 API 密钥',
    en: 'Sign in first, or send an API key',
  });
