import { describe, expect, it } from 'vitest';
import { adviceOn, maskLetterNumber, readLetterNumber } from './letter-number.ts';

describe('what a letter carries', () => {
  it.each([
    ['13811112222', 'mobile', '13811112222'],
    ['+86 138-1111-2222', 'mobile', '13811112222'],
    ['0086 138 1111 2222', 'mobile', '13811112222'],
    ['８６１３８１１１１２２２２', 'mobile', '13811112222'],
    ['(138)1111–2222', 'mobile', '13811112222'],
    ['\u200b138\u00a01111\u30002222\u202c', 'mobile', '13811112222'],
    ['18877771111-123', 'relay', '18877771111-123'],
    ['18400913965-7576', 'relay', '18400913965-7576'],
    ['132123457749-1234', 'relay', '132123457749-1234'],
    ['+8618877771111转123', 'relay', '18877771111-123'],
    ['18877771111 ext. 123', 'relay', '18877771111-123'],
    ['16212345678', 'virtual-range', '16212345678'],
    ['170 1234 5678', 'virtual-range', '17012345678'],
    ['165-0000-0000', 'virtual-range', '16500000000'],
    ['16612345678', 'mobile', '16612345678'],
    ['021-5555 0000', 'other', '02155550000'],
    ['95555', 'other', '95555'],
    ['Synthetic@Example.cn', 'email', 'synthetic@example.cn'],
  ])('reads %s as %s', (typed, form, value) => {
    expect(readLetterNumber(typed)).toEqual({ form, value });
  });

  it.each(['', '  ', '-', '12', 'hello', '1'.repeat(40), '1381111x222'])('refuses %j', (typed) => {
    expect(readLetterNumber(typed)).toBeUndefined();
  });

  it('is masked for papers, whatever its form', () => {
    for (const typed of ['13811112222', '18877771111-123', '16212345678', '02155550000', '95555', 'abc@example.cn']) {
      const number = readLetterNumber(typed);
      if (number === undefined) throw new Error('not read');
      expect(maskLetterNumber(number)).not.toContain(number.value);
      expect(maskLetterNumber(number)).toContain('*');
    }
  });

  it('comes with advice where it is no person’s own', () => {
    expect(adviceOn('relay')?.says.zh).toContain('隐私号');
    expect(adviceOn('relay')?.ask.some(({ zh }) => zh.includes('绑定关系'))).toBe(true);
    expect(adviceOn('virtual-range')?.says.en).toContain('joins nobody');
    expect(adviceOn('mobile')).toBeUndefined();
  });
});
