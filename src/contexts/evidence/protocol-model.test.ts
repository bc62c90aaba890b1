import { describe, expect, it } from 'vitest';
import { explore, PROTOCOL, type Rules } from '../../../test/support/log-model.ts';

describe('the protocol of the log, explored exhaustively', () => {
  it('keeps every promise, whatever two servers do and wherever they crash', () => {
    const result = explore(PROTOCOL, 1);
    expect(result).not.toHaveProperty('broken');
    expect(result).toHaveProperty('states', expect.any(Number));
    expect('states' in result ? result.states : 0).toBeGreaterThan(5_000);
  });

  const mutants: readonly (readonly [string, Partial<Rules>, string])[] = [
    ['acknowledging before the commit', { acknowledgeAfterCommit: false }, 'an acknowledged act without an entry'],
    ['chains that nobody locks', { chainLock: false }, 'numbers of a person out of order'],
    ['sequence numbers taken before the lock', { numberAfterLock: false }, 'numbers of a person out of order'],
    [
      'two sequencers and places that are not unique',
      { oneSequencer: false, uniquePlaces: false },
      'two checkpoints fork',
    ],
    ['a checkpoint shown before its commit', { publishAfterCommit: false }, 'two checkpoints fork'],
    ['reading what is not committed', { readCommitted: false }, 'an entry of an act that never was'],
    ['taking only what is numbered after the last', { takePending: false }, 'an acknowledged act without an entry'],
  ];

  it.each(mutants)('finds %s', (_, changes, broken) => {
    expect(explore({ ...PROTOCOL, ...changes }, 1)).toEqual({ broken });
  });

  it('holds without the lock of the sequencer, since places are unique besides', () => {
    expect(explore({ ...PROTOCOL, oneSequencer: false }, 0)).not.toHaveProperty('broken');
  });
});
