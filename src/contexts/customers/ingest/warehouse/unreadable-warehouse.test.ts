import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWarehouseDoor } from '../../../../../test/support/warehouse-door.ts';
import { faultOf, openWarehouseWorld, type WarehouseWorld } from '../../../../../test/support/warehouse-world.ts';

let at: WarehouseWorld;
beforeAll(async () => {
  at = await openWarehouseWorld();
});
afterAll(() => at.close());
beforeEach(() => at.next());

describe('what can’t be read', () => {
  it('is named, by the field that is at fault', async () => {
    const { connection, table, mapping, rows } = at.input();
    const connecting = (more: object) => faultOf(at.save({ connection: { ...connection, ...more } }));
    const of = (more: object) => faultOf(at.save({ table: { ...table, ...more } }));
    expect(await connecting({ host: '10.0.0.1' })).toBe('customers.warehouse-host connection.host');
    expect(await connecting({ port: 1 })).toBe('customers.warehouse-unreachable connection.host');
    expect(await connecting({ host: 'metadata.invalid', port: 5432 })).toBe(
      'customers.warehouse-unreachable connection.host',
    );
    expect(await connecting({ database: 'no_such' })).toBe('customers.warehouse-login connection.user');
    expect(await connecting({ ca: 'x' })).toBe('customers.warehouse-connection connection.ca');
    expect(await of({ name: 'no_such' })).toBe('customers.warehouse-table table.name');
    expect(await of({ cursor: 'no_such' })).toBe('customers.warehouse-table table.cursor');
    expect(await of({ cursor: 'phone' })).toBe('customers.warehouse-table table.cursor');
    expect(await of({ key: 'changed"; drop table dw.member; --' })).toBe('customers.warehouse-table table.key');
    const mapped = (more: object) => faultOf(at.save({ mapping: { ...mapping, ...more } }));
    expect(await mapped({ email: 'no_such' })).toBe('customers.warehouse-table mapping.email');
    expect(await mapped({ email: 'phone' })).toBe('customers.warehouse-table mapping.email');
    expect(await mapped({ email: 'blob' })).toBe('customers.warehouse-table mapping.email');
    expect(await mapped({ amount: 'phone' })).toContain('mapping.amount');
    expect(await faultOf(at.save({ mapping: { mobile: 'phone' } }))).toBe(
      'customers.warehouse-table mapping.member_id',
    );
    expect(await faultOf(at.save({ rows: { ...rows, activity: 'no-such' } }))).toBe('register.activity-unknown');
    expect(await faultOf(at.save({ rows: { ...rows, source: 'supplier' } }))).toContain('customers.');
    expect(await faultOf(at.save({ rows: { ...rows, source: 'purchased_list' } }))).toContain('customers.');
  });

  it('is a view that writes: the connection reads alone', async () => {
    await at.fill([[1, '13800138000', 2]]);
    const writing = { schema: 'dw', name: 'writing', cursor: 'changed', key: 'id' };
    const mapping = { member_id: 'id', mobile: 'phone' };
    expect(await faultOf(at.save({ table: writing, mapping }))).toBe('customers.warehouse-writes');
    expect(await at.test.database.transaction((tx) => tx.query('select 1 from dw.empty'))).toEqual([]);
  });

  it('is one whose certificate is not verified; with its root it is read', async () => {
    await at.fill([[1, '13800138000', 2]]);
    const { connection } = at.input();
    const named = { ...connection, host: 'localhost', port: at.tls.port };
    const other = await openWarehouseDoor(at.test.url, { tls: true });
    expect(await faultOf(at.save({ connection: { ...named, ca: other.ca ?? '' } }))).toBe(
      'customers.warehouse-tls connection.ca',
    );
    await other.close();
    const plain = { ...connection, ca: at.tls.ca ?? '' };
    expect(await faultOf(at.save({ connection: plain }))).toBe('customers.warehouse-tls connection.ca');
    await at.save({ connection: { ...named, ca: at.tls.ca ?? '' } });
    await at.pull();
    expect((await at.view()).counts).toMatchObject({ accepted: 1 });
  });

  it('stops pulling when a column is gone or of another type, names it, and goes on when it is back', async () => {
    await at.fill([[1, '13800138000', 3]]);
    await at.save();
    await at.pull();
    await at.run(`insert into dw.member values (2, '13800138002', '后来的', now() - interval '10 minutes')`);
    await at.run('alter table dw.member rename column phone to tel');
    at.later();
    await at.pull();
    expect(await at.view()).toMatchObject({
      state: 'stopped',
      failure: { code: 'customers.warehouse-column-gone', zh: '“phone”列已不存在' },
      counts: { rows: 1 },
    });
    await at.run(
      'alter table dw.member rename column tel to phone; alter table dw.member alter column full_name type text',
    );
    at.later();
    await at.pull();
    expect((await at.view()).failure).toMatchObject({ code: 'customers.warehouse-column-changed' });
    expect((await at.view()).failure?.en).toContain('"full_name" was of type character varying and is of type text');
    await at.run('alter table dw.member alter column full_name type varchar(60)');
    at.world.clock.advance(6 * 3_600_000);
    await at.pull();
    expect(await at.view()).toMatchObject({
      state: 'pulled',
      failure: null,
      failures: 0,
      counts: { rows: 2, accepted: 2 },
    });
  });
});
