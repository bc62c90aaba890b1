import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import type { ImportView } from './view-import.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const HEADER = ' customer_id  date number_of_cds  dollar_value\n';

function cdnow(rows: readonly (readonly [string, string, number, string])[]): Buffer {
  return Buffer.from(
    HEADER + rows.map(([id, date, count, dollars]) => ` ${id} ${date}  ${count}   ${dollars}\n`).join(''),
  );
}

function cdnowLike(people: number, rows: number, seed: string): Buffer {
  return cdnow(
    Array.from({ length: rows }, (_, row) => [
      `${seed}${String(row % people).padStart(5, '0')}`,
      `1998${String((row % 6) + 1).padStart(2, '0')}${String((row % 28) + 1).padStart(2, '0')}`,
      (row % 4) + 1,
      `${10 + (row % 90)}.${String(row % 100).padStart(2, '0')}`,
    ]),
  );
}

async function refusedText(id: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await world.customers.refusedRows({ import: id, by: 'staff:test' }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const view = (id: string): Promise<ImportView> => world.act((tx) => world.customers.import(tx, id));

describe('importing purchases', () => {
  it('shifts the dates so that the last is yesterday in Asia/Shanghai', async () => {
    const file = cdnow([
      ['00001', '19970101', 1, '11.77'],
      ['00002', '19970112', 1, '12.00'],
      ['00002', '19970112', 5, '77.00'],
    ]);
    const report = await world.import(file, { dateShift: 'last-is-yesterday' });
    expect(report).toMatchObject({ status: 'finished', failure: null, total: 3, accepted: 3, newPeople: 2 });
    const events = await world.rows<{ day: string; amount_fen: number; quantity: number }>(
      `select (happened_at at time zone 'Asia/Shanghai')::text as day, amount_fen, quantity from customers.event order by seq`,
    );
    expect(events).toEqual([
      { day: '2026-10-30 00:00:00', amount_fen: 1177, quantity: 1 },
      { day: '2026-11-10 00:00:00', amount_fen: 1200, quantity: 1 },
      { day: '2026-11-10 00:00:00', amount_fen: 7700, quantity: 5 },
    ]);
  });

  it('doubles nothing when the same file comes again, also on another day; equal rows within a file stay apart', async () => {
    const file = cdnow([
      ['01001', '19970301', 1, '10.00'],
      ['01001', '19970301', 1, '10.00'],
    ]);
    const first = await world.import(file, { dateShift: 'last-is-yesterday' });
    expect(first).toMatchObject({ accepted: 2, duplicate: 0, newPeople: 1 });
    world.clock.advance(86_400_000);
    const second = await world.import(file, { dateShift: 'last-is-yesterday' });
    expect(second).toMatchObject({ accepted: 0, duplicate: 2, refused: 0, newPeople: 0 });
    const longer = await world.import(Buffer.concat([file, Buffer.from(' 01001 19970301  1   10.00\n')]));
    expect(longer).toMatchObject({ accepted: 1, duplicate: 2 });
    const otherIssuer = await world.import(file, { issuer: 'another-shop' });
    expect(otherIssuer).toMatchObject({ accepted: 2, duplicate: 0, newPeople: 1 });
  });

  it('gives people without proof grade C and people with proof grade B', async () => {
    await world.import(cdnow([['02001', '19970301', 1, '10.00']]));
    const proven = await world.import(cdnow([['02002', '19970301', 1, '10.00']]), {
      notice: { how: 'paper form of 2025', shownAt: '2025-03-01T00:00:00+08:00', proofHash: 'ab'.repeat(32) },
    });
    expect(proven.failure).toBeNull();
    const grades = await world.act(async (tx) => {
      const grade = async (member: string) => {
        const person = await world.customers.personOf(tx, { type: 'member_id', issuer: 'cdnow', value: member });
        const ordinal = person === undefined ? undefined : await world.gate.ordinalOf(tx, person);
        const row = await tx.one<{ grade: string }>(
          `select grade from consent.standing where ordinal = $1 and activity = 'order-delivery'`,
          [ordinal],
        );
        return row.grade;
      };
      return [await grade('02001'), await grade('02002')];
    });
    expect(grades).toEqual(['C', 'B']);
  });

  it('fails with the article when the law refuses the source, and then nothing is in', async () => {
    const report = await world.import(cdnow([['03001', '19970301', 1, '10.00']]), { source: 'inferred' });
    expect(report).toMatchObject({ status: 'failed', done: 0, failure: { code: 'consent.collect-refused' } });
    expect(report.failure?.article).toMatch(/^[A-Z]/);
    const found = await world.act((tx) =>
      world.customers.personOf(tx, { type: 'member_id', issuer: 'cdnow', value: '03001' }),
    );
    expect(found).toBeUndefined();
  });
});

describe('an import that is interrupted', () => {
  it('goes on behind the last batch that is in when the process dies, whatever batch that was', async () => {
    const file = cdnowLike(40, 200, 'A');
    const id = await world.start(file, { issuer: 'crash' });
    for (const stopAt of [30, 60, 150]) {
      const dies = world.customers.runImport(id, {
        batchRows: 30,
        onBatch: (done) => {
          if (done >= stopAt) throw new Error('killed');
        },
      });
      await expect(dies).rejects.toThrow('killed');
      expect((await view(id)).done).toBeGreaterThanOrEqual(stopAt);
    }
    expect(await world.act((tx) => world.customers.resumeInterruptedImports(tx))).toBe(1);
    await world.another().runImport(id, { batchRows: 30 });
    expect(await view(id)).toMatchObject({ status: 'finished', total: 200, done: 200, accepted: 200, newPeople: 40 });
  });

  it('takes no row twice when two runners believe that it is theirs', async () => {
    const id = await world.start(cdnowLike(20, 120, 'B'), { issuer: 'fence' });
    let second: Promise<void> | undefined;
    await world.customers.runImport(id, {
      batchRows: 10,
      onBatch: (done) => {
        if (done === 30) second = world.customers.runImport(id, { batchRows: 7 });
      },
    });
    await second;
    expect(await view(id)).toMatchObject({ status: 'finished', done: 120, accepted: 120, duplicate: 0, newPeople: 20 });
  });

  it('can be cancelled and resumed', async () => {
    const id = await world.start(cdnowLike(20, 100, 'C'), { issuer: 'cancel' });
    await world.customers.runImport(id, {
      batchRows: 10,
      onBatch: async (done) => {
        if (done === 20) await world.act((tx) => world.customers.cancelImport(tx, id));
      },
    });
    expect(await view(id)).toMatchObject({ status: 'cancelled', done: 20 });
    await world.act((tx) => world.customers.resumeImport(tx, id));
    await world.customers.runImport(id);
    expect(await view(id)).toMatchObject({ status: 'finished', done: 100, accepted: 100 });
    await expect(world.act((tx) => world.customers.resumeImport(tx, id))).rejects.toMatchObject({
      code: 'customers.import-state',
      options: { detail: { zh: '这个导入已完成', en: 'The import is finished' } },
    });
  });
});

describe('the report', () => {
  it('always adds up, and the refused rows are as many lines as it says', async () => {
    const id = fc.constantFrom('P1', 'P2', 'P3', '');
    const date = fc.constantFrom('19970101', '19970102', '1997-13-01', 'soon');
    const amount = fc.constantFrom('1.00', '2.00', '-3', '=1+1', '<script>');
    const rows = fc.array(fc.tuple(id, date, amount), { minLength: 1, maxLength: 25 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        run += 1;
        const lines = written.map(([member, day, fen]) => `${member},${day},${fen}`);
        const file = Buffer.from(`customer_id,date,dollar_value\n${lines.join('\n')}\n`);
        const good = written.filter(([member, day, fen]) => member !== '' && /^\d{8}$/.test(day) && /^\d/.test(fen));
        const report = await world.import(file, { issuer: `property-${run}` });
        expect(report).toMatchObject({
          status: 'finished',
          total: written.length,
          accepted: good.length,
          duplicate: 0,
        });
        expect(report.refused).toBe(written.length - good.length);
        expect((await refusedText(report.id)).trim().split('\r\n').length - 1).toBe(report.refused);
        const again = await world.import(file, { issuer: `property-${run}` });
        expect(again).toMatchObject({ accepted: 0, duplicate: good.length, refused: report.refused });
      }),
      { numRuns: 12 },
    );
  });
});

describe('the page of an import', () => {
  it('tells where the first hundred refused rows stood and why, without what stood in them', async () => {
    const rows = Array.from({ length: 120 }, (_, n): [string, string, number, string] => [
      `R${n}`,
      n % 2 ? 'never' : '19970101',
      1,
      n % 3 ? '5.00' : 'x',
    ]);
    const { id } = await world.import(cdnow(rows));
    const { refused, refusedRows = [] } = await view(id);
    expect(refused).toBe(80);
    expect(refusedRows).toHaveLength(80);
    expect(refusedRows[0]).toEqual({
      ...{ line: 2, field: { zh: '金额', en: 'amount' } },
      ...{ zh: '金额无法识别', en: 'the amount is not understood' },
    });
    expect(refusedRows.map(({ line }) => line)).toEqual(refusedRows.map(({ line }) => line).toSorted((a, b) => a - b));
    const never = Array.from({ length: 150 }, (_, n): [string, string, number, string] => [`R${n}`, 'never', 1, '5']);
    const more = await world.import(cdnow(never));
    expect((await view(more.id)).refusedRows).toHaveLength(100);
    const { items } = await world.act((tx) => world.customers.imports(tx, { limit: 1 }));
    expect(items[0]).not.toHaveProperty('refusedRows');
  });
});

describe('what lies on the disk', () => {
  it('shows no value of an upload', async () => {
    await world.import(Buffer.from('customer_id,date,dollar_value\nCANARY-7731,19970101,1\nCANARY-7732,never,1\n'));
    const waiting = await world.start(Buffer.from('customer_id,date,dollar_value\nCANARY-7733,19970101,1\n'));
    const files = await readdir(join(world.folder, 'imports'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files)
      expect((await readFile(join(world.folder, 'imports', name))).includes('CANARY')).toBe(false);
    const told = await world.rows<{ told: string }>('select reasons::text as told from customers.refused_rows');
    expect(told.length).toBeGreaterThan(0);
    expect(told.some((row) => row.told.includes('CANARY'))).toBe(false);
    const sealed = await world.rows<{ sealed: Buffer }>('select sealed from customers.refused_rows');
    expect(sealed.some((row) => row.sealed.includes('CANARY'))).toBe(false);
    await world.customers.runImport(waiting);
    const [left] = await world.rows<{ file: string | null }>(
      `select file from customers.import where id = '${waiting}'`,
    );
    expect(left?.file).toBeNull();
    expect(await readdir(join(world.folder, 'imports'))).toHaveLength(files.length - 1);
  });
});
