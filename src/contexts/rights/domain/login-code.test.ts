import { describe, expect, it } from 'vitest';
import { loginCode } from './login-code.ts';

describe('login codes', () => {
  it('has six digits, leading zeros kept, and follows key and challenge', () => {
    const key = Buffer.alloc(32, 1);
    const codes = Array.from({ length: 500 }, (_, index) => loginCode(key, `challenge ${index}`));
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(490);
    expect(loginCode(Buffer.alloc(32, 2), 'challenge 0')).not.toBe(codes[0]);
  });
});
