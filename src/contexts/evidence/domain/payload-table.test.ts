import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse } from '../../../../test/support/evidence-house.ts';
import type { Act } from '../index.ts';
import { ACT_KINDS } from './entry.ts';
import { readForm } from './payload-form.ts';
import { checkPayload, PAYLOADS } from './payload-table.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  // With another context beside it the house checks payloads as the product does.
  house = await openEvidenceHouse(['evidence', 'register']);
});
afterAll(async () => house.close());

const PERSON = '01890000-0000-7000-8000-00000000000a';

it('is what the page of the format says', () => {
  const page = readFileSync(new URL('../../../../docs/evidence-format.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## 17. ');
  const lines = Object.entries(PAYLOADS).flatMap(([kind, versions]) =>
    versions.map((form, at) => `${kind} ${at + 1}: ${form}`),
  );
  expect(section.split('```\n')[1]?.trim().split('\n')).toEqual(lines);
  for (const kind of ACT_KINDS) expect(page, `section 2 names ${kind}`).toContain(`\`${kind}\``);
});

it('refuses what is not of its form as a bug, and stores nothing of the call', async () => {
  const good: Act = { kind: 'address-confirmed', person: PERSON, payload: { channel: 'sms', how: 'code' } };
  const bad: Act[] = [
    { kind: 'address-confirmed', person: PERSON, payload: { channel: 'sms' } },
    { kind: 'address-confirmed', person: PERSON, payload: { channel: 'sms', how: 'code', mobile: '13800000000' } },
    { kind: 'address-confirmed', person: PERSON, payload: { channel: 7, how: 'code' } },
    { kind: 'address-confirmed', person: PERSON, payload: { channel: 'sms', how: 'code', v: 2 } },
    { kind: 'address-confirmed', person: PERSON, payload: 'sms' },
    { kind: 'address-confirmed', person: PERSON, payload: null },
  ];
  const count = () => house.count('evidence.entry');
  const before = await count();
  const { database, evidence } = house;
  for (const act of bad) {
    const told = database.transaction((tx) => evidence.recordActs(tx, [good, act]));
    await expect(told).rejects.toThrow('address-confirmed');
    await expect(told).rejects.not.toThrow('13800000000');
    await expect(database.transaction((tx) => evidence.appendActs(tx, [good, act]))).rejects.toThrow();
  }
  expect(await count()).toBe(before);
  await database.transaction((tx) => evidence.recordAct(tx, good));
  expect(await count()).toBe(before + 2);
});

it('reads forms, and nothing that only looks like one', () => {
  const fits = readForm('{a: [whole or null], b?: {c: "x", ...}, v: 2}');
  expect(fits({ a: [1, null], v: 2 })).toBe(true);
  expect(fits({ a: [], b: { c: 'x', d: 1 }, v: 2 })).toBe(true);
  expect([
    fits({ a: [1.5], v: 2 }),
    fits({ a: [-1], v: 2 }),
    fits({ a: [1], v: 1 }),
    fits({ a: [1] }),
    fits({ v: 2 }),
    fits({ a: [1], b: {}, v: 2 }),
    fits({ a: [1], d: 1, v: 2 }),
    fits([1]),
    fits(null),
  ]).toEqual(new Array(9).fill(false));
  for (const text of ['', '{', '{a}', '[text', 'texts', 'text text', '{a: text b: text}', 'text or', '!'])
    expect(() => readForm(text), text).toThrow('form');
  expect(() => checkPayload('epoch', { count: 1, root: 'AAAA', size: 1, v: 3 })).toThrow('version');
});
