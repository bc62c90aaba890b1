import { describe, expect, it } from 'vitest';
import { isOneElement } from './ber-nesting.ts';

const judged = (hex: string) => isOneElement(Buffer.from(hex, 'hex'));

describe('BER elements', () => {
  it('are one when every part ends inside its whole', () => {
    for (const hex of [
      '0500',
      '3000',
      '3003020101',
      '308103020101',
      '30800201010000',
      '3080308002010100000000',
      '1f8101020000',
    ])
      expect(judged(hex), hex).toBe(true);
  });

  it('are none when a part reaches beyond its whole, or something follows', () => {
    const ill = [
      '',
      '30',
      '05',
      '0501',
      '050000',
      '3002020101',
      '3004020101',
      '30043004020101',
      '3080020101',
      '308002010100',
    ];
    for (const hex of [
      ...ill,
      '04800000',
      '30808200',
      '1f',
      '1f81',
      '3084ffffffff',
      '308fffffffffffffffffffffffffffff',
    ])
      expect(judged(hex), hex).toBe(false);
  });

  it('are not followed beyond a depth', () => {
    const nested = (depth: number) => '3080'.repeat(depth) + '0000'.repeat(depth);
    expect([judged(nested(60)), judged(nested(70)), judged(nested(20_000))]).toEqual([true, false, false]);
  });
});
