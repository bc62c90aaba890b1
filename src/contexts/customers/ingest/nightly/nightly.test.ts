import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';

let world: CustomersWorld;
let folder: string;
let issuer: string;
let number = 0;
beforeAll(async () => {
  world = await openCustomersWorld({ inbox: true });
});
afterAll(() => world.close());

beforeEach(async () => {
  number += 1;
  issuer = `till-${number}`;
  folder = join(world.folder, 'inbox', issuer);
  // Eight in the evening in Shanghai; the night's file is due at six.
  world.clock.set(`2026-11-${10 + number}T12:00:00.000Z`);
  await world.act((tx) =>
    world.customers.nightly.save(tx, {
      issuer,
      kind: 'purchases',
      activity: 'order-delivery',
      source: 'import',
      notice: null,
      dueHour: 6,
      by: 'staff:test',
    }),
  );
  await mkdir(folder, { recursive: true });
});

const HOUR = 3_600_000;
const sales = (...rows: readonly string[]) => ['会员编号,日期,金额', ...rows].join('\n');

async function put(name: string, text: string | Buffer, secondsAgo = 120): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  const at = new Date(world.clock.now().getTime() - secondsAgo * 1000);
  await utimes(path, at, at);
}

/** Looks at the folders as the server does, twice in two minutes, and runs what was started. */
async function look(): Promise<number> {
  let taken = await world.customers.nightly.collect();
  world.clock.advance(120_000);
  taken += await world.customers.nightly.collect();
  const queued = await world.rows<{ id: string }>(`select id from customers.import where status = 'queued'`);
  for (const { id } of queued) await world.customers.runImport(id);
  return taken;
}

async function reports() {
  const all = await world.act((tx) => world.customers.nightly.view(tx));
  return all.find((each) => each.issuer === issuer)?.nights ?? [];
}

async function nights() {
  return (await reports()).map((night) => {
    const { state, files, accepted, refused, duplicate } = night;
    return [night.night.slice(-2), state, files, accepted, refused, duplicate];
  });
}

describe('a folder that is watched', () => {
  it('gives whole files once, each night with its report, and repeated rows are duplicates', async () => {
    const file = sales('m1,2026-11-10,10.00', 'm2,2026-11-10,20.00', 'm3,never,1.00');
    await put('sales-1.csv', file);
    expect(await look()).toBe(1);
    expect(await readdir(folder)).toEqual([]);
    await put('sales-1-again.csv', file);
    await look();
    expect(await nights()).toEqual([[String(11 + number), 'arrived', 2, 2, 2, 2]]);
  });

  it('lets half-written files wait: growing ones, hidden ones, names of programs that rename, links', async () => {
    await put('growing.csv', sales('m1,2026-11-10,10.00'), 5);
    await put('.hidden.csv', sales('m1,2026-11-10,10.00'));
    await put('upload.csv.part', sales('m1,2026-11-10,10.00'));
    await put('empty.csv', '');
    await symlink('/etc/hostname', join(folder, 'link.csv'));
    await world.customers.nightly.collect();
    await put('growing.csv', sales('m1,2026-11-10,10.00', 'm2,2026-11-10,20.00'), 0);
    world.clock.advance(30_000);
    expect(await world.customers.nightly.collect()).toBe(0);
    await put('marked.csv', sales('m4,2026-11-10,10.00'), 0);
    await put('marked.csv.done', '', 0);
    expect(await world.customers.nightly.collect()).toBe(1);
    expect((await readdir(folder)).sort()).toEqual([
      '.hidden.csv',
      'empty.csv',
      'growing.csv',
      'link.csv',
      'upload.csv.part',
    ]);
  });

  it('raises an alarm for a night without a file, and takes one that is late for that night', async () => {
    expect(await nights()).toEqual([[String(11 + number), 'due', 0, 0, 0, 0]]);
    world.clock.advance(11 * HOUR);
    expect((await nights()).map(([night, state]) => [night, state])).toEqual([
      [String(12 + number), 'due'],
      [String(11 + number), 'missing'],
    ]);
    await put('late.csv', sales('l1,2026-11-10,10.00'));
    await look();
    expect((await nights()).map(([night, state]) => [night, state])).toEqual([
      [String(12 + number), 'due'],
      [String(11 + number), 'arrived'],
    ]);
  });

  it('says what is wrong with a file that can’t be read, sets it aside for a week, and does not try it for ever', async () => {
    await put('nothing.csv', 'nothing');
    const cut = Buffer.from(sales('m1,2026-11-10,10.00')).subarray(0, 5);
    await put('cut.csv', cut);
    expect(await look()).toBe(2);
    const [night] = await reports();
    expect(night).toMatchObject({ state: 'problem', files: 2, accepted: 0 });
    expect(night?.problems.map(({ code, zh }) => [code, zh !== null])).toEqual([
      ['customers.file-cut-off', true],
      ['customers.file-no-table', true],
    ]);
    const [first, second] = night?.problems ?? [];
    const names = [`cut.csv.${first?.import}.refused`, `nothing.csv.${second?.import}.refused`];
    expect((await readdir(folder)).sort()).toEqual(names);
    expect(await readFile(join(folder, names[0] ?? ''))).toEqual(cut);
    expect(await world.act((tx) => world.customers.import(tx, first?.import ?? ''))).toMatchObject({
      status: 'failed',
      failure: { code: 'customers.file-cut-off' },
    });
    world.clock.advance(6 * 24 * HOUR);
    expect(await look()).toBe(0);
    expect(await readdir(folder)).toHaveLength(2);
    world.clock.advance(25 * HOUR);
    await look();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps one whose columns mean nothing, sealed, until somebody says what they mean; then the night is whole', async () => {
    await put('strange.csv', 'a,b,c\nm1,2026-11-10,10.00');
    await look();
    const [before] = await reports();
    const id = before?.problems[0]?.import ?? '';
    expect([before?.state, before?.problems[0]?.code]).toEqual(['problem', 'customers.import-mapping']);
    expect(await readdir(folder)).toEqual([]);
    const mapping = { member_id: 0, at: 1, amount: 2 };
    await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
    await world.customers.runImport(id);
    expect(await reports()).toMatchObject([{ state: 'arrived', accepted: 1, problems: [] }]);
  });

  it('loses and doubles nothing when the process dies between taking a file and removing it', async () => {
    const file = sales('d1,2026-11-10,10.00', 'd2,2026-11-10,20.00');
    await put('sales.csv', file);
    await look();
    // As a crash before the removal leaves it.
    await put('sales.csv', file);
    await look();
    expect(await nights()).toEqual([[String(11 + number), 'arrived', 2, 2, 0, 2]]);
  });
});
