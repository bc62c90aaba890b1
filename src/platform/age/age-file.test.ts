import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgeError, ageDecrypt, ageEncrypt, newIdentity, readRecipient } from './index.ts';

// Made by another implementation (the npm package age-encryption 0.x, by the author of the format).
const IDENTITY = 'AGE-SECRET-KEY-1V6FTM94NCRPR3Y4H7VRT74LLX28DP5F8C0RJCCEMM42QY3N62F4S0FQZVS';
const RECIPIENT = 'age1f6d2cf74h90ur02jl5cxx25yj6q4ksh6svpsrd8jq3lef2ddtgnqxzpty0';
const TO_RECIPIENT =
  'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBsSFB5em5oRUloRW9UUEg5S05WUHp4dmRVRDFtUTk2eW5RZThXUGVleVFrCkkxWTJBNnB3cDlwZzhtTHpQMkVuUkNqM0FvN3RKSUdUV2xrNXMrYnBKaHcKLS0tIGZCZ2xWMWxqRmhpQmkrd3BQUVgwZ2V2bVF4NER0ZG1JV2ZpRW5wRDhuZWsKXJ5D+JB9oFBvOOu0N6TIBSBaeTwwTBPeG+hhqgbwUmdBdU0rR2t4KoEfogkz+NH/v0fISudyhrjJ4mQ08JWkGl2nZTRL';
const TO_PASSPHRASE =
  'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBOTkExNXFzQjJLUHJIbThGaFdKeGp3IDEwClpKTkxFOTdUSmxCdXpGTUJRVnBnQzJ4SHV4b1hzRm9VcWUvZDU3M3JKZ2MKLS0tIHQ5WERwNmEwL2xNcGlXaEJkUHZ3dGQrUnZXV056TUNBQnNMcVhuZ3dBcFUK6T/khegXzKBOBKaXvSeQ1I8/1L9ZF27dKjgW35QqN/U1sEgpLFy0Is+lHZWEOdWQi/kWM4lv5Ug=';

describe('files in the age format', () => {
  it('of another implementation open: for a public key, and under a passphrase', () => {
    const opened = ageDecrypt({ identity: IDENTITY }, Buffer.from(TO_RECIPIENT, 'base64'));
    expect(opened.toString()).toBe('知诺 vector, made by age-encryption');
    const other = ageDecrypt({ passphrase: 'a made-up passphrase' }, Buffer.from(TO_PASSPHRASE, 'base64'));
    expect(other.toString()).toBe('知诺 passphrase vector');
  });

  it('of every length around a chunk open with their key, and with no other', () => {
    const { identity, recipient } = newIdentity();
    expect(readRecipient(recipient)).toHaveLength(32);
    for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072]) {
      const plain = Buffer.alloc(length, 7);
      const file = ageEncrypt({ recipients: [RECIPIENT, recipient] }, plain);
      expect(file.toString('latin1').startsWith('age-encryption.org/v1\n-> X25519 ')).toBe(true);
      expect(ageDecrypt({ identity }, file).equals(plain)).toBe(true);
      expect(ageDecrypt({ identity: IDENTITY }, file).equals(plain)).toBe(true);
      expect(() => ageDecrypt({ identity: newIdentity().identity }, file)).toThrow(AgeError);
    }
    const sealed = ageEncrypt({ passphrase: 'right' }, Buffer.from('content'));
    expect(ageDecrypt({ passphrase: 'right' }, sealed).toString()).toBe('content');
    expect(() => ageDecrypt({ passphrase: 'wrong' }, sealed)).toThrow(AgeError);
    expect(() => ageDecrypt({ identity: IDENTITY }, sealed)).toThrow(AgeError);
  });

  it('do not open when any byte was changed, or the end was cut', () => {
    const { identity, recipient } = newIdentity();
    const file = ageEncrypt({ recipients: [recipient] }, Buffer.alloc(70_000, 3));
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(file);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(() => ageDecrypt({ identity }, changed)).toThrow(AgeError);
      }),
      { numRuns: 300 },
    );
    for (const length of [0, 10, 100, 250, file.length - 1, 65_536 + 200])
      expect(() => ageDecrypt({ identity }, file.subarray(0, length))).toThrow(AgeError);
  });

  it('are for recipients whose checksum is right', () => {
    for (const bad of ['age1', `${RECIPIENT.slice(0, -1)}q`, RECIPIENT.slice(0, -4), 'ssh-ed25519 AAAA', ''])
      expect(readRecipient(bad)).toBeUndefined();
    expect(() => ageEncrypt({ recipients: [] }, Buffer.alloc(0))).toThrow(TypeError);
    expect(() => ageEncrypt({ recipients: ['age1nobody'] }, Buffer.alloc(0))).toThrow(TypeError);
  });
});
