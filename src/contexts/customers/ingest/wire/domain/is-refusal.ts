import { Failure } from '../../../../../platform/failure.ts';

/** Whether the gate said no, as against everything else that can fail. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'refused';
}
