import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, openWarehouseWorld, type WarehouseWorld } from '../../../../../test/support/warehouse-world.ts';

let at: WarehouseWorld;
beforeAll(async () => {
  at = await openWarehouseWorld();
});
afterAll(() => at.close());
beforeEach(() => at.next());

describe('a warehouse', () => {
  it('is pulled from its first row, then what was added or changed, each once, in pages', async () => {
    await at.fill(Array.from({ length: 7 }, (_, id) => [id + 1, `1380013800${id}`, 10 - id] as const));
    await at.save();
    await at.pull({ mostRows: 3 });
    await at.pull({ mostRows: 3 });
    await at.pull({ mostRows: 3 });
    expect((await at.view()).counts).toMatchObject({ pulls: 3, rows: 7, accepted: 7, refused: 0, duplicate: 0 });
    at.later();
    await at.pull();
    expect(await at.view()).toMatchObject({ state: 'pulled', failure: null, lagMs: 0, counts: { pulls: 3 } });
    await at.run(`insert into dw.member values (8, '13800138008', '新来的', now() - interval '30 minutes');
      update dw.member set phone = '13800138099', changed = now() - interval '20 minutes' where id = 2;
      insert into dw.member values (9, '13800138010', '太新了', now()), (10, '13800138011', '没有时间', null)`);
    at.later();
    await at.pull();
    expect((await at.view()).counts).toMatchObject({ pulls: 4, rows: 9, accepted: 9, duplicate: 0 });
    const person = await at.world.act((tx) =>
      at.world.customers.personOf(tx, { type: 'member_id', issuer: `${at.code()}`, value: '2' }),
    );
    const [digest = Buffer.alloc(0)] = await at.world.act((tx) =>
      at.world.vault.addressDigests(tx, 'mobile', ['13800138099']),
    );
    expect(await at.world.act((tx) => at.world.gate.personsByAddress(tx, 'sms', digest))).toEqual([person]);
  });

  it('keeps nothing of its password in clear, and sends it to no other host', async () => {
    await at.fill([[1, '13800138000', 2]]);
    const { connection } = at.input();
    await at.save({ connection: { ...connection, password: 'hunter2-hunter2' } });
    const [stored] = await at.world.rows<{ row: string }>(
      `select row_to_json(w)::text as row from customers.warehouse w where code = '${at.code()}'`,
    );
    expect(stored?.row).not.toContain('hunter2');
    expect(stored?.row).not.toContain(Buffer.from('hunter2-hunter2').toString('hex'));
    const { password: _password, ...without } = connection;
    await at.save({ connection: without });
    const elsewhere = { ...without, host: 'localhost', port: at.tls.port };
    expect(await faultOf(at.save({ connection: elsewhere }))).toBe(
      'customers.warehouse-connection connection.password',
    );
  });

  it('counts what the next pull would do and stores nothing', async () => {
    await at.fill([
      [1, '13800138000', 3],
      [2, '12345', 2],
    ]);
    await at.save();
    const check = await at.world.customers.warehouses.check(`${at.code()}`);
    expect(check).toMatchObject({ total: 2, accepted: 1, refused: 1, newPeople: 1 });
    expect(check.reasons).toMatchObject([{ code: 'bad-mobile', count: 1 }]);
    expect((await at.view()).counts).toBeNull();
    expect(
      await at.world.rows(`select 1 from customers.import where created_by like 'warehouse%${at.code().slice(3)}'`),
    ).toEqual([]);
    await expect(at.world.customers.warehouses.check('nowhere')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('proposes what its columns mean', async () => {
    const { rows, connection } = at.input();
    const table = { schema: 'dw', name: 'member' };
    const columns = await at.world.customers.warehouses.describe({ kind: rows.kind, connection, table });
    expect(columns.map(({ name, type, proposed }) => [name, type, proposed])).toEqual([
      ['id', 'bigint', null],
      ['phone', 'text', 'mobile'],
      ['full_name', 'character varying', null],
      ['changed', 'timestamp with time zone', null],
      ['blob', 'bytea', null],
    ]);
  });

  it('gives purchases with their times in Shanghai, by a text key', async () => {
    await at.run(
      `truncate dw.sale; insert into dw.sale values ('a', 'm1', '2026-11-01 23:30:00', 12.5), ('b', 'm1', '2026-11-01 23:30:00', 1280)`,
    );
    const { rows } = at.input();
    await at.save({
      rows: { ...rows, kind: 'purchases', activity: 'order-delivery' },
      table: { schema: 'dw', name: 'sale', cursor: 'paid_at', key: 'no' },
      mapping: { member_id: 'member', at: 'paid_at', amount: 'yuan' },
    });
    await at.pull({ mostRows: 1 });
    await at.pull({ mostRows: 1 });
    expect((await at.view()).counts).toMatchObject({ accepted: 2, duplicate: 0 });
    const events = await at.world.rows(
      `select happened_at as at, amount_fen::int as fen from customers.event where name = 'purchase' order by 2`,
    );
    const paidAt = new Date('2026-11-01T15:30:00Z');
    expect(events).toEqual([
      { at: paidAt, fen: 1250 },
      { at: paidAt, fen: 128_000 },
    ]);
  });
});

describe('what dies on the way', () => {
  it('is taken in exactly once, wherever it dies', async () => {
    await at.fill(Array.from({ length: 5 }, (_, id) => [id + 1, `1390013900${id}`, 10 - id] as const));
    await at.save();
    // Killed when the rows are stored and before they are taken over: nothing has happened.
    const killed = at.world.customers.warehouses.pull({
      onStored: () => {
        throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect((await at.view()).counts).toBeNull();
    // Another server waits for the lease to end, then takes it over; the one before is fenced off.
    const another = at.world.another();
    expect(await another.warehouses.pull()).toBe(0);
    at.world.clock.advance(200_000);
    let raced = 0;
    await another.warehouses.pull({
      onStored: async () => {
        at.world.clock.advance(200_000);
        raced += await at.world.customers.warehouses.pull();
      },
    });
    expect(raced).toBe(1);
    // Killed in the import: it goes on by itself where it was.
    const [{ id } = { id: '' }] = await at.world.rows<{ id: string }>(
      `select id from customers.import where created_by = 'warehouse:${at.code()}' and status = 'queued'`,
    );
    const dying = at.world.customers.runImport(id, {
      batchRows: 2,
      onBatch: (done) => {
        if (done >= 2) throw new Error('killed');
      },
    });
    await expect(dying).rejects.toThrow('killed');
    await at.world.customers.runImport(id);
    expect((await at.view()).counts).toMatchObject({ pulls: 1, rows: 5, accepted: 5, duplicate: 0 });
    expect(
      await at.world.rows(
        `select 1 from customers.import where created_by = 'warehouse:${at.code()}' and status = 'uploaded'`,
      ),
    ).toEqual([]);
    await another.close();
  });

  it('is read again from where it lay when it did not come in, and waits longer each time', async () => {
    await at.fill([[1, '13700137000', 2]]);
    const { rows } = at.input();
    // That activity does not declare a member number from there: the gate refuses the whole import.
    await at.save({
      rows: { ...rows, activity: 'marketing', notice: { how: 'shop', shownAt: '2026-01-01T00:00:00Z' } },
    });
    await at.pull();
    expect(await at.view()).toMatchObject({ counts: { rows: 1, accepted: 0 } });
    at.later();
    await at.pull();
    expect(await at.view()).toMatchObject({
      state: 'stopped',
      cursor: null,
      failures: 1,
      failure: { code: 'customers.warehouse-import-failed' },
    });
    await at.save();
    await at.pull();
    expect(await at.view()).toMatchObject({ state: 'pulled', failure: null, counts: { accepted: 1 } });
  });

  it('is left when the warehouse is taken off the list', async () => {
    await at.fill([[1, '13700137001', 2]]);
    await at.save();
    await at.pull();
    await at.world.act((tx) => at.world.customers.warehouses.remove(tx, { code: `${at.code()}`, by: 'staff:test' }));
    await expect(
      at.world.act((tx) => at.world.customers.warehouses.remove(tx, { code: `${at.code()}`, by: 'staff:test' })),
    ).rejects.toMatchObject({ code: 'customers.warehouse-not-found' });
    await expect(
      at.world.act((tx) => at.world.customers.warehouses.pullSoon(tx, `${at.code()}`)),
    ).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
