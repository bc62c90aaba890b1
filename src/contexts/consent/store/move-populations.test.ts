import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { migrate } from '../../../platform/database/index.ts';
import { consentMigrations } from '../index.ts';
import { memberPlaces } from '../member-places.ts';
import { usesOf } from '../uses-of.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
});
afterAll(() => test.drop());

it('populations that were kept as bits stand among everybody’s uses as before once they are moved, and can still not be changed', async () => {
  await migrate(test.database, [consentMigrations], ({ number }) => number <= 5);
  // Two chunks, the second cut off in the middle of a segment, as old bits were.
  const last = 65_536 + 5_001;
  const populations = [[1, 2, 4_096, 65_535], [], [1, 65_536, last], Array.from({ length: last }, (_, at) => at + 1)];
  const persons = await test.database.transaction(async (tx) => {
    const rows = await tx.query<{ person: string }>(
      `insert into consent.subject (person, role, registered_at)
         select gen_random_uuid(), 'customer', now() from generate_series(1, $1::int) returning person`,
      [last],
    );
    return rows.map(({ person }) => person);
  });
  const uses = populations.map((_, at) => `01890000-0000-7000-8000-0000000000a${at}`);
  await test.database.transaction(async (tx) => {
    for (const [at, ordinals] of populations.entries()) {
      const bits = Buffer.alloc(ordinals.length === 0 ? 0 : Math.floor(Math.max(...ordinals.slice(-1)) / 8) + 1);
      for (const ordinal of ordinals) bits[ordinal >> 3] = (bits[ordinal >> 3] ?? 0) | (1 << (ordinal & 7));
      await tx.execute(
        `insert into consent.use (id, activity, revision, operation, fields, recipients, subject, used_by, used_at, receipt, population)
         values ($1, 'customer-administration', 1, 'use', '{order_record}', '{}', 'segment:old', 'test', now(), $2, $3)`,
        [uses[at], randomUUID(), bits],
      );
    }
  });
  await migrate(test.database, [consentMigrations]);
  for (const ordinal of [1, 2, 3, 4_095, 4_096, 65_534, 65_535, 65_536, last - 1, last]) {
    const person = persons[ordinal - 1] ?? '';
    const { items } = await test.database.transaction((tx) => usesOf(tx, person, { limit: 10 }));
    const expected = uses.filter((_, at) => populations[at]?.includes(ordinal)).reverse();
    expect(items.map(({ use }) => use)).toEqual(expected);
    expect(items.every(({ population }) => population)).toBe(true);
    const positions = await test.database.transaction(async (tx) => {
      const found: number[] = [];
      for await (const { position } of memberPlaces(tx, person)) found.push(position);
      return found;
    });
    expect(positions).toEqual(
      populations.flatMap((people) => (people.includes(ordinal) ? [people.indexOf(ordinal)] : [])),
    );
  }
  const sizes = await test.database.transaction((tx) =>
    tx.query<{ size: number }>('select size from consent.use order by id'),
  );
  expect(sizes.map(({ size }) => size)).toEqual(populations.map((people) => people.length));
  await expect(test.database.transaction((tx) => tx.execute('update consent.use set place = 1'))).rejects.toThrow(
    'append-only',
  );
});
