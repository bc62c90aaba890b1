import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { Failure } from '../failure.ts';
import { GroupCommit, type Outcome } from './group-commit.ts';
import { transactionWitness } from './transaction-witness.ts';
import type { Tx } from './tx.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
  await test.database.transaction((tx) => tx.execute('create table item (n integer primary key, tx bigint not null)'));
});
afterAll(async () => test.drop());
beforeEach(() => test.database.transaction((tx) => tx.execute('delete from item')));

// A batch takes some tens of milliseconds by it, so that callers who come back within some turns of the loop are in time on a busy machine as well.
const LONG = 'select count(*) from generate_series(1, 300000)';

const odd = () => new Failure('test.odd', 'refused', { zh: '奇数', en: 'odd' });

/** Stores even numbers, refuses odd ones, and breaks on a negative one. */
async function store(tx: Tx, items: readonly number[]): Promise<Outcome<number>[]> {
  if (items.some((n) => n < 0)) throw new TypeError('a bug');
  const even = items.filter((n) => n % 2 === 0);
  await tx.execute('insert into item select n, pg_current_xact_id()::text::bigint from unnest($1::int[]) as row (n)', [
    even,
  ]);
  return items.map((n) => (n % 2 === 0 ? { ok: true, value: n } : { ok: false, failure: odd() }));
}

const stored = () =>
  test.database.transaction((tx) => tx.query<{ n: number; tx: number }>('select * from item order by n'));
const codes = async (work: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((each) =>
    each.status === 'fulfilled' ? each.value : ((each.reason as { code?: string }).code ?? String(each.reason)),
  );

it('commits what has arrived in one transaction, and gathers the next batch meanwhile', async () => {
  const sizes: number[] = [];
  const group = new GroupCommit(test.database, (tx, items: readonly number[]) => {
    sizes.push(items.length);
    return store(tx, items);
  });
  const first = group.submit(0);
  await new Promise(setImmediate);
  const rest = [2, 4, 6].map((n) => group.submit(n));
  expect(await codes([first, ...rest])).toEqual([0, 2, 4, 6]);
  expect(sizes).toEqual([1, 3]);
  const transactions = (await stored()).map((row) => row.tx);
  expect(new Set(transactions.slice(1)).size).toBe(1);
  expect(await group.submit(8)).toBe(8);
});

it('waits for those whom it answered, so that they go together again, and for nobody where nothing is committed', async () => {
  for (const readOnly of [false, true]) {
    const sizes: number[] = [];
    const work = async (tx: Tx, items: readonly number[]): Promise<Outcome<number>[]> => {
      sizes.push(items.length);
      await tx.one(LONG);
      return items.map((value) => ({ ok: true, value }));
    };
    const group = new GroupCommit(test.database, work, { readOnly });
    // Each comes back some turns of the loop after the one before.
    const caller = async (place: number) => {
      for (let round = 0; round < 3; round += 1) {
        await group.submit(place);
        for (let turn = 0; turn < 3 * place; turn += 1) await new Promise(setImmediate);
      }
    };
    await Promise.all([0, 1, 2, 3].map(caller));
    if (readOnly) expect(sizes.length).toBeGreaterThan(3);
    else expect(sizes).toEqual([4, 4, 4]);
  }
});

it('takes those who waited along with those who were answered, not in the place of some of them', async () => {
  const batches: number[][] = [];
  let come: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  const group = new GroupCommit(test.database, async (tx, items: readonly number[]) => {
    batches.push([...items]);
    come();
    await tx.one(LONG);
    return items.map((value): Outcome<number> => ({ ok: true, value }));
  });
  const caller = async (place: number) => {
    await group.submit(place);
    for (let turn = 0; turn < 5 + place; turn += 1) await new Promise(setImmediate);
    await group.submit(place);
  };
  await Promise.all([...[0, 1, 2].map(caller), late.then(() => group.submit(3))]);
  // It would leave without the last of those who were answered, who would then wait for it, in each round again.
  expect(batches.map((batch) => batch.length)).toEqual([3, 4]);
});

it('gives each its own outcome: a refusal, or a bug of one, spoils nobody else', async () => {
  const group = new GroupCommit(test.database, store);
  expect(await codes([2, 3, 4].map((n) => group.submit(n)))).toEqual([2, 'test.odd', 4]);
  expect(await codes([6, -1, 8].map((n) => group.submit(n)))).toEqual([6, 'TypeError: a bug', 8]);
  expect((await stored()).map((row) => row.n)).toEqual([2, 4, 6, 8]);
});

it('never tries a commit again that may have happened', async () => {
  let runs = 0;
  const group = new GroupCommit(test.database, (tx, items: readonly number[]) => {
    runs += 1;
    tx.afterCommit(() => {
      throw new Error('lost while committing');
    });
    return store(tx, items);
  });
  expect(await codes([2, 4].map((n) => group.submit(n)))).toEqual(Array(2).fill('Error: lost while committing'));
  expect([runs, (await stored()).length]).toEqual([1, 2]);
});

it('runs the witness of each done item in the batch, of no refused one, and one that throws undoes its own item alone', async () => {
  const group = new GroupCommit(test.database, store);
  const seen: number[] = [];
  const submit = (n: number) =>
    transactionWitness.run(
      async (tx) => {
        seen.push(n);
        if (n === 6) throw new Failure('test.overtaken', 'conflict', { zh: '', en: '' });
        await tx.one('select 1');
      },
      () => group.submit(n),
    );
  expect(await codes([2, 3].map(submit))).toEqual([2, 'test.odd']);
  expect(seen).toEqual([2]);
  expect(await codes([4, 6].map(submit))).toEqual([4, 'test.overtaken']);
  expect((await stored()).map((row) => row.n)).toEqual([2, 4]);
});

it('cuts a crowd into batches of at most the given size', async () => {
  const sizes: number[] = [];
  const group = new GroupCommit(
    test.database,
    (tx, items: readonly number[]) => {
      sizes.push(items.length);
      return store(tx, items);
    },
    { most: 4 },
  );
  await Promise.all([0, 2, 4, 6, 8, 10].map((n) => group.submit(n)));
  expect(sizes).toEqual([4, 2]);
});

it('loses nothing that it acknowledged when its connection is cut again and again, and goes on afterwards', async () => {
  const group = new GroupCommit(test.database, store, { most: 8 });
  const acknowledged: number[] = [];
  let cuts = 0;
  const cut = async () => {
    const rows = await test.database.transaction((tx) =>
      tx.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
      ),
    );
    cuts += rows.length;
  };
  for (let first = 0; cuts < 5; first += 80) {
    const some = Array.from({ length: 40 }, (_, n) => first + 2 * n);
    const work = some.map((n) => group.submit(n).then((value) => acknowledged.push(value)));
    const settled = Promise.allSettled(work);
    let over = false;
    void settled.then(() => {
      over = true;
    });
    while (!over) await cut();
  }
  const held = new Set((await stored()).map((row) => row.n));
  expect(acknowledged.filter((n) => !held.has(n))).toEqual([]);
  expect(await group.submit(1_000_000)).toBe(1_000_000);
});

it('gathers reading as well, and its bug spoils nobody else', async () => {
  const group = new GroupCommit(
    test.database,
    async (tx, items: readonly number[]): Promise<Outcome<number>[]> => {
      if (items.some((n) => n < 0)) throw new TypeError('a bug');
      const rows = await tx.query<{ n: number }>('select n * 2 as n from unnest($1::int[]) as row (n)', [items]);
      return rows.map(({ n }) => ({ ok: true, value: n }));
    },
    { readOnly: true },
  );
  expect(await codes([1, 2, 3].map((n) => group.submit(n)))).toEqual([2, 4, 6]);
  expect(await codes([1, -1, 3].map((n) => group.submit(n)))).toEqual([2, 'TypeError: a bug', 6]);
});
