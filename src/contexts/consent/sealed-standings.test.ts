import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { newId } from '../../platform/ids.ts';
import { sealStanding, standingSealHolds } from './domain/standing-seal.ts';
import { consentSealedTables } from './index.ts';

const KEY = Buffer.alloc(32, 1);
const AT = new Date('2026-11-11T04:00:00Z');
const TOLD = {
  ...{ person: 'p', activity: 'newsletter', source: 'form', grade: 'A', notice: 'main', noticeVersion: 2, revision: 3 },
  ...{ noticeShownAt: AT, keepUntil: new Date('2027-11-11T04:00:00Z'), how: 'presentation' },
};

describe('the seal of a standing', () => {
  it('is of all that is stored of it, of this person alone, under this key', () => {
    const seal = sealStanding(KEY, TOLD, AT);
    expect(seal).toHaveLength(16);
    expect(standingSealHolds(KEY, TOLD, AT, seal)).toBe(true);
    const others = {
      ...{ person: 'q', activity: 'x', source: 'x', grade: 'B', notice: null, noticeVersion: 1, revision: null },
      ...{ noticeShownAt: null, keepUntil: AT, how: null },
    };
    expect(Object.keys(others)).toEqual(Object.keys(TOLD));
    for (const [name, value] of Object.entries(others))
      expect([name, standingSealHolds(KEY, { ...TOLD, [name]: value }, AT, seal)]).toEqual([name, false]);
    expect(standingSealHolds(KEY, TOLD, new Date(AT.getTime() + 1), seal)).toBe(false);
    expect(standingSealHolds(Buffer.alloc(32, 2), TOLD, AT, seal)).toBe(false);
    expect(standingSealHolds(KEY, TOLD, AT, seal.subarray(0, 15))).toBe(false);
  });
});

describe('sealed standings', () => {
  let world: TestVault;
  beforeAll(async () => {
    world = await openTestVault();
  });
  afterAll(() => world.close());

  const wrong = async () => {
    const table = consentSealedTables(world.service).find(({ name }) => name === 'consent.standing');
    if (table === undefined) throw new Error('standings are not wired');
    const found: string[] = [];
    // Two at a time, so that the reading goes on where it stopped.
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof table.read>> = await world.act((tx) => table.read(tx, after, 2));
      found.push(...page.wrong.map(({ row }) => row));
      after = page.last;
    } while (after !== null);
    return found;
  };

  it('hold as they were recorded, and not when SQL changes one or puts one in', async () => {
    const { act, gate, clock } = world;
    const activity = 'order-delivery';
    const people = Array.from({ length: 5 }, () => newId(clock));
    const told = { noticeShownAt: new Date(clock.now().getTime() - 3_600_000), how: 'signed' };
    const register = (grade: 'A' | 'C') =>
      act((tx) =>
        gate.registerSubjects(
          tx,
          people.map((person) => ({
            person,
            role: 'customer',
            standing: { activity, source: 'list', grade, ...(grade === 'A' ? told : {}) },
          })),
        ),
      );
    await register('C');
    expect(await wrong()).toEqual([]);
    // As they were before there were seals.
    await act((tx) => tx.execute('update consent.standing set seal = null'));
    expect(await wrong()).toEqual([]);
    clock.advance(60_000);
    // Better proof replaces worse and worse is passed over, both with their own seals.
    await register('A');
    await register('C');
    expect(await wrong()).toEqual([]);
    const [{ ordinal = 0 } = {}] = await act((tx) =>
      tx.query<{ ordinal: number }>('select ordinal from consent.subject where person = $1', [people[2]]),
    );
    const row = `${ordinal} ${activity}`;
    for (const set of [
      `grade = 'B'`,
      `source = 'form'`,
      `notice = 'other'`,
      'notice_version = 7',
      'revision = 7',
      'notice_shown_at = recorded_at',
      `keep_until = keep_until + interval '1 year'`,
      `how = 'paper'`,
      `recorded_at = recorded_at + interval '1 second'`,
      'seal = null',
      `seal = (select seal from consent.standing where ordinal <> ${ordinal} limit 1)`,
    ]) {
      await act(async (tx) => {
        await tx.execute('create table public.kept as table consent.standing');
        expect(await tx.execute(`update consent.standing set ${set} where ordinal = $1`, [ordinal])).toBe(1);
      });
      expect([set, await wrong()]).toEqual([set, [row]]);
      await act(async (tx) => {
        await tx.execute('truncate consent.standing');
        await tx.execute('insert into consent.standing select * from public.kept');
        await tx.execute('drop table public.kept');
      });
    }
    await act((tx) =>
      tx.execute(
        `insert into consent.standing select ordinal, 'another', source, grade, notice, notice_version, revision, notice_shown_at, keep_until, how, recorded_at, seal
           from consent.standing where ordinal = $1`,
        [ordinal],
      ),
    );
    expect(await wrong()).toEqual([`${ordinal} another`]);
  });
});
