import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { newId } from '../../platform/ids.ts';
import { ageSealHolds, sealAge } from './domain/age-seal.ts';
import { consentSealedTables } from './index.ts';

const KEY = Buffer.alloc(32, 1);
const AT = new Date('2026-11-11T04:00:00Z');
const GROWN = { person: 'p', adultOn: '2026-11-11', adultBorn: false, minorBirth: null, fourteenOn: null };

describe('the seal of an age', () => {
  it('is of this age of this person alone, under this key', () => {
    const seal = sealAge(KEY, GROWN, AT) ?? Buffer.alloc(0);
    expect(seal).toHaveLength(22);
    expect(seal.readUIntBE(0, 6)).toBe(AT.getTime());
    expect(ageSealHolds(KEY, GROWN, seal)).toBe(true);
    for (const other of [
      { person: 'q' },
      { adultOn: '2026-11-10' },
      { adultBorn: true },
      { minorBirth: Buffer.of(1) },
      { fourteenOn: '2026-11-11' },
    ])
      expect(ageSealHolds(KEY, { ...GROWN, ...other }, seal)).toBe(false);
    expect(ageSealHolds(Buffer.alloc(32, 2), GROWN, seal)).toBe(false);
    for (let at = 0; at < seal.length; at += 1) {
      const changed = Buffer.from(seal);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect([at, ageSealHolds(KEY, GROWN, changed)]).toEqual([at, false]);
    }
    expect(ageSealHolds(KEY, GROWN, seal.subarray(0, 21))).toBe(false);
    expect(sealAge(KEY, { ...GROWN, adultOn: null }, AT)).toBeNull();
  });
});

describe('sealed ages', () => {
  let world: TestVault;
  beforeAll(async () => {
    world = await openTestVault();
  });
  afterAll(() => world.close());

  const wrong = async () => {
    const table = consentSealedTables(world.service).find(({ name }) => name === 'consent.subject');
    return world.act(async (tx) => (await table?.read(tx, null, 100))?.wrong.map(({ row }) => Number(row)));
  };

  it('hold through all that is learnt of an age, and not when SQL says another', async () => {
    const { act, gate, clock } = world;
    const person = newId(clock);
    const learn = async (more: object) => {
      clock.advance(60_000);
      await act((tx) => gate.registerSubjects(tx, [{ person, role: 'customer', ...more }]));
      expect(await wrong()).toEqual([]);
    };
    // Of somebody who was there before ages were sealed.
    await learn({ adultDeclaredAt: clock.now() });
    await act((tx) => tx.execute('update consent.subject set age_seal = null'));
    expect(await wrong()).toEqual([]);
    await learn({ birthDate: '2015-05-01' });
    await act((tx) => gate.correctBirthDate(tx, { person, birthDate: '1990-05-01', proven: true }));
    expect(await wrong()).toEqual([]);
    const other = newId(clock);
    await act((tx) =>
      gate.registerSubjects(tx, [{ person: other, role: 'customer', fourteenDeclaredAt: clock.now() }]),
    );
    await act((tx) => gate.learnMinoritySign(tx, { person: other, sign: 'school', by: 'test' }));
    expect(await wrong()).toEqual([]);
    const [{ ordinal = 0 } = {}] = await act((tx) =>
      tx.query<{ ordinal: number }>('select ordinal from consent.subject where person = $1', [person]),
    );
    for (const sql of [
      `update consent.subject set adult_on = adult_on - 1 where person = $1`,
      `update consent.subject set adult_born = not adult_born where person = $1`,
      `update consent.subject set adult_on = null, adult_born = false where person = $1`,
      `update consent.subject set age_seal = substring(age_seal for 21) || '\\x00' where person = $1`,
      `update consent.subject set adult_on = null, fourteen_on = adult_on where person = $1`,
    ]) {
      await act(async (tx) => {
        await tx.execute('create table public.kept as table consent.subject');
        expect(await tx.execute(sql, [person])).toBe(1);
      });
      expect([sql, await wrong()]).toEqual([sql, [ordinal]]);
      await act(async (tx) => {
        await tx.execute(
          `update consent.subject s set adult_on = k.adult_on, adult_born = k.adult_born, fourteen_on = k.fourteen_on, age_seal = k.age_seal
              from public.kept k where k.person = s.person`,
        );
        await tx.execute('drop table public.kept');
      });
    }
    expect(await wrong()).toEqual([]);
    // An age of somebody who came after the first seal, without one.
    await act((tx) =>
      tx.execute(`update consent.subject set adult_on = '2026-01-01', minority_sign_at = null where person = $1`, [
        other,
      ]),
    );
    expect(await wrong()).toHaveLength(1);
  });
});
