import { describe, expect, it } from 'vitest';
import { EPOCHS, type EpochRules, epochMachine } from '../../../test/support/epoch-model.ts';
import { exploreStates } from '../../../test/support/explore-states.ts';
import { explore, PROTOCOL, type Rules } from '../../../test/support/log-model.ts';
import { ROTATION, type RotationRules, rotationMachine } from '../../../test/support/rotation-model.ts';

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

describe('the making of epochs, explored exhaustively', () => {
  it('commits to exactly the entries below its size, and shows nobody half a map', () => {
    const result = exploreStates(epochMachine(EPOCHS));
    expect(result).not.toHaveProperty('broken');
    expect('states' in result ? result.states : 0).toBeGreaterThan(100);
  });

  const mutants: readonly (readonly [string, Partial<EpochRules>, string])[] = [
    ['two makers at a time', { oneMaker: false, uniqueNumber: false }, 'epochs out of order'],
    ['pages written apart from their epoch', { oneTransaction: false }, 'a proof against another map'],
    ['a maker that waits for no reader', { readersHold: false }, 'a proof against another map'],
    ['a size that is read after the entries', { sizeFirst: false }, 'an epoch that does not hold its entries'],
  ];

  it.each(mutants)('finds %s', (_, changes, broken) => {
    expect(exploreStates(epochMachine({ ...EPOCHS, ...changes }))).toEqual({ broken });
  });
});

describe('the rotation of the key, explored exhaustively', () => {
  it('always has one key that the log names and somebody holds', () => {
    const result = exploreStates(rotationMachine(ROTATION));
    expect(result).not.toHaveProperty('broken');
    expect('states' in result ? result.states : 0).toBeGreaterThan(100);
  });

  const mutants: readonly (readonly [string, Partial<RotationRules>, string])[] = [
    ['a key that the log names before it is in the file', { fileFirst: false }, 'a key that nobody holds'],
    [
      'signing with whatever is newest in the file',
      { followDatabase: false },
      'a signature by a key that the log does not name',
    ],
    ['two rotations at a time', { oneRotation: false, fromNewest: false }, 'the succession forks'],
  ];

  it.each(mutants)('finds %s', (_, changes, broken) => {
    expect(exploreStates(rotationMachine({ ...ROTATION, ...changes }))).toEqual({ broken });
  });
});
