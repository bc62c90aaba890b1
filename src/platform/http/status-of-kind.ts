import type { FailureKind } from '../failure.ts';

/** Each kind of failure and its HTTP status; the only such table (`src/platform/failure.ts` names the kinds). */
export const STATUS_OF_KIND: Readonly<Record<FailureKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  refused: 422,
  throttled: 429,
  sealed: 503,
  unavailable: 503,
};
