import { expect, it } from 'vitest';
import type { HandOff } from './channels/hand-off.ts';
import { handOffInTime } from './hand-off-in-time.ts';

it('does not call the provider by a decision from before a long pause', async () => {
  let calls = 0;
  const hand = async (): Promise<HandOff> => {
    calls += 1;
    return { kind: 'accepted', providerId: 'p' };
  };
  expect(await handOffInTime(performance.now() - 11_000, hand)).toEqual({
    kind: 'not-handed',
    code: 'decided-too-long-ago',
  });
  expect(calls).toBe(0);
  expect(await handOffInTime(performance.now(), hand)).toEqual({ kind: 'accepted', providerId: 'p' });
  expect(calls).toBe(1);
});
