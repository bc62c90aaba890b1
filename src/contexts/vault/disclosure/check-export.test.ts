import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../platform/clock.ts';
import type { ApiKeyCaller, StaffCaller, Tier } from '../../../platform/http/index.ts';
import { checkExport } from './check-export.ts';

const clock = new ManualClock('2026-11-22T04:00:00.000Z');
const permissions = new Set(['customers.export']);

function staff(tier: Tier, steppedUp?: string): StaffCaller {
  const member = { kind: 'staff', id: 'somebody', permissions, tier } as const;
  return steppedUp === undefined ? member : { ...member, steppedUpAt: new Date(steppedUp) };
}

function key(tier: Tier): ApiKeyCaller {
  return { kind: 'api-key', id: 'bootstrap', permissions, tier };
}

describe('taking a file out', () => {
  it('asks staff for a one-time code of the last five minutes, also for ordinary fields and for a download', () => {
    for (const at of [undefined, '2026-11-22T03:55:00.000Z', '2026-11-22T04:00:01.000Z'])
      for (const fields of [['mobile'] as const, [] as const])
        expect(() => checkExport(clock, new Map(), { caller: staff(2, at), fields })).toThrow(/vault\.step-up-needed/);
    checkExport(clock, new Map(), { caller: staff(2, '2026-11-22T03:55:01.000Z'), fields: ['mobile', 'bank_account'] });
  });

  it('lets a key take ordinary fields alone, whatever its tier', () => {
    checkExport(clock, new Map(), { caller: key(1), fields: ['mobile'] });
    expect(() => checkExport(clock, new Map(), { caller: key(2), fields: ['bank_account'] })).toThrow(
      /vault\.step-up-needed/,
    );
  });

  it('asks for the tier of the most sensitive field', () => {
    const now = '2026-11-22T03:59:00.000Z';
    expect(() => checkExport(clock, new Map(), { caller: staff(1, now), fields: ['id_number'] })).toThrow(
      /vault\.tier-too-low/,
    );
    expect(() => checkExport(clock, new Map(), { caller: staff(0, now), fields: ['name'] })).toThrow(
      /vault\.tier-too-low/,
    );
    expect(() => checkExport(clock, new Map(), { caller: { kind: 'anonymous' }, fields: [] })).toThrow(
      /vault\.tier-too-low/,
    );
  });
});
