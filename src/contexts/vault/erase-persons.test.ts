import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { newId } from '../../platform/ids.ts';

let bench: TestVault;
let person = '';
beforeAll(async () => {
  bench = await openTestVault();
});
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.database.transaction(async (tx) => {
    [person = ''] = await bench.newPersons(tx, 1);
    const permit = await bench.collect(tx, [person], ['mobile', 'name']);
    await bench.vault.storeFields(tx, permit, [
      { person, field: 'mobile', value: '13866667777' },
      { person, field: 'name', value: '郑十一' },
    ]);
  });
});

const ERASED = { code: 'vault.person-erased' };

describe('erasing a person', () => {
  it('leaves a tombstone and nothing else, and doing it twice changes nothing', async () => {
    await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [person]));
    const tombstone = () =>
      bench.database.transaction(async (tx) => ({
        key: await tx.query('select state, generation, wrapped, destroyed_at from vault.person_key where person = $1', [
          person,
        ]),
        fields: await tx.query('select 1 from vault.field where person = $1', [person]),
        digests: await tx.query('select 1 from vault.blind_index where person = $1', [person]),
      }));
    const first = await tombstone();
    expect(first).toEqual({
      key: [{ state: 'destroyed', generation: null, wrapped: null, destroyed_at: bench.clock.now() }],
      fields: [],
      digests: [],
    });
    bench.clock.advance(1_000);
    await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [person]));
    expect(await tombstone()).toEqual(first);
  });

  it('never gives them a new key, also not where they never had one', async () => {
    const stranger = newId(bench.clock);
    await bench.act((tx) => bench.gate.registerSubjects(tx, [{ person: stranger, role: 'customer' }]));
    await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [person, stranger]));
    for (const gone of [person, stranger])
      await bench.database.transaction(async (tx) => {
        const permit = await bench.collect(tx, [gone], ['name']);
        const value = { person: gone, field: 'name', value: '冯十二' } as const;
        await expect(bench.vault.storeFields(tx, permit, [value])).rejects.toMatchObject(ERASED);
        await expect(bench.vault.sealForPerson(tx, gone, 'behaviour', Buffer.of(1))).rejects.toMatchObject(ERASED);
      });
  });

  it('makes them absent from reading, and what was sealed for them elsewhere unreadable, on every server', async () => {
    const other = bench.anotherServer();
    const fields = ['name', 'behaviour'] as const;
    const read = () =>
      bench.database.transaction(async (tx) =>
        other.open(tx, await bench.use(tx, [person], fields), [person], ['name']),
      );
    const sealed = await bench.database.transaction((tx) =>
      bench.vault.sealForPerson(tx, person, 'behaviour/event-1', Buffer.from('浏览')),
    );
    expect((await read()).get(person)).toEqual({ name: '郑十一' });
    await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [person]));
    expect(await read()).toEqual(new Map());
    await bench.database.transaction(async (tx) => {
      const permit = await bench.use(tx, [person], fields);
      await expect(other.openForPerson(tx, permit, person, 'behaviour/event-1', sealed)).rejects.toMatchObject(ERASED);
      expect(await bench.vault.findByIndex(tx, 'mobile', '13866667777')).not.toContain(person);
    });
  });

  it('does not happen when its transaction is rolled back', async () => {
    const undone = bench.database.transaction(async (tx) => {
      await bench.vault.erasePersons(tx, [person]);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    const values = await bench.database.transaction(async (tx) =>
      bench.vault.open(tx, await bench.use(tx, [person], ['name']), [person], ['name']),
    );
    expect(values.get(person)).toEqual({ name: '郑十一' });
  });
});
