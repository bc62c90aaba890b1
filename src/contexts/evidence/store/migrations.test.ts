import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { migrate } from '../../../platform/database/index.ts';
import { leafHash } from '../domain/merkle.ts';
import { evidenceMigrations } from '../index.ts';
import { entriesOfPerson, entryTexts, findEntries } from './entries.ts';
import { countOverdue, takePending } from './packs.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
});
afterAll(() => test.drop());

const PERSON = '01890000-0000-7000-8000-00000000000a';
const id = (at: number): string => `01a1ca7a-ae0${at}-7f4d-8be3-1d464e3de906`;
const entry = (at: number): string =>
  `{"commitment":"${'c'.repeat(43)}","id":"${id(at)}","kind":"consent","tag":null,"time":"2026-11-11T12:00:00.000Z","version":1}`;

it('packs bring over every entry, number, place, promise and checkpoint of the first tables', async () => {
  await migrate(test.database, [evidenceMigrations], ({ number }) => number === 1);
  await test.database.transaction(async (tx) => {
    for (let at = 1; at <= 5; at += 1)
      await tx.execute(
        `insert into evidence.entry (id, entry, person, generation, n, opening, merge_by, key, signature)
         values ($1, $2, $3, $4, $5, $6, $7, 'k', '')`,
        [
          id(at),
          entry(at),
          ...(at === 2 ? [null, null, null] : [PERSON, 1, at]),
          Buffer.of(at),
          new Date(`2026-11-11T12:0${at}:00.123Z`),
        ],
      );
    await tx.execute('insert into evidence.leaf (index, seq) values (0, 2), (1, 1), (2, 3)');
    await tx.execute('insert into evidence.pending (seq) values (4), (5)');
    await tx.execute(
      `insert into evidence.checkpoint (size, root, note, time) values (1, '', 'a', now()), (3, '', 'b', now())`,
    );
  });
  await migrate(test.database, [evidenceMigrations]);
  await test.database.transaction(async (tx) => {
    expect(await entryTexts(tx, 0, 3)).toEqual([entry(2), entry(1), entry(3)]);
    const rows = await entriesOfPerson(tx, PERSON);
    expect(rows.map(({ n, index, opening }) => [n, index, opening])).toEqual([
      [1, 1, Buffer.of(1)],
      [3, 2, Buffer.of(3)],
      [4, null, Buffer.of(4)],
      [5, null, Buffer.of(5)],
    ]);
    const [second, fifth] = await findEntries(tx, [id(5), id(2)]);
    expect(second).toMatchObject({ id: id(2), person: null, key: 'k', mergeBy: new Date('2026-11-11T12:02:00.123Z') });
    expect(fifth).toMatchObject({ id: id(5), generation: 1, index: null });
    expect(await countOverdue(tx, new Date('2026-11-11T12:04:30Z'))).toBe(1);
    expect((await takePending(tx, 10)).map(({ seq, size, leaves }) => [seq, size, leaves])).toEqual([
      [4, 1, leafHash(Buffer.from(entry(4)))],
      [5, 1, leafHash(Buffer.from(entry(5)))],
    ]);
    expect(await tx.query('select size, previous from evidence.checkpoint order by size')).toEqual([
      { size: 1, previous: 0 },
      { size: 3, previous: 1 },
    ]);
    const next = await tx.one<{ seq: number }>(
      `select nextval(pg_get_serial_sequence('evidence.pack', 'seq'))::bigint as seq`,
    );
    expect(next.seq).toBe(6);
  });
});
