import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Permit } from '../consent/index.ts';
import type { FieldCode } from '../register/index.ts';

let bench: TestVault;
beforeAll(async () => {
  bench = await openTestVault();
});
afterAll(() => bench.close());

type Values = Partial<Record<FieldCode, string>>;

function run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return bench.act(work);
}

async function newPerson(values: Values): Promise<string> {
  return run(async (tx) => {
    const person = (await bench.newPersons(tx, 1))[0] ?? '';
    await store(tx, person, values);
    return person;
  });
}

async function store(tx: Tx, person: string, values: Values): Promise<void> {
  const fields = Object.keys(values) as FieldCode[];
  const permit = await bench.collect(tx, [person], fields);
  await bench.vault.storeFields(
    tx,
    permit,
    fields.map((field) => ({ person, field, value: values[field] ?? '' })),
  );
}

async function open(person: string, fields: FieldCode[], vault = bench.vault): Promise<Values | undefined> {
  return run(async (tx) => (await vault.open(tx, await bench.use(tx, [person], fields), [person], fields)).get(person));
}

const COUNT = (table: string) => `select count(*)::int as n from vault.${table}`;

describe('storing values', () => {
  it('leaves nothing in clear in any column of any table', async () => {
    const values: Values = {
      name: '欧阳晓明',
      mobile: '13811112222',
      email: 'Canary.Person@example.cn',
      address: '上海市浦东新区世纪大道8888号',
      birth_date: '1991-04-05',
      member_id: 'M77778888',
      order_record: 'ORDER-20261111-9999',
    };
    const person = await newPerson(values);
    const reads = Object.keys(values) as FieldCode[];
    expect(await open(person, reads)).toEqual({ ...values, email: 'Canary.Person@example.cn' });
    const rows = await run(async (tx) => {
      const columns = await tx.query<{ table_schema: string; table_name: string; column_name: string }>(
        "select table_schema, table_name, column_name from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')",
      );
      const all: Buffer[] = [];
      for (const { table_schema, table_name, column_name } of columns) {
        const found = await tx.query<{ value: Buffer | null }>(
          `select case when pg_typeof("${column_name}")::text = 'bytea' then "${column_name}"::text::bytea
             else convert_to("${column_name}"::text, 'UTF8') end as value from ${table_schema}."${table_name}"`,
        );
        all.push(...found.flatMap((row) => row.value ?? []));
      }
      return all;
    });
    expect(rows.length).toBeGreaterThan(30);
    const text = Buffer.concat(rows);
    for (const value of Object.values(values))
      for (const form of [
        value,
        value.toLowerCase(),
        Buffer.from(value).toString('hex'),
        Buffer.from(value).toString('base64'),
      ])
        expect(text.includes(form)).toBe(false);
    // The positive control: the person's id stands there in clear and is found.
    expect(text.includes(person)).toBe(true);
    expect(bench.logLines.join('')).not.toContain('13811112222');
  });

  it('replaces a value by its next version, and the old one can no longer be looked up', async () => {
    const person = await newPerson({ mobile: '13822223333', name: '张三' });
    await run((tx) => store(tx, person, { mobile: '+86 138-2222-4444' }));
    expect(await open(person, ['mobile', 'name'])).toEqual({ mobile: '13822224444', name: '张三' });
    const found = await run((tx) => bench.vault.findManyByIndex(tx, 'mobile', ['13822223333', '138 2222 4444']));
    expect(found).toEqual([[], [person]]);
    const versions = await run((tx) =>
      tx.query('select field, version from vault.field where person = $1 order by field', [person]),
    );
    expect(versions).toEqual([
      { field: 'mobile', version: 2 },
      { field: 'name', version: 1 },
    ]);
  });

  it('finds everyone who holds a value, by any spelling of it, and nobody by another field', async () => {
    const persons = [
      await newPerson({ mobile: '13833334444' }),
      await newPerson({ mobile: '+86 138-3333-4444' }),
    ].sort();
    for (const spelling of ['13833334444', '0086 138 3333 4444', '８６１３８３３３３４４４４'])
      expect(await run((tx) => bench.vault.findByIndex(tx, 'mobile', spelling))).toEqual(persons);
    expect(await run((tx) => bench.vault.findByIndex(tx, 'member_id', '13833334444'))).toEqual([]);
    expect(bench.vault.standingDigest('mobile', '+86 138-3333-4444')).toEqual(
      bench.vault.standingDigest('mobile', '13833334444'),
    );
    expect(bench.vault.standingDigest('member_id', '13833334444')).not.toEqual(
      bench.vault.standingDigest('mobile', '13833334444'),
    );
    await expect(run((tx) => bench.vault.findByIndex(tx, 'mobile', '123'))).rejects.toMatchObject({
      code: 'vault.malformed-value',
    });
  });

  it('lets the last of two values for one place count', async () => {
    const person = await run(async (tx) => {
      const [id = ''] = await bench.newPersons(tx, 1);
      const permit = await bench.collect(tx, [id], ['name']);
      await bench.vault.storeFields(tx, permit, [
        { person: id, field: 'name', value: '李四' },
        { person: id, field: 'name', value: '李思' },
      ]);
      return id;
    });
    expect(await open(person, ['name'])).toEqual({ name: '李思' });
  });

  it('refuses malformed values by place, without repeating them, and stores nothing of the batch', async () => {
    const before = await run((tx) => tx.one<{ n: number }>(COUNT('field')));
    const attempt = run(async (tx) => {
      const [person = ''] = await bench.newPersons(tx, 1);
      const permit = await bench.collect(tx, [person], ['name', 'mobile', 'email']);
      await bench.vault.storeFields(tx, permit, [
        { person, field: 'name', value: '王五' },
        { person, field: 'mobile', value: '99999999999' },
        { person, field: 'email', value: 'nobody-at-nowhere' },
      ]);
    });
    const error: unknown = await attempt.catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'vault.malformed-value',
      options: { errors: [{ path: 'values[1].mobile' }, { path: 'values[2].email' }] },
    });
    expect(JSON.stringify(error)).not.toMatch(/99999999999|nobody-at-nowhere/);
    expect(await run((tx) => tx.one<{ n: number }>(COUNT('field')))).toEqual(before);
  });

  it('stores thousands of people at once, in statements of many rows', async () => {
    const persons = await run(async (tx) => {
      const ids = await bench.newPersons(tx, 2_100);
      const permit = await bench.collect(tx, ids, ['name', 'mobile', 'member_id']);
      let statements = 0;
      const counted = new Proxy(tx, {
        get(target, name) {
          if (name === 'query' || name === 'execute') statements += 1;
          const member: unknown = Reflect.get(target, name, target);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
      await bench.vault.storeFields(
        counted,
        permit,
        ids.flatMap((person, index) => [
          { person, field: 'name', value: '测试' },
          { person, field: 'mobile', value: String(13_900_000_000 + index) },
          { person, field: 'member_id', value: `BULK${index}` },
        ]),
      );
      expect(statements).toBeLessThan(20);
      return ids;
    });
    const sample = persons[2_099] ?? '';
    expect(await open(sample, ['name', 'mobile', 'member_id'])).toEqual({
      name: '测试',
      mobile: '13900002099',
      member_id: 'BULK2099',
    });
    expect(await run((tx) => bench.vault.findByIndex(tx, 'member_id', 'BULK2099'))).toEqual([sample]);
  });

  it('gives one person one key, also when two transactions meet them first', async () => {
    const [person = ''] = await run((tx) => bench.newPersons(tx, 1));
    await run((tx) => tx.execute('delete from vault.person_key where person = $1', [person]));
    await Promise.all([
      run((tx) => store(tx, person, { name: '赵六' })),
      run((tx) => store(tx, person, { gender: '女' })),
    ]);
    expect(await open(person, ['name', 'gender'])).toEqual({ name: '赵六', gender: 'female' });
  });
});

describe('the permit', () => {
  it('opens only the people and fields that it names, and only what the gate made', async () => {
    const person = await newPerson({ name: '钱七', mobile: '13844445555' });
    const other = await newPerson({ name: '孙八' });
    const refused = { code: 'vault.permit-does-not-cover' };
    await run(async (tx) => {
      const permit = await bench.use(tx, [person], ['name']);
      const forged = { ...permit, persons: new Set([person, other]), fields: new Set<FieldCode>(['name', 'mobile']) };
      for (const false_ of [forged, Object.create(permit), null, {}])
        await expect(bench.vault.open(tx, false_ as Permit, [person], ['name'])).rejects.toMatchObject(refused);
      await expect(bench.vault.open(tx, permit, [person, other], ['name'])).rejects.toMatchObject(refused);
      await expect(bench.vault.open(tx, permit, [person], ['mobile'])).rejects.toMatchObject(refused);
      await expect(bench.vault.readMasked(tx, permit, [person], ['mobile'], { tier: 0 })).rejects.toMatchObject(
        refused,
      );
      expect(await bench.vault.open(tx, permit, [person], ['name'])).toEqual(new Map([[person, { name: '钱七' }]]));
    });
  });

  it('to collect does not read, and to use does not store', async () => {
    const person = await newPerson({ name: '周九' });
    const refused = { code: 'vault.permit-does-not-cover' };
    await run(async (tx) => {
      const collect = await bench.collect(tx, [person], ['name']);
      const use = await bench.use(tx, [person], ['name']);
      await expect(bench.vault.open(tx, collect, [person], ['name'])).rejects.toMatchObject(refused);
      const value = { person, field: 'name', value: '周十' } as const;
      await expect(bench.vault.storeFields(tx, use, [value])).rejects.toMatchObject(refused);
    });
  });

  it('for staff access shows masks alone: clear values ask for a reveal with its reason', async () => {
    const person = await newPerson({ name: '蒋十五' });
    await run(async (tx) => {
      const { permit } = await bench.gate.usePersons(tx, {
        activity: 'customer-administration',
        operation: 'staff_access',
        fields: ['name'],
        persons: [person],
        by: 'staff:1',
      });
      if (permit === null) throw new Error('the gate refused');
      const masked = await bench.vault.readMasked(tx, permit, [person], ['name'], { tier: 1 });
      expect(masked.get(person)).toEqual({ name: '蒋**' });
      await expect(bench.vault.open(tx, permit, [person], ['name'])).rejects.toMatchObject({
        code: 'vault.permit-does-not-cover',
      });
    });
  });
});

describe('masked reading', () => {
  it('gives masks by tier for a page of people, absent fields left out', async () => {
    const one = await newPerson({ name: '欧阳锋', mobile: '13855556666' });
    const two = await newPerson({ name: '吴十' });
    const fields: FieldCode[] = ['name', 'mobile'];
    const read = (tier: 0 | 1 | 2) =>
      run(async (tx) =>
        bench.vault.readMasked(tx, await bench.use(tx, [one, two], fields), [one, two], fields, { tier }),
      );
    expect((await read(1)).get(one)).toEqual({ name: '欧阳*', mobile: '138****6666' });
    expect((await read(1)).get(two)).toEqual({ name: '吴*' });
    expect((await read(0)).get(one)).toEqual({ name: '****', mobile: '****' });
  });
});
